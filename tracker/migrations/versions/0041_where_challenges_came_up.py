"""A challenge knows the record in which it came up; what records say of it is found by its state (``docs/decisions/0026``)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

Indexes = dict[str, tuple[str, list[str]]]
RECORDS = {"came_up_visit_id": "visit", "came_up_meeting_id": "team_meeting"}
BEFORE: Indexes = {
    "ix_challenge_progress_challenge_id": ("challenge_progress", ["challenge_id"]),
    "ix_challenge_programme_id": ("challenge", ["programme_id"]),
}
NOW: Indexes = {
    "ix_challenge_progress_state": ("challenge_progress", ["challenge_id", "state"]),
    "ix_challenge_programme": ("challenge", ["programme_id", "deleted_at", "enrolment_id", "case_id"]),
}
FIGURES = [
    {"tbl": "challenge", "idx": "ix_challenge_company", "stat": "54000 9 9 1"},
    {"tbl": "challenge", "idx": "ix_challenge_case_id", "stat": "54000 27"},
    {"tbl": "challenge", "idx": "ix_challenge_programme", "stat": "54000 18000 18000 9 9"},
    {"tbl": "challenge_progress", "idx": "ix_challenge_progress_state", "stat": "144000 3 2"},
]
FORGET = sa.text("DELETE FROM sqlite_stat1 WHERE tbl = :tbl AND idx = :idx")


def upgrade() -> None:
    for column, table in RECORDS.items():
        # SQLite adds a column with its reference, but no reference to a column that is there
        op.execute(f"ALTER TABLE challenge ADD COLUMN {column} INTEGER CONSTRAINT fk_challenge_{column} REFERENCES {table} (id)")
        op.create_index(f"ix_challenge_{column}", "challenge", [column])
    _exchange(BEFORE, NOW)
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(FORGET, FIGURES)
        bind.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), FIGURES)
        bind.execute(sa.text("ANALYZE sqlite_schema"))  # has them read


def _exchange(gone: Indexes, come: Indexes) -> None:
    for name, (table, columns) in come.items():
        op.create_index(name, table, columns)
    for name, (table, _columns) in gone.items():
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    _exchange(NOW, BEFORE)
    for column in RECORDS:
        op.drop_index(f"ix_challenge_{column}", table_name="challenge")
        op.drop_column("challenge", column)
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(FORGET, FIGURES)
        bind.execute(sa.text("ANALYZE sqlite_schema"))
