"""What a round came to for one person on one item, kept when it closes: results are read from here, never from the ratings."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class RoundResult(Base):
    __tablename__ = "round_result"
    __table_args__ = (
        CheckConstraint("raters >= 0 AND near_pairs >= 0", name="counts"),
        CheckConstraint("own_score IS NULL OR own_cannot_judge = false", name="own_score_or_cannot_judge"),
        Index("ix_round_result_ratee", "ratee_id", "round_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"), primary_key=True)
    ratee_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    own_score: Mapped[int | None]
    own_cannot_judge: Mapped[bool] = mapped_column(default=False)
    raters: Mapped[int]
    total: Mapped[int]
    near_pairs: Mapped[int]
    adjusted: Mapped[float | None]  # the mean without severity, where it may be shown and the programme asked for it
