"""One rater's answer about one person on one item: a score, or 「評価できない」; a missing row is missing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant


class Rating(Base):
    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("pair_id", "item_version_id"),
        CheckConstraint("(score IS NULL) = cannot_judge", name="score_or_cannot_judge"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("rating_pair.id", ondelete="CASCADE"))
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    score: Mapped[int | None]
    cannot_judge: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(Instant)
