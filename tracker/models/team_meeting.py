"""チームミーティング: one meeting of supporters about one or several companies."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.models.columns import IS_DRAFT, Drafted, Keyed, SoftDeleted, Stamped, Versioned


class TeamMeeting(Stamped, Versioned, Keyed, SoftDeleted, Drafted, Base):
    __tablename__ = "team_meeting"
    __table_args__ = (
        UniqueConstraint("id", "programme_id", name="uq_team_meeting_scope"),
        Index("ix_team_meeting_programme", "programme_id", "meeting_on", "id", "deleted_at", "record_state"),
        Index("ix_team_meeting_draft", "programme_id", sqlite_where=text(IS_DRAFT), postgresql_where=text(IS_DRAFT)),
        CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name="times"),
        CheckConstraint("mode <> 'event'", name="mode_of_meeting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    status: Mapped[EventStatus] = mapped_column(choice(EventStatus))
    status_reason: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[VisitMode] = mapped_column(choice(VisitMode))
    meeting_on: Mapped[date]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    # how long it took where nobody wrote down when it began
    duration_minutes: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    other_attendees: Mapped[str] = mapped_column(Text, default="")
