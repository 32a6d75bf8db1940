"""催促: that a rater was reminded on a day, once however often it is noted; nothing about what they have rated."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant


class RoundReminder(Base):
    __tablename__ = "round_reminder"

    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    reminded_on: Mapped[date] = mapped_column(primary_key=True)
    reminded_at: Mapped[datetime] = mapped_column(Instant)
    reminded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
