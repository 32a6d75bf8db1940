"""Whether the means of a closed round could be put beside those without severity; only of a programme that asked for them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.adjustment import AdjustmentState


class RoundAdjustment(Base):
    __tablename__ = "round_adjustment"

    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[AdjustmentState] = mapped_column(choice(AdjustmentState))
