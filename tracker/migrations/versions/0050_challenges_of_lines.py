"""A company's kept line says how many of its challenges stand where, so that a list steps over companies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

COLUMNS = ("open_challenge_count", "resolved_challenge_count", "dropped_challenge_count")
# Lines hold nothing of their own: they are made anew when they are next asked for, and so are their sums.
EMPTY = "DELETE FROM board_line"
FORGET = "UPDATE board_head SET made_on = NULL, sums = NULL"


def upgrade() -> None:
    op.execute(EMPTY)
    op.execute(FORGET)
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
