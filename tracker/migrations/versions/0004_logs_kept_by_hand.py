"""Logs kept by hand: uploads, what they became, what was said about their words."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_log_upload_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_log_upload_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_upload")),
    )
    op.create_index(op.f("ix_log_upload_programme_id"), "log_upload", ["programme_id"], unique=False)
    op.create_table(
        "log_memory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("column", "company", "person", name="memorykind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("written", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind <> 'company' OR enrolment_id IS NOT NULL", name=op.f("ck_log_memory_company")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_log_memory_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_log_memory_enrolment"
        ),
        sa.ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_log_memory_producer"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_log_memory_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_memory")),
        sa.UniqueConstraint("programme_id", "kind", "written", name=op.f("uq_log_memory_programme_id_kind_written")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("version_made", sa.Integer(), nullable=False),
        sa.Column("is_next", sa.Boolean(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN meeting_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN action_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_log_entry_thing"),
        ),
        sa.ForeignKeyConstraint(["action_id"], ["next_action.id"], name=op.f("fk_log_entry_action_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["team_meeting.id"], name=op.f("fk_log_entry_meeting_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["log_upload.id"], name=op.f("fk_log_entry_upload_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_log_entry_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    op.create_index(op.f("ix_log_entry_action_id"), "log_entry", ["action_id"], unique=False)
    op.create_index(op.f("ix_log_entry_meeting_id"), "log_entry", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_log_entry_upload_id"), "log_entry", ["upload_id"], unique=False)
    op.create_index(op.f("ix_log_entry_visit_id"), "log_entry", ["visit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_log_entry_visit_id"), table_name="log_entry")
    op.drop_index(op.f("ix_log_entry_upload_id"), table_name="log_entry")
    op.drop_index(op.f("ix_log_entry_meeting_id"), table_name="log_entry")
    op.drop_index(op.f("ix_log_entry_action_id"), table_name="log_entry")
    op.drop_table("log_entry")
    op.drop_table("log_memory")
    op.drop_index(op.f("ix_log_upload_programme_id"), table_name="log_upload")
    op.drop_table("log_upload")
