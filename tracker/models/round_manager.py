"""A manager who rates everybody in a round, in a series of their own, and when they handed it in."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant


class RoundManager(Base):
    __tablename__ = "round_manager"

    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    handed_in_at: Mapped[datetime | None] = mapped_column(Instant)
