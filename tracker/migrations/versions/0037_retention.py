"""保存期間: how long a year is kept, what is held beyond it, and the one way on which the trail's texts and submissions may go.

The rule of the delete triggers is the database's own, by its own clock: ``docs/decisions/0041``.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TEXT_RULE = "the texts of the audit trail change by a redaction alone, and go by a purge alone"
OLD_TEXT_RULE = "the texts of the audit trail change by a redaction alone"
SUBMISSION_RULE = "a submission is frozen"
PURGE_RULE = "a purge is not undone and not changed"
SUBMISSIONS = ("submission", "submission_content")
# The same five years as in domain/retention.py, which a later version may raise and no version lowers without a migration.
YEAR_IS_OVER = {
    "sqlite": "date('now', '+9 hours') > printf('%04d-03-31', {year} + 6)",
    "postgresql": "(now() AT TIME ZONE 'Asia/Tokyo')::date > make_date({year} + 6, 3, 31)",
}
FISCAL_YEAR = {
    "sqlite": "CAST(strftime('%Y', {day}, '-3 months') AS INTEGER)",
    "postgresql": "EXTRACT(YEAR FROM {day} - INTERVAL '3 months')::integer",
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.execute(
        "ALTER TABLE programme ADD COLUMN retention_years INTEGER DEFAULT 5 NOT NULL"
        " CONSTRAINT ck_programme_retention_years CHECK (retention_years BETWEEN 5 AND 30)"
    )
    op.create_table(
        "purge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("account_name", sa.String(length=100), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("last_entry_id", sa.Integer(), nullable=False),
        sa.Column("last_submission_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("row_count >= 0 AND file_count >= 0", name=op.f("ck_purge_counts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_purge_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_purge_idempotency_key")),
    )
    op.create_index("ix_purge_programme_id", "purge", ["programme_id"])
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("account_name", sa.String(length=100), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=100), nullable=False),
        sa.Column("lifted_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_retention_hold_reason")),
        sa.CheckConstraint("lifted_at IS NULL OR lifted_reason <> ''", name=op.f("ck_retention_hold_lifted_reason")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_retention_hold_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_retention_hold_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_retention_hold_idempotency_key")),
    )
    op.create_index(
        "uq_retention_hold",
        "retention_hold",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    if dialect == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _is_over(dialect: str, year: str) -> str:
    return YEAR_IS_OVER[dialect].format(year=year)


def _submission_may_go(dialect: str, submission: str) -> str:
    """One of a purge that was written down, five years after the fiscal year in which it was handed in, and not held."""
    over = _is_over(dialect, FISCAL_YEAR[dialect].format(day=f"{submission}.handed_in_on"))
    return f"""{over}
        AND EXISTS (SELECT 1 FROM purge WHERE purge.programme_id = {submission}.programme_id
            AND purge.last_submission_id >= {submission}.id)
        AND NOT EXISTS (SELECT 1 FROM retention_hold WHERE retention_hold.programme_id = {submission}.programme_id
            AND retention_hold.lifted_at IS NULL)"""


def _content_may_go(dialect: str) -> str:
    return f"EXISTS (SELECT 1 FROM submission WHERE submission.id = OLD.submission_id AND {_submission_may_go(dialect, 'submission')})"


def _text_may_go(dialect: str) -> str:
    """The same of a text: five years after the fiscal year of its programme, whose submissions have gone before.

    What redactions and purges noted stays: the chain is checked by it, of other years too.
    """
    return f"""EXISTS (
            SELECT 1 FROM audit_entry
            JOIN programme ON programme.id = audit_entry.programme_id
            JOIN purge ON purge.programme_id = audit_entry.programme_id AND purge.last_entry_id >= audit_entry.id
            WHERE audit_entry.id = OLD.entry_id
            AND audit_entry.noun NOT IN ('redaction', 'purge')
            AND {_is_over(dialect, "programme.fiscal_year")}
            AND NOT EXISTS (SELECT 1 FROM retention_hold WHERE retention_hold.programme_id = programme.id
                AND retention_hold.lifted_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM submission WHERE submission.programme_id = programme.id
                AND submission.id <= purge.last_submission_id)
        )"""


def _guard_sqlite() -> None:
    may_go = {
        "submission": _submission_may_go("sqlite", "OLD"),
        "submission_content": _content_may_go("sqlite"),
        "audit_text": _text_may_go("sqlite"),
    }
    for table, clause in may_go.items():
        rule = TEXT_RULE if table == "audit_text" else SUBMISSION_RULE
        op.execute(f"DROP TRIGGER tr_{table}_delete")
        op.execute(
            f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} WHEN NOT ({clause}) "
            f"BEGIN SELECT RAISE(ABORT, '{rule}'); END"
        )
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER tr_purge_{event.lower()} BEFORE {event} ON purge BEGIN SELECT RAISE(ABORT, '{PURGE_RULE}'); END"
        )


def _guard_postgresql() -> None:
    for table, clause in (
        ("submission", _submission_may_go("postgresql", "OLD")),
        ("submission_content", _content_may_go("postgresql")),
    ):
        op.execute(
            f"""
            CREATE FUNCTION refuse_early_delete_of_{table}() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                IF {clause} THEN RETURN OLD; END IF;
                RAISE EXCEPTION '{SUBMISSION_RULE}';
            END $$
            """
        )
        op.execute(f"DROP TRIGGER tr_{table} ON {table}")
        op.execute(
            f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_submission()"
        )
        op.execute(
            f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_early_delete_of_{table}()"
        )
    _guard_texts_postgresql(
        TEXT_RULE, f"IF TG_OP = 'DELETE' THEN IF {_text_may_go('postgresql')} THEN RETURN OLD; END IF; END IF;"
    )
    op.execute(
        f"""
        CREATE FUNCTION refuse_change_of_purge() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{PURGE_RULE}'; END $$
        """
    )
    op.execute(
        "CREATE TRIGGER tr_purge BEFORE UPDATE OR DELETE OR TRUNCATE ON purge "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_purge()"
    )


def _guard_texts_postgresql(rule: str, deleting: str) -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION refuse_change_of_text() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW.entry_id = OLD.entry_id AND NEW.redaction_id IS NOT NULL
                    AND NEW.redaction_id IS DISTINCT FROM OLD.redaction_id THEN RETURN NEW; END IF;
            END IF;
            {deleting}
            RAISE EXCEPTION '{rule}';
        END $$
        """
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_texts_postgresql(OLD_TEXT_RULE, "")
        for table in SUBMISSIONS:
            op.execute(f"DROP TRIGGER tr_{table}_delete ON {table}")
            op.execute(f"DROP FUNCTION refuse_early_delete_of_{table}()")
            op.execute(f"DROP TRIGGER tr_{table} ON {table}")
            op.execute(
                f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_submission()"
            )
    else:
        for table, rule in (*((table, SUBMISSION_RULE) for table in SUBMISSIONS), ("audit_text", OLD_TEXT_RULE)):
            op.execute(f"DROP TRIGGER tr_{table}_delete")
            op.execute(f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{rule}'); END")
    op.drop_table("retention_hold")
    op.drop_table("purge")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_purge()")
    op.execute("ALTER TABLE programme DROP COLUMN retention_years")
