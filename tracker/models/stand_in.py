"""代行: somebody stands in for a company's team from one day to another."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import SoftDeleted, Stamped, Versioned


class StandIn(Stamped, Versioned, SoftDeleted, Base):
    __tablename__ = "stand_in"
    __table_args__ = (
        Index("ix_stand_in_producer", "producer_id", "enrolment_id"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
