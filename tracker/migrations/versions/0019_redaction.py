"""墨消し: the texts beside the audit trail change by a redaction alone, and the database keeps it so."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RULE = "the texts of the audit trail change by a redaction alone"


def upgrade() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("account_name", sa.String(length=100), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("places >= 0 AND files >= 0", name=op.f("ck_redaction_counts")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_redaction_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_redaction_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_redaction_idempotency_key")),
    )
    op.create_index("ix_redaction_programme_id", "redaction", ["programme_id"])
    op.create_table(
        "hidden_reason",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("redaction_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_hidden_reason_entry_id")),
        sa.ForeignKeyConstraint(["redaction_id"], ["redaction.id"], name=op.f("fk_hidden_reason_redaction_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_hidden_reason")),
    )
    op.create_index("ix_hidden_reason_redaction_id", "hidden_reason", ["redaction_id"])
    op.execute(
        "ALTER TABLE audit_text ADD COLUMN redaction_id INTEGER CONSTRAINT fk_audit_text_redaction_id REFERENCES redaction (id)"
    )
    op.add_column("attachment", sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"""
            CREATE FUNCTION refuse_change_of_text() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF NEW.entry_id = OLD.entry_id AND NEW.redaction_id IS NOT NULL
                        AND NEW.redaction_id IS DISTINCT FROM OLD.redaction_id THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION '{RULE}';
            END $$
            """
        )
        op.execute(
            "CREATE TRIGGER tr_audit_text BEFORE UPDATE OR DELETE ON audit_text FOR EACH ROW EXECUTE FUNCTION refuse_change_of_text()"
        )
        op.execute(
            "CREATE TRIGGER tr_audit_text_whole BEFORE TRUNCATE ON audit_text FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(
        f"""
        CREATE TRIGGER tr_audit_text_update BEFORE UPDATE ON audit_text
        WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.redaction_id IS NULL OR NEW.redaction_id IS OLD.redaction_id
        BEGIN SELECT RAISE(ABORT, '{RULE}'); END
        """
    )
    op.execute(f"CREATE TRIGGER tr_audit_text_delete BEFORE DELETE ON audit_text BEGIN SELECT RAISE(ABORT, '{RULE}'); END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER tr_audit_text ON audit_text")
        op.execute("DROP TRIGGER tr_audit_text_whole ON audit_text")
        op.execute("DROP FUNCTION refuse_change_of_text()")
    else:
        for event in ("update", "delete"):
            op.execute(f"DROP TRIGGER tr_audit_text_{event}")
    op.drop_column("attachment", "redacted_at")
    op.execute("ALTER TABLE audit_text DROP COLUMN redaction_id")
    op.drop_table("hidden_reason")
    op.drop_table("redaction")
