"""Which kinds of things a programme's trail has is read off an index; how many gaps needed no meeting stands in a company's kept line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

# Lines hold nothing of their own: they are made anew when they are next asked for, and so are their sums.
EMPTY = "DELETE FROM board_line"
FORGET = "UPDATE board_head SET made_on = NULL, sums = NULL"


def upgrade() -> None:
    op.create_index("ix_audit_entry_noun", "audit_entry", ["programme_id", "noun", "id"])
    op.execute(EMPTY)
    op.execute(FORGET)
    op.add_column("board_line", sa.Column("settled_gap_count", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("board_line") as lines:
        lines.alter_column("settled_gap_count", server_default=None)


def downgrade() -> None:
    op.execute(EMPTY)
    op.execute(FORGET)
    op.drop_column("board_line", "settled_gap_count")
    op.drop_index("ix_audit_entry_noun", "audit_entry")
