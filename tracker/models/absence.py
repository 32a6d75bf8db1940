"""不在: a supporter's days away, both ends included."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Absence(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "absence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_absence_producer"
        ),
        Index("ix_absence_programme", "programme_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    producer_id: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
