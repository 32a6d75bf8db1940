"""Hours: own entries, journeys, own times in a record, months that are confirmed, and how hours are rounded."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hours_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("down", "nearest", name="roundingway", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "per",
            sa.Enum("activity", "day", name="roundingper", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("long_day_minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("long_day_minutes BETWEEN 60 AND 1440", name=op.f("ck_hours_rule_long_day")),
        sa.CheckConstraint("unit IN (1, 5, 15, 30)", name=op.f("ck_hours_rule_unit")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_hours_rule_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_hours_rule_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_rule")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_hours_rule_programme_id")),
    )
    op.create_table(
        "work_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("work_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "visit",
                "meeting",
                "training",
                "exhibition",
                "travel",
                "preparation",
                "report_writing",
                "other_duties",
                name="workkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('preparation', 'report_writing', 'other_duties')", name=op.f("ck_work_log_own_kind")),
        sa.CheckConstraint("break_minutes >= 0", name=op.f("ck_work_log_break_minutes")),
        sa.CheckConstraint("end_time IS NOT NULL OR minutes IS NOT NULL", name=op.f("ck_work_log_hours")),
        sa.CheckConstraint(
            "end_time IS NULL OR (start_time IS NOT NULL AND end_time > start_time)", name=op.f("ck_work_log_times")
        ),
        sa.CheckConstraint("minutes IS NULL OR (minutes > 0 AND minutes <= 1440)", name=op.f("ck_work_log_minutes")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_work_log_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_work_log_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_work_log_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_work_log_enrolment"
        ),
        sa.ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_work_log_producer"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_work_log_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_log")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_work_log_idempotency_key")),
    )
    op.create_index("ix_work_log_producer", "work_log", ["producer_id", "work_on"], unique=False)
    op.create_index("ix_work_log_programme", "work_log", ["programme_id", "work_on"], unique=False)
    op.create_table(
        "work_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=100), nullable=False),
        sa.Column("confirmed_reason", sa.String(length=300), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.String(length=100), nullable=False),
        sa.Column("approved_reason", sa.String(length=300), nullable=False),
        sa.Column("reopened_reason", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("cost_yen", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("down", "nearest", name="roundingway", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "per",
            sa.Enum("activity", "day", name="roundingper", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("approved_at IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_work_month_order")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_work_month_approved_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["account.id"], name=op.f("fk_work_month_confirmed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_work_month_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_work_month_producer"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_work_month_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_month")),
        sa.UniqueConstraint("producer_id", "month_on", name=op.f("uq_work_month_producer_id_month_on")),
    )
    op.create_index("ix_work_month_programme", "work_month", ["programme_id", "month_on"], unique=False)
    op.create_table(
        "travel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("travel_on", sa.Date(), nullable=True),
        sa.Column("from_place", sa.String(length=100), nullable=False),
        sa.Column("to_place", sa.String(length=100), nullable=False),
        sa.Column(
            "means",
            sa.Enum(
                "train",
                "car",
                "bus",
                "plane",
                "walk",
                "other",
                name="travelmeans",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("minutes_out", sa.Integer(), nullable=True),
        sa.Column("minutes_back", sa.Integer(), nullable=True),
        sa.Column("minutes_both", sa.Integer(), nullable=True),
        sa.Column("leaves_at", sa.Time(), nullable=True),
        sa.Column("returns_at", sa.Time(), nullable=True),
        sa.Column("cost_yen", sa.Integer(), nullable=True),
        sa.Column("distance_km", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("cost_yen IS NULL OR cost_yen >= 0", name=op.f("ck_travel_cost")),
        sa.CheckConstraint("distance_km IS NULL OR distance_km >= 0", name=op.f("ck_travel_distance")),
        sa.CheckConstraint("minutes_back IS NULL OR minutes_back BETWEEN 0 AND 1440", name=op.f("ck_travel_minutes_back")),
        sa.CheckConstraint("minutes_both IS NULL OR (minutes_out IS NULL AND minutes_back IS NULL)", name=op.f("ck_travel_ways")),
        sa.CheckConstraint("minutes_both IS NULL OR minutes_both >= 0", name=op.f("ck_travel_minutes_both")),
        sa.CheckConstraint("minutes_out IS NULL OR minutes_out BETWEEN 0 AND 1440", name=op.f("ck_travel_minutes_out")),
        sa.CheckConstraint(
            "visit_id IS NOT NULL OR (travel_on IS NOT NULL AND producer_id IS NOT NULL)", name=op.f("ck_travel_subject")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_travel_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_travel_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_travel_producer"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_travel_programme_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_travel_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_travel_idempotency_key")),
    )
    op.create_index("ix_travel_producer", "travel", ["producer_id", "travel_on"], unique=False)
    op.create_index("ix_travel_programme", "travel", ["programme_id", "travel_on"], unique=False)
    op.create_index("ix_travel_visit", "travel", ["visit_id"], unique=False)
    op.create_table(
        "own_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(visit_id IS NULL) <> (meeting_id IS NULL)", name=op.f("ck_own_hours_record")),
        sa.CheckConstraint("break_minutes >= 0", name=op.f("ck_own_hours_break_minutes")),
        sa.CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name=op.f("ck_own_hours_times")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_own_hours_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["meeting_id", "producer_id"],
            ["meeting_participant.meeting_id", "meeting_participant.producer_id"],
            name="fk_own_hours_meeting",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_own_hours_programme_id")),
        sa.ForeignKeyConstraint(
            ["visit_id", "producer_id"],
            ["visit_participant.visit_id", "visit_participant.producer_id"],
            name="fk_own_hours_visit",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_hours")),
        sa.UniqueConstraint("meeting_id", "producer_id", name="uq_own_hours_meeting"),
        sa.UniqueConstraint("visit_id", "producer_id", name="uq_own_hours_visit"),
    )

    _move_travel()


def _move_travel() -> None:
    """The minutes that a visit held become a journey: of the one who was there, or of nobody yet where several were."""
    op.execute(
        """
        INSERT INTO travel (programme_id, producer_id, visit_id, from_place, to_place, minutes_both, note, created_at,
                            created_by_id, version)
        SELECT visit.programme_id,
               (SELECT MIN(producer_id) FROM visit_participant WHERE visit_id = visit.id HAVING COUNT(*) = 1),
               visit.id, '', '', visit.travel_minutes, '', visit.created_at, visit.created_by_id, 1
        FROM visit WHERE visit.travel_minutes IS NOT NULL
        """
    )
    op.execute("UPDATE visit SET travel_minutes = NULL WHERE travel_minutes IS NOT NULL")


def downgrade() -> None:
    op.execute(
        """
        UPDATE visit SET travel_minutes = (
            SELECT MAX(COALESCE(minutes_both, 0) + COALESCE(minutes_out, 0) + COALESCE(minutes_back, 0))
            FROM travel WHERE visit_id = visit.id AND deleted_at IS NULL)
        """
    )
    op.drop_table("own_hours")
    op.drop_index("ix_travel_visit", "travel")
    op.drop_index("ix_travel_programme", "travel")
    op.drop_index("ix_travel_producer", "travel")
    op.drop_table("travel")
    op.drop_index("ix_work_month_programme", "work_month")
    op.drop_table("work_month")
    op.drop_index("ix_work_log_programme", "work_log")
    op.drop_index("ix_work_log_producer", "work_log")
    op.drop_table("work_log")
    op.drop_table("hours_rule")
