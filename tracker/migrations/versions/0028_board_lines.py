"""The dashboard's lines: what each company of a large programme comes to, kept until something about it is written."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
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


def upgrade() -> None:
    op.create_table(
        "board_head",
        sa.Column("programme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("before_until", sa.Date(), nullable=True),
        sa.Column("before_visit_count", sa.Integer(), nullable=True),
        sa.Column("before_meeting_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_board_head_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_board_head")),
    )
    op.create_table(
        "board_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_board_mark_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_mark")),
    )
    op.create_index("ix_board_mark_programme_id", "board_mark", ["programme_id"])
    op.create_table(
        "board_line",
        sa.Column("enrolment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_board_line_programme_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_board_line")),
    )
    op.create_index("ix_board_line_programme_id", "board_line", ["programme_id"])
    op.create_table(
        "board_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opens_line", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("month_on", sa.Date(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("phase", sa.String(length=24), nullable=True),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("never_visited", sa.Boolean(), nullable=False),
        sa.CheckConstraint("phase IN ('listen', 'observe', 'diagnose', 'plan')", name=op.f("ck_board_exception_phase")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_board_exception_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_exception")),
    )
    op.create_index(
        "ix_board_exception_order",
        "board_exception",
        ["programme_id", "kind", "opens_line", "since", "place", "enrolment_id", "id"],
    )
    op.create_index("ix_board_exception_company", "board_exception", ["programme_id", "enrolment_id", "from_day"])
    op.create_index("ix_board_exception_day", "board_exception", ["programme_id", "from_day"])
    if op.get_bind().dialect.name == "sqlite":
        # as in 0026: there are few of them beside the records, and a list of them is to begin there
        op.execute(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT 'unassigned_note', NULL, '700'"
            " WHERE NOT EXISTS (SELECT 1 FROM sqlite_stat1 WHERE tbl = 'unassigned_note')"
        )
        op.execute("ANALYZE sqlite_schema")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'unassigned_note' AND idx IS NULL")
        op.execute("ANALYZE sqlite_schema")
    op.drop_table("board_exception")
    op.drop_table("board_line")
    op.drop_table("board_mark")
    op.drop_table("board_head")
