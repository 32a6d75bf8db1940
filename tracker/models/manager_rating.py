"""A manager's answer about one person on one item, apart from the peers' so that no mean of theirs can take it in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant


class ManagerRating(Base):
    __tablename__ = "manager_rating"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "account_id"], ["round_manager.round_id", "round_manager.account_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("round_id", "account_id", "ratee_id", "item_version_id"),
        CheckConstraint("(score IS NULL) = cannot_judge", name="score_or_cannot_judge"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    account_id: Mapped[int]
    ratee_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    score: Mapped[int | None]
    cannot_judge: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(Instant)
