"""月次締め of one company: who closed its month, what the month came to then, and who opened it again and why."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant, choice
from tracker.domain.cadence import MonthState
from tracker.models.columns import Stamped, Versioned


class MonthClose(Stamped, Versioned, Base):
    """Without ``reopened_at`` the month is closed. A month that is closed again gets another row: each has its own history."""

    __tablename__ = "month_close"
    __table_args__ = (
        Index(
            "uq_month_close",
            "enrolment_id",
            "month_on",
            unique=True,
            sqlite_where=text("reopened_at IS NULL"),
            postgresql_where=text("reopened_at IS NULL"),
        ),
        CheckConstraint("(reopened_at IS NULL) = (reopened_reason = '')", name="reopened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    month_on: Mapped[date]
    closed_by: Mapped[str] = mapped_column(String(100))
    remark: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[MonthState] = mapped_column(choice(MonthState))
    visit_count: Mapped[int]
    meeting_count: Mapped[int]
    missing_count: Mapped[int]
    reopened_at: Mapped[datetime | None] = mapped_column(Instant)
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reopened_by: Mapped[str] = mapped_column(String(100), default="")
    reopened_reason: Mapped[str] = mapped_column(String(300), default="")
