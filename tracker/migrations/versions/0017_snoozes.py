"""Exceptions put aside, and after how many days without a move a case counts as stuck."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("programme", sa.Column("stuck_days", sa.Integer(), server_default="90", nullable=False))
    op.create_table(
        "snooze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("snoozed_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_snooze_reason")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_snooze_programme_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_snooze_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_snooze_deleted_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_snooze_idempotency_key")),
    )
    op.create_index(
        "uq_snooze_subject",
        "snooze",
        ["programme_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("snooze")
    op.drop_column("programme", "stuck_days")
