"""Which months are closed stands in a company's kept line, so that what is left of each month is known without counting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

# Lines hold nothing of their own: they are made anew when they are next asked for, and so are their sums.
EMPTY = "DELETE FROM board_line"
FORGET = "UPDATE board_head SET made_on = NULL, sums = NULL"


def upgrade() -> None:
    op.execute(EMPTY)
    op.execute(FORGET)
    op.add_column("board_line", sa.Column("closed", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("board_line") as lines:
        lines.alter_column("closed", server_default=None)


def downgrade() -> None:
    op.execute(EMPTY)
    op.execute(FORGET)
    op.drop_column("board_line", "closed")
