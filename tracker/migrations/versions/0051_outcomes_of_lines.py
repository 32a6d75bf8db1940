"""A company's kept line counts its outcomes, the head those of the year before and the exceptions of each kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

COLUMNS = ("outcome_count", "month_outcome_count", "before_outcome_count")
# Lines hold nothing of their own: they are made anew when they are next asked for, and so are their sums.
EMPTY = "DELETE FROM board_line"
FORGET = "UPDATE board_head SET made_on = NULL, sums = NULL"


def upgrade() -> None:
    op.execute(EMPTY)
    op.execute(FORGET)
    op.add_column("board_head", sa.Column("before_outcome_count", sa.Integer(), nullable=True))
    op.add_column("board_head", sa.Column("exceptions", sa.Text(), nullable=True))
    for name in COLUMNS:
        op.add_column("board_line", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("board_line") as lines:
        for name in COLUMNS:
            lines.alter_column(name, server_default=None)


def downgrade() -> None:
    op.execute(EMPTY)
    op.execute(FORGET)
    for name in COLUMNS:
        op.drop_column("board_line", name)
    op.drop_column("board_head", "exceptions")
    op.drop_column("board_head", "before_outcome_count")
