"""Versions of stand-ins, and of a visit when its letter went out and who confirmed it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stand_in", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("visit", sa.Column("letter_sent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visit", sa.Column("confirmed_by", sa.String(length=100), nullable=False, server_default=""))
    op.add_column("visit", sa.Column("confirmed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("visit", "confirmed_on")
    op.drop_column("visit", "confirmed_by")
    op.drop_column("visit", "letter_sent_at")
    op.drop_column("stand_in", "version")
