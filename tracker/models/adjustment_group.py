"""Which raters of a round could be compared with each other, where not all could; no score is in it."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class AdjustmentGroup(Base):
    __tablename__ = "adjustment_group"

    round_id: Mapped[int] = mapped_column(ForeignKey("round_adjustment.round_id", ondelete="CASCADE"), primary_key=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True)
    number: Mapped[int]
