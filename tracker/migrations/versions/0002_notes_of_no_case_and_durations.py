"""Notes that are no case's yet, and durations without a beginning."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unassigned_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("interpretation", sa.Text(), nullable=False),
        sa.Column("report_summary", sa.Text(), nullable=False),
        sa.Column("worked_listen", sa.Boolean(), nullable=False),
        sa.Column("worked_observe", sa.Boolean(), nullable=False),
        sa.Column("worked_diagnose", sa.Boolean(), nullable=False),
        sa.Column("worked_plan", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(visit_id IS NULL) <> (section_id IS NULL)", name=op.f("ck_unassigned_note_parent")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["meeting_section.id"], name=op.f("fk_unassigned_note_section_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_unassigned_note_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unassigned_note")),
        sa.UniqueConstraint("section_id", name=op.f("uq_unassigned_note_section_id")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_unassigned_note_visit_id")),
    )
    op.add_column("team_meeting", sa.Column("duration_minutes", sa.Integer(), nullable=True))
    op.add_column("visit", sa.Column("duration_minutes", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("visit", "duration_minutes")
    op.drop_column("team_meeting", "duration_minutes")
    op.drop_table("unassigned_note")
