"""業務日誌の月: confirmed by the person, then checked by somebody responsible, with what it held at that moment."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant, choice
from tracker.domain.rounding import RoundingPer, RoundingWay
from tracker.models.columns import Stamped, Versioned


class WorkMonth(Stamped, Versioned, Base):
    """Neither instant set: the month was given back or unlocked, and is open again."""

    __tablename__ = "work_month"
    __table_args__ = (
        ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_work_month_producer"
        ),
        UniqueConstraint("producer_id", "month_on"),
        Index("ix_work_month_programme", "programme_id", "month_on"),
        CheckConstraint("approved_at IS NULL OR confirmed_at IS NOT NULL", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    producer_id: Mapped[int]
    month_on: Mapped[date]
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    confirmed_by: Mapped[str] = mapped_column(String(100), default="")
    confirmed_reason: Mapped[str] = mapped_column(String(300), default="")
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    approved_by: Mapped[str] = mapped_column(String(100), default="")
    approved_reason: Mapped[str] = mapped_column(String(300), default="")
    reopened_reason: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int] = mapped_column(default=0)
    counted: Mapped[int] = mapped_column(default=0)
    cost_yen: Mapped[int] = mapped_column(default=0)
    unit: Mapped[int] = mapped_column(default=1)
    way: Mapped[RoundingWay] = mapped_column(choice(RoundingWay), default=RoundingWay.DOWN)
    per: Mapped[RoundingPer] = mapped_column(choice(RoundingPer), default=RoundingPer.ACTIVITY)
    lines: Mapped[str] = mapped_column(Text, default="[]")
    digest: Mapped[str] = mapped_column(String(64), default="")
