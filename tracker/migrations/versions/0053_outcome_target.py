"""A programme may have a target for the outcomes of its year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("programme", sa.Column("outcome_target", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("programme", "outcome_target")
