"""Done next actions by the day on which they were done, and what SQLite is told of it (``docs/decisions/0026``)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NAME = "ix_next_action_done"
COLUMNS = ["programme_id", "status", "deleted_at", "done_on", "due_on", "id", "enrolment_id", "owner_id"]
FIGURES = {"tbl": "next_action", "idx": NAME, "stat": "72000 24000 12000 12000 143 12 1 1 1"}


def upgrade() -> None:
    op.create_index(NAME, "next_action", COLUMNS)
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), FIGURES)
        bind.execute(sa.text("ANALYZE sqlite_schema"))  # has it read


def downgrade() -> None:
    op.drop_index(NAME, table_name="next_action")
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(sa.text("DELETE FROM sqlite_stat1 WHERE idx = :idx"), {"idx": NAME})
        bind.execute(sa.text("ANALYZE sqlite_schema"))
