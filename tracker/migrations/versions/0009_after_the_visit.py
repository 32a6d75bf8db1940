"""What came after a visit: its letter sent, the company's confirmation."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("letter_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_sent_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_name", sa.String(length=100), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_version", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(confirmed_by_name = '') = (confirmed_on IS NULL)", name=op.f("ck_visit_confirmation_confirmed")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_visit_confirmation_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["letter_sent_by_id"], ["account.id"], name=op.f("fk_visit_confirmation_letter_sent_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_confirmation_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_confirmation")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_visit_confirmation_visit_id")),
    )


def downgrade() -> None:
    op.drop_table("visit_confirmation")
