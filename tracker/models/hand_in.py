"""That a rater has handed in their assessment of a round; nothing about what is in it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant


class HandIn(Base):
    __tablename__ = "hand_in"

    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"), primary_key=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True)
    handed_in_at: Mapped[datetime] = mapped_column(Instant)
