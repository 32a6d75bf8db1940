"""展示会: one exhibition or fair that several companies of a programme may share."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Exhibition(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "exhibition"
    __table_args__ = (
        Index("ix_exhibition_programme", "programme_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("name <> ''", name="name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    name: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    organiser: Mapped[str] = mapped_column(String(200), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
