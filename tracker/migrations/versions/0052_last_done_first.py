"""Done next actions lie in their index as their list shows them, the last done on top, so that no page of it is sorted first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

NAME = "ix_next_action_done"
BEFORE, BEHIND = ["programme_id", "status", "deleted_at"], ["due_on", "id", "enrolment_id", "owner_id"]
# How large they grow, as in 0026: an index made anew has lost its figures.
FIGURES = {"tbl": "next_action", "idx": NAME, "stat": "72000 24000 12000 12000 143 12 1 1 1"}


def upgrade() -> None:
    _make_anew(sa.text("done_on DESC"))


def downgrade() -> None:
    _make_anew("done_on")


def _make_anew(done_on: str | sa.TextClause) -> None:
    op.drop_index(NAME, table_name="next_action")
    op.create_index(NAME, "next_action", [*BEFORE, done_on, *BEHIND])
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(sa.text("DELETE FROM sqlite_stat1 WHERE tbl = :tbl AND idx = :idx"), FIGURES)
        bind.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), FIGURES)
        bind.execute(sa.text("ANALYZE sqlite_schema"))  # has them read
