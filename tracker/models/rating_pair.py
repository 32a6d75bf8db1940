"""Who is asked to rate whom in a round; made when the round opens."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.rounds import RaterKind


class RatingPair(Base):
    __tablename__ = "rating_pair"
    __table_args__ = (
        UniqueConstraint("round_id", "rater_id", "ratee_id"),
        CheckConstraint("(kind = 'self') = (rater_id = ratee_id)", name="self_rates_self"),
        Index("ix_rating_pair_ratee", "round_id", "ratee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"))
    rater_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    ratee_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    kind: Mapped[RaterKind] = mapped_column(choice(RaterKind))
