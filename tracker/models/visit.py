"""企業訪問: one visit to one company, scheduled or held."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.models.columns import IS_DRAFT, Drafted, Keyed, SoftDeleted, Stamped, Versioned


class Visit(Stamped, Versioned, Keyed, SoftDeleted, Drafted, Base):
    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_visit_enrolment"
        ),
        Index("ix_visit_programme", "programme_id", "visit_on", "id", "deleted_at", "record_state", "enrolment_id"),
        Index("ix_visit_company", "enrolment_id", "visit_on"),
        Index("ix_visit_draft", "programme_id", sqlite_where=text(IS_DRAFT), postgresql_where=text(IS_DRAFT)),
        CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name="times"),
        CheckConstraint("travel_minutes IS NULL OR travel_minutes >= 0", name="travel"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int]
    status: Mapped[EventStatus] = mapped_column(choice(EventStatus))
    status_reason: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[VisitMode] = mapped_column(choice(VisitMode))
    visit_on: Mapped[date]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    counterparts: Mapped[str] = mapped_column(Text, default="")
    other_attendees: Mapped[str] = mapped_column(Text, default="")
    decisions: Mapped[str] = mapped_column(Text, default="")
    internal_memo: Mapped[str] = mapped_column(Text, default="")
    # Empty: journeys have a table of their own. SQLite cannot drop a column that a check names without rebuilding the table.
    travel_minutes: Mapped[int | None]
    # how long it took where nobody wrote down when it began
    duration_minutes: Mapped[int | None]
