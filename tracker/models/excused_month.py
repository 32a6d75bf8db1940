"""見送り（理由承認）: a month without a visit whose reason somebody accepted."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class ExcusedMonth(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "excused_month"
    __table_args__ = (
        Index(
            "uq_excused_month",
            "enrolment_id",
            "month_on",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("accepted_by <> ''", name="accepted_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    month_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    accepted_by: Mapped[str] = mapped_column(String(100))
