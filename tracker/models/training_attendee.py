"""Whether a supporter was at a training; ``minutes`` of whoever was there for a part of it."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.trainings import Attendance


class TrainingAttendee(Base):
    __tablename__ = "training_attendee"
    __table_args__ = (CheckConstraint("(attendance = 'partial') = (minutes IS NOT NULL)", name="minutes"),)

    training_id: Mapped[int] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"), primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True, index=True)
    attendance: Mapped[Attendance] = mapped_column(choice(Attendance))
    minutes: Mapped[int | None]
