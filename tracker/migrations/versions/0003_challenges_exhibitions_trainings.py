"""Challenges with their progress, exhibitions with the market's voice, the training log, and what outcomes lean on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exhibition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_exhibition_name")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_exhibition_period")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_exhibition_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_exhibition_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_exhibition_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_exhibition_idempotency_key")),
    )
    op.create_index("ix_exhibition_programme", "exhibition", ["programme_id", "starts_on"], unique=False)
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("training_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("classroom", "workshop", "other", name="trainingkind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("lecturer", sa.String(length=200), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_training_title")),
        sa.CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name=op.f("ck_training_times")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_training_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_training_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_training_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_training_idempotency_key")),
    )
    op.create_index("ix_training_programme", "training", ["programme_id", "training_on"], unique=False)
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "resolved", "dropped", name="challengestatus", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("status = 'open' OR decided_on IS NOT NULL", name=op.f("ck_challenge_decided")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_challenge_title")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_challenge_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_challenge_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_challenge_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_challenge_enrolment"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_challenge_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_challenge_idempotency_key")),
    )
    op.create_index(op.f("ix_challenge_case_id"), "challenge", ["case_id"], unique=False)
    op.create_index("ix_challenge_company", "challenge", ["enrolment_id", "case_id", "position"], unique=False)
    op.create_index(op.f("ix_challenge_programme_id"), "challenge", ["programme_id"], unique=False)
    op.create_table(
        "exhibition_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("attended_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "end_time IS NULL OR start_time IS NULL OR end_time > start_time", name=op.f("ck_exhibition_attendance_times")
        ),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_attendance_exhibition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_exhibition_attendance_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_attendance")),
        sa.UniqueConstraint(
            "exhibition_id",
            "producer_id",
            "attended_on",
            name=op.f("uq_exhibition_attendance_exhibition_id_producer_id_attended_on"),
        ),
    )
    op.create_index(op.f("ix_exhibition_attendance_producer_id"), "exhibition_attendance", ["producer_id"], unique=False)
    op.create_table(
        "exhibition_company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("exhibit", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_exhibition_company_case_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_exhibition_company_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_company_exhibition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_company")),
        sa.UniqueConstraint(
            "exhibition_id", "enrolment_id", "case_id", name=op.f("uq_exhibition_company_exhibition_id_enrolment_id_case_id")
        ),
    )
    op.create_index(op.f("ix_exhibition_company_case_id"), "exhibition_company", ["case_id"], unique=False)
    op.create_index(op.f("ix_exhibition_company_enrolment_id"), "exhibition_company", ["enrolment_id"], unique=False)
    op.create_table(
        "market_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column(
            "visitor_kind",
            sa.Enum(
                "buyer",
                "end_user",
                "trader",
                "maker",
                "designer",
                "press",
                "public",
                "other",
                name="visitorkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("visitor", sa.String(length=200), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_market_feedback_words")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_market_feedback_case_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_market_feedback_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["account.id"], name=op.f("fk_market_feedback_deleted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_market_feedback_enrolment"
        ),
        sa.ForeignKeyConstraint(["exhibition_id"], ["exhibition.id"], name=op.f("fk_market_feedback_exhibition_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_market_feedback_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_feedback")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_market_feedback_idempotency_key")),
    )
    op.create_index(op.f("ix_market_feedback_case_id"), "market_feedback", ["case_id"], unique=False)
    op.create_index("ix_market_feedback_company", "market_feedback", ["enrolment_id", "heard_on"], unique=False)
    op.create_index(op.f("ix_market_feedback_exhibition_id"), "market_feedback", ["exhibition_id"], unique=False)
    op.create_index(op.f("ix_market_feedback_programme_id"), "market_feedback", ["programme_id"], unique=False)
    op.create_table(
        "training_attendee",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum("attended", "partial", "absent", name="attendance", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("(attendance = 'partial') = (minutes IS NOT NULL)", name=op.f("ck_training_attendee_minutes")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_training_attendee_producer_id")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_attendee_training_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("training_id", "producer_id", name=op.f("pk_training_attendee")),
    )
    op.create_index(op.f("ix_training_attendee_producer_id"), "training_attendee", ["producer_id"], unique=False)
    op.create_table(
        "challenge_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "worse",
                "unchanged",
                "better",
                "solved",
                name="progressstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("state IS NOT NULL OR words <> ''", name=op.f("ck_challenge_progress_says")),
        sa.CheckConstraint("(visit_id IS NULL) <> (section_id IS NULL)", name=op.f("ck_challenge_progress_record")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_challenge_progress_challenge_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["meeting_section.id"], name=op.f("fk_challenge_progress_section_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_challenge_progress_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_progress")),
        sa.UniqueConstraint("section_id", "challenge_id", name=op.f("uq_challenge_progress_section_id_challenge_id")),
        sa.UniqueConstraint("visit_id", "challenge_id", name=op.f("uq_challenge_progress_visit_id_challenge_id")),
    )
    op.create_index(op.f("ix_challenge_progress_challenge_id"), "challenge_progress", ["challenge_id"], unique=False)
    op.create_table(
        "exhibition_visit",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_visit_exhibition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_exhibition_visit_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_exhibition_visit")),
    )
    op.create_index(op.f("ix_exhibition_visit_exhibition_id"), "exhibition_visit", ["exhibition_id"], unique=False)
    op.create_table(
        "outcome_challenge",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenge.id"], name=op.f("fk_outcome_challenge_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_challenge_outcome_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("outcome_id", "challenge_id", name=op.f("pk_outcome_challenge")),
    )
    op.create_index(op.f("ix_outcome_challenge_challenge_id"), "outcome_challenge", ["challenge_id"], unique=False)
    op.create_table(
        "outcome_exhibition",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_outcome_exhibition_exhibition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_exhibition_outcome_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("outcome_id", name=op.f("pk_outcome_exhibition")),
    )
    op.create_index(op.f("ix_outcome_exhibition_exhibition_id"), "outcome_exhibition", ["exhibition_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_outcome_exhibition_exhibition_id"), table_name="outcome_exhibition")
    op.drop_table("outcome_exhibition")
    op.drop_index(op.f("ix_outcome_challenge_challenge_id"), table_name="outcome_challenge")
    op.drop_table("outcome_challenge")
    op.drop_index(op.f("ix_exhibition_visit_exhibition_id"), table_name="exhibition_visit")
    op.drop_table("exhibition_visit")
    op.drop_index(op.f("ix_challenge_progress_challenge_id"), table_name="challenge_progress")
    op.drop_table("challenge_progress")
    op.drop_index(op.f("ix_training_attendee_producer_id"), table_name="training_attendee")
    op.drop_table("training_attendee")
    op.drop_index(op.f("ix_market_feedback_programme_id"), table_name="market_feedback")
    op.drop_index(op.f("ix_market_feedback_exhibition_id"), table_name="market_feedback")
    op.drop_index("ix_market_feedback_company", table_name="market_feedback")
    op.drop_index(op.f("ix_market_feedback_case_id"), table_name="market_feedback")
    op.drop_table("market_feedback")
    op.drop_index(op.f("ix_exhibition_company_enrolment_id"), table_name="exhibition_company")
    op.drop_index(op.f("ix_exhibition_company_case_id"), table_name="exhibition_company")
    op.drop_table("exhibition_company")
    op.drop_index(op.f("ix_exhibition_attendance_producer_id"), table_name="exhibition_attendance")
    op.drop_table("exhibition_attendance")
    op.drop_index(op.f("ix_challenge_programme_id"), table_name="challenge")
    op.drop_index("ix_challenge_company", table_name="challenge")
    op.drop_index(op.f("ix_challenge_case_id"), table_name="challenge")
    op.drop_table("challenge")
    op.drop_index("ix_training_programme", table_name="training")
    op.drop_table("training")
    op.drop_index("ix_exhibition_programme", table_name="exhibition")
    op.drop_table("exhibition")
