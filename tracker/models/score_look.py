"""That a manager looked at the single scores about somebody, and why; it opens them to that manager for a short while."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Keyed


class ScoreLook(Keyed, Base):
    __tablename__ = "score_look"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id", ondelete="CASCADE"))
    ratee_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text)
    looked_at: Mapped[datetime] = mapped_column(Instant)
