"""従事時間の入力: what somebody worked that no other record tells."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.work_log import WorkKind
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class WorkLog(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "work_log"
    __table_args__ = (
        ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_work_log_producer"
        ),
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_work_log_enrolment"
        ),
        Index("ix_work_log_producer", "producer_id", "work_on"),
        Index("ix_work_log_programme", "programme_id", "work_on"),
        CheckConstraint("end_time IS NULL OR (start_time IS NOT NULL AND end_time > start_time)", name="times"),
        CheckConstraint("end_time IS NOT NULL OR minutes IS NOT NULL", name="hours"),
        CheckConstraint("minutes IS NULL OR (minutes > 0 AND minutes <= 1440)", name="minutes"),
        CheckConstraint("break_minutes >= 0", name="break_minutes"),
        CheckConstraint("kind IN ('preparation', 'report_writing', 'other_duties')", name="own_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    producer_id: Mapped[int]
    work_on: Mapped[date]
    kind: Mapped[WorkKind] = mapped_column(choice(WorkKind))
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    minutes: Mapped[int | None]
    break_minutes: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")
    enrolment_id: Mapped[int | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"))
