"""A peer whom the manager added to a planned round's design, so that somebody reaches the minimum of raters."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class ExtraPair(Base):
    __tablename__ = "extra_pair"
    __table_args__ = (CheckConstraint("rater_id <> ratee_id", name="peers"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"), primary_key=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True)
    ratee_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True)
