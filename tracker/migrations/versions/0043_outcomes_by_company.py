"""延べ件数 and 実企業数 of a programme are counted in the order of an index (``docs/decisions/0026``)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

INDEX = "ix_outcome_counted"
FIGURES = {"tbl": "outcome", "idx": INDEX, "stat": "6000 2000 2000 2"}
FORGET = sa.text("DELETE FROM sqlite_stat1 WHERE tbl = :tbl AND idx = :idx")


def upgrade() -> None:
    op.create_index(INDEX, "outcome", ["programme_id", "deleted_at", "enrolment_id"])
    _tell(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"))


def downgrade() -> None:
    op.drop_index(INDEX, table_name="outcome")
    _tell()


def _tell(*more: sa.TextClause) -> None:
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        for statement in (FORGET, *more):
            bind.execute(statement, FIGURES)
        bind.execute(sa.text("ANALYZE sqlite_schema"))  # has them read
