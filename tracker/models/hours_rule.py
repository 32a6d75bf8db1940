"""従事時間の設定: how a programme rounds its hours, and from when on a day is called long."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.rounding import RoundingPer, RoundingWay
from tracker.models.columns import Stamped, Versioned


class HoursRule(Stamped, Versioned, Base):
    """One a programme, made with its first change; until then the defaults hold."""

    __tablename__ = "hours_rule"
    __table_args__ = (
        CheckConstraint("unit IN (1, 5, 15, 30)", name="unit"),
        CheckConstraint("long_day_minutes BETWEEN 60 AND 1440", name="long_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), unique=True)
    unit: Mapped[int] = mapped_column(default=1)
    way: Mapped[RoundingWay] = mapped_column(choice(RoundingWay), default=RoundingWay.DOWN)
    per: Mapped[RoundingPer] = mapped_column(choice(RoundingPer), default=RoundingPer.ACTIVITY)
    long_day_minutes: Mapped[int] = mapped_column(default=480)
