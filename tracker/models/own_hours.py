"""本人の時刻: when somebody came later to a visit or meeting, or left earlier, and their break in it."""

from datetime import time

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Stamped, Versioned


class OwnHours(Stamped, Versioned, Base):
    """Goes with the person's place in the record: whoever is taken out of it has no hours there."""

    __tablename__ = "own_hours"
    __table_args__ = (
        ForeignKeyConstraint(
            ["visit_id", "producer_id"],
            ["visit_participant.visit_id", "visit_participant.producer_id"],
            name="fk_own_hours_visit",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["meeting_id", "producer_id"],
            ["meeting_participant.meeting_id", "meeting_participant.producer_id"],
            name="fk_own_hours_meeting",
            ondelete="CASCADE",
        ),
        UniqueConstraint("visit_id", "producer_id", name="uq_own_hours_visit"),
        UniqueConstraint("meeting_id", "producer_id", name="uq_own_hours_meeting"),
        CheckConstraint("(visit_id IS NULL) <> (meeting_id IS NULL)", name="record"),
        CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name="times"),
        CheckConstraint("break_minutes >= 0", name="break_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    visit_id: Mapped[int | None]
    meeting_id: Mapped[int | None]
    producer_id: Mapped[int]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    break_minutes: Mapped[int] = mapped_column(default=0)
