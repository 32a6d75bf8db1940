"""Open questions that a manager has answered for good: a pair of visits that needed no meeting, a record that came late."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

IS_GAP = (
    "enrolment_id IS NOT NULL AND from_on IS NOT NULL AND to_on IS NOT NULL AND visit_id IS NULL AND meeting_id IS NULL"
    " AND reason <> ''"
)
IS_RECORD = "enrolment_id IS NULL AND from_on IS NULL AND to_on IS NULL AND (visit_id IS NULL) <> (meeting_id IS NULL)"
STANDS = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("settled_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"({IS_GAP}) OR ({IS_RECORD})", name=op.f("ck_settlement_thing")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_settlement_programme_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_settlement_enrolment_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_settlement_visit_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["team_meeting.id"], name=op.f("fk_settlement_meeting_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_settlement_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_settlement_deleted_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
    )
    for name, columns in (
        ("uq_settlement_gap", ["enrolment_id", "from_on", "to_on"]),
        ("uq_settlement_visit", ["visit_id"]),
        ("uq_settlement_meeting", ["meeting_id"]),
    ):
        op.create_index(name, "settlement", columns, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)
    op.create_index("ix_settlement_programme", "settlement", ["programme_id", "deleted_at"])


def downgrade() -> None:
    op.drop_table("settlement")
