"""What a submission is told later (受付番号, 取り下げ), and the forms that were handed in with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

RULE = "a submission is frozen"
TABLES = ("submission_form", "submission_note", "submission_withdrawal")
# Words of ours about a submission, which a 墨消し reaches; everything else of these rows stays as it was made.
WORDED = ("submission_note", "submission_withdrawal")
KEPT_COLUMNS = ("id", "programme_id", "submission_id", "created_at")
# They go with their submission, whose own trigger (0037) asks whether its time is over: its row goes after them.
YEAR_IS_OVER = {
    "sqlite": "date('now', '+9 hours') > printf('%04d-03-31', CAST(strftime('%Y', handed_in_on, '-3 months') AS INTEGER) + 6)",
    "postgresql": "(now() AT TIME ZONE 'Asia/Tokyo')::date"
    " > make_date(EXTRACT(YEAR FROM handed_in_on - INTERVAL '3 months')::integer + 6, 3, 31)",
}


def upgrade() -> None:
    op.create_table(
        "submission_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("form_name", sa.String(length=200), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("fixed_values", sa.Text(), nullable=False),
        sa.Column("blank_count", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=250), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("file_content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_form_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_form")),
    )
    op.create_index("ix_submission_form_submission_id", "submission_form", ["submission_id"])
    op.create_table(
        "submission_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=100), nullable=False),
        sa.Column("handed_to", sa.String(length=100), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("receipt <> '' OR handed_to <> '' OR remark <> ''", name=op.f("ck_submission_note_words")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_submission_note_programme_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_note_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_note")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_submission_note_idempotency_key")),
    )
    op.create_index("ix_submission_note_submission_id", "submission_note", ["submission_id"])
    op.create_table(
        "submission_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_submission_withdrawal_reason")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_submission_withdrawal_programme_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_withdrawal_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_withdrawal")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_submission_withdrawal_submission_id")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _may_go(dialect: str) -> str:
    return f"""EXISTS (SELECT 1 FROM submission WHERE submission.id = OLD.submission_id
            AND {YEAR_IS_OVER[dialect]}
            AND EXISTS (SELECT 1 FROM purge WHERE purge.programme_id = submission.programme_id
                AND purge.last_submission_id >= submission.id)
            AND NOT EXISTS (SELECT 1 FROM retention_hold WHERE retention_hold.programme_id = submission.programme_id
                AND retention_hold.lifted_at IS NULL))"""


def _of(table: str) -> str:
    return f" OF {', '.join(KEPT_COLUMNS)}" if table in WORDED else ""


def _guard_sqlite() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER tr_{table}_update BEFORE UPDATE{_of(table)} ON {table} BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
        )
        op.execute(
            f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} WHEN NOT ({_may_go('sqlite')}) "
            f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        f"""
        CREATE FUNCTION refuse_early_delete_with_submission() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF {_may_go("postgresql")} THEN RETURN OLD; END IF;
            RAISE EXCEPTION '{RULE}';
        END $$
        """
    )
    for table in TABLES:
        for name, event in ((f"tr_{table}", f"UPDATE{_of(table)}"), (f"tr_{table}_whole", "TRUNCATE")):
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_submission()"
            )
        op.execute(
            f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_early_delete_with_submission()"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_early_delete_with_submission()")
