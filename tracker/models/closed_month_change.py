"""A change of a closed month: what was done to which record, by whom and why."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Stamped


class ClosedMonthChange(Stamped, Base):
    """``act``, ``noun`` and ``noun_id`` as the audit trail names them."""

    __tablename__ = "closed_month_change"
    __table_args__ = (
        Index("ix_closed_month_change", "month_close_id"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month_close_id: Mapped[int] = mapped_column(ForeignKey("month_close.id"))
    act: Mapped[str] = mapped_column(String(40))
    noun: Mapped[str] = mapped_column(String(40))
    noun_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    changed_by: Mapped[str] = mapped_column(String(100))
