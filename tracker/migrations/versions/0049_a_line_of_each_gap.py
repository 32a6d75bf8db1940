"""Each gap without a meeting is a line of its own, as every exception is: none opens a line for others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

ORDER = "ix_board_exception_order"
# What is kept holds nothing of its own: it is made anew when it is next asked for.
FORGET = "UPDATE board_head SET made_on = NULL"


def upgrade() -> None:
    op.execute(FORGET)
    op.drop_index(ORDER, table_name="board_exception")
    op.drop_column("board_exception", "opens_line")
    op.create_index(ORDER, "board_exception", ["programme_id", "kind", "since", "place", "enrolment_id", "id"])


def downgrade() -> None:
    op.execute(FORGET)
    op.drop_index(ORDER, table_name="board_exception")
    op.add_column("board_exception", sa.Column("opens_line", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("board_exception") as exceptions:
        exceptions.alter_column("opens_line", server_default=None)
    op.create_index(ORDER, "board_exception", ["programme_id", "kind", "opens_line", "since", "place", "enrolment_id", "id"])
