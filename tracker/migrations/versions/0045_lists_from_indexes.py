"""Which visits and meetings a list has is read off an index, and which companies are gone (``docs/decisions/0026``)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BY_DAY = {
    "ix_visit_programme": ("visit", ["programme_id", "visit_on", "id"]),
    "ix_team_meeting_programme": ("team_meeting", ["programme_id", "meeting_on", "id"]),
}
MORE = {
    "ix_visit_programme": ["deleted_at", "record_state", "enrolment_id"],
    "ix_team_meeting_programme": ["deleted_at", "record_state"],
}
GONE, IS_GONE = "ix_enrolment_gone", sa.text("deleted_at IS NOT NULL")
# How large they grow, as in 0026: an index made anew has lost its figures.
NEW_FIGURES = [
    {"tbl": "visit", "idx": "ix_visit_programme", "stat": "72000 24000 143 1 1 1 1"},
    {"tbl": "team_meeting", "idx": "ix_team_meeting_programme", "stat": "72000 24000 143 1 1 1"},
    {"tbl": "enrolment", "idx": GONE, "stat": "60 20"},
]
OLD_FIGURES = [{"tbl": table, "idx": name, "stat": "72000 24000 143 1"} for name, (table, _columns) in BY_DAY.items()]


def upgrade() -> None:
    op.create_index(GONE, "enrolment", ["programme_id"], sqlite_where=IS_GONE, postgresql_where=IS_GONE)
    for name, (table, columns) in BY_DAY.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [*columns, *MORE[name]])
    _tell_sqlite(NEW_FIGURES)


def downgrade() -> None:
    for name, (table, columns) in BY_DAY.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns)
    op.drop_index(GONE, table_name="enrolment")
    _tell_sqlite(OLD_FIGURES)


def _tell_sqlite(figures: list[dict[str, str]]) -> None:
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(sa.text("DELETE FROM sqlite_stat1 WHERE tbl = :tbl AND idx = :idx"), figures)
        bind.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), figures)
        bind.execute(sa.text("ANALYZE sqlite_schema"))  # has them read
