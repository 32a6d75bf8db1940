"""Companies by their number without sorting them all, and more figures for SQLite (``docs/decisions/0026``)."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FIGURES = [
    {"tbl": "enrolment", "idx": "ix_enrolment_number", "stat": "6000 2000 1 1"},
    {"tbl": "enrolment", "idx": "sqlite_autoindex_enrolment_1", "stat": "6000 1 1"},
    {"tbl": "enrolled_case", "idx": "sqlite_autoindex_enrolled_case_1", "stat": "7000 2 1"},
]
FORGET = sa.text("DELETE FROM sqlite_stat1 WHERE tbl = :tbl AND idx = :idx")


def upgrade() -> None:
    op.create_index("ix_enrolment_number", "enrolment", ["programme_id", "number", "id"])
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(FORGET, FIGURES)
        bind.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), FIGURES)
        bind.execute(sa.text("ANALYZE sqlite_schema"))


def downgrade() -> None:
    op.drop_index("ix_enrolment_number", table_name="enrolment")
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(FORGET, FIGURES)
