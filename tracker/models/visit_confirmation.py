"""What came after a visit: its letter was sent, and somebody of the company's side confirmed the record."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Stamped, Versioned


class VisitConfirmation(Stamped, Versioned, Base):
    """At most one row a visit; ``confirmed_version`` is the visit's when it was confirmed."""

    __tablename__ = "visit_confirmation"
    __table_args__ = (CheckConstraint("(confirmed_by_name = '') = (confirmed_on IS NULL)", name="confirmed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    letter_sent_at: Mapped[datetime | None] = mapped_column(Instant)
    letter_sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    confirmed_by_name: Mapped[str] = mapped_column(String(100), default="")
    confirmed_on: Mapped[date | None]
    confirmed_version: Mapped[int | None]
