"""Photos, recordings and files beside records."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "company",
                "visit",
                "meeting",
                "outcome",
                "design_sheet",
                name="attachedto",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("subject_key", sa.String(length=64), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("is_note", sa.Boolean(), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("stored_name", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("enrolment_id IS NOT NULL OR subject_key IS NOT NULL", name=op.f("ck_attachment_subject")),
        sa.CheckConstraint("(stored_name IS NULL) = (digest IS NULL)", name=op.f("ck_attachment_file")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_attachment_size")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_attachment_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_attachment_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_attachment_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_attachment_enrolment"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["team_meeting.id"], name=op.f("fk_attachment_meeting_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_attachment_outcome_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_attachment_programme_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_attachment_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_attachment_idempotency_key")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_attachment_stored_name")),
    )
    op.create_index("ix_attachment_company", "attachment", ["enrolment_id", "created_at"], unique=False)
    op.create_index("ix_attachment_waiting", "attachment", ["subject_key"], unique=False)
    for column in ("visit_id", "meeting_id", "outcome_id"):
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column], unique=False)


def downgrade() -> None:
    op.drop_table("attachment")
