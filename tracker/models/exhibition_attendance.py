"""A supporter who was at an exhibition on one of its days, with the hours."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class ExhibitionAttendance(Base):
    __tablename__ = "exhibition_attendance"
    __table_args__ = (
        UniqueConstraint("exhibition_id", "producer_id", "attended_on"),
        CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id", ondelete="CASCADE"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    attended_on: Mapped[date]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
