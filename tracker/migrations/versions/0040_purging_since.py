"""A purge that was begun and is not over: since when, by programme, so that it is shown and nothing is written meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # not in a batch: SQLite adds and drops a column that nothing else names in place
    op.add_column("programme", sa.Column("purging_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("programme", "purging_since")
