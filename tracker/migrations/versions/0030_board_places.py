"""More of each company in its kept line, so that the first companies and a month's close are found by it; counts read off indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NUMBERS = (
    "visit_count",
    "online_count",
    "event_escort_count",
    "visits_due",
    "meeting_count",
    "gap_count",
    "filled_gap_count",
    "month_visit_count",
    "before_visit_count",
    "first_meeting_count",
    "month_meeting_count",
    "before_meeting_count",
)
# How large they grow, as in 0026: an index made anew has lost its figures.
NEW_FIGURES = [
    {"tbl": "next_action", "idx": "ix_next_action_due", "stat": "72000 24000 12000 12000 143 1 1 1"},
    {"tbl": "outcome", "idx": "ix_outcome_programme", "stat": "6000 2000 143 143 1"},
]
OLD_FIGURES = [
    {"tbl": "next_action", "idx": "ix_next_action_due", "stat": "72000 24000 12000 143"},
    {"tbl": "outcome", "idx": "ix_outcome_programme", "stat": "6000 2000 143"},
]
DUE = ["programme_id", "status", "due_on"]
BY_DAY = ["programme_id", "outcome_on"]


def upgrade() -> None:
    op.add_column("board_head", sa.Column("sums", sa.Text(), nullable=True))
    _make_lines("number", *NUMBERS, "to_close", "lacking", "needs")
    op.create_index("ix_board_line_needs", "board_line", ["programme_id", "needs", "number", "enrolment_id"])
    op.drop_index("ix_next_action_due", table_name="next_action")
    op.create_index(
        "ix_next_action_due",
        "next_action",
        ["programme_id", "status", "deleted_at", "due_on", "id", "enrolment_id", "owner_id"],
    )
    op.drop_index("ix_outcome_programme", table_name="outcome")
    op.create_index("ix_outcome_programme", "outcome", [*BY_DAY, "deleted_at", "enrolment_id"])
    _tell_sqlite(NEW_FIGURES)


def downgrade() -> None:
    op.drop_index("ix_outcome_programme", table_name="outcome")
    op.create_index("ix_outcome_programme", "outcome", BY_DAY)
    op.drop_index("ix_next_action_due", table_name="next_action")
    op.create_index("ix_next_action_due", "next_action", DUE)
    _tell_sqlite(OLD_FIGURES)
    _make_lines(*NUMBERS)
    op.create_index("ix_board_line_programme_id", "board_line", ["programme_id"])
    op.drop_column("board_head", "sums")


def _tell_sqlite(figures: list[dict[str, str]]) -> None:
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.execute(sa.text("DELETE FROM sqlite_stat1 WHERE tbl = :tbl AND idx = :idx"), figures)
        bind.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), figures)
        bind.execute(sa.text("ANALYZE sqlite_schema"))


def _make_lines(*numbers: str) -> None:
    """Lines hold nothing of their own: they are made anew when they are next asked for."""
    op.drop_table("board_line")
    op.create_table(
        "board_line",
        sa.Column("enrolment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_board_line_programme_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_board_line")),
    )
    op.execute("UPDATE board_head SET made_on = NULL")
