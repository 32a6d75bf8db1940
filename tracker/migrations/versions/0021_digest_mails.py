"""今週のまとめ by mail: what is to be sent and what became of it, and whether a person wants any."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("digest_mail", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "digest_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("lead", "manager", name="digestkind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("week_key", sa.String(length=8), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "sending", "sent", "failed", name="mailstate", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_digest_mail_attempts")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_digest_mail_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_digest_mail_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_mail")),
        sa.UniqueConstraint("message_key", name=op.f("uq_digest_mail_message_key")),
        sa.UniqueConstraint(
            "programme_id", "account_id", "week_key", "kind", name=op.f("uq_digest_mail_programme_id_account_id_week_key_kind")
        ),
    )
    op.create_index("ix_digest_mail_account_id", "digest_mail", ["account_id"])
    op.create_index("ix_digest_mail_due", "digest_mail", ["state", "next_try_at"])


def downgrade() -> None:
    op.drop_table("digest_mail")
    op.drop_column("account", "digest_mail")
