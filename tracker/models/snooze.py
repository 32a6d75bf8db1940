"""保留: an exception that somebody put aside until a day, and why."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped


class Snooze(Stamped, Keyed, SoftDeleted, Base):
    """``subject`` names the thing among those of its kind; where ``fingerprint`` no longer fits it, the snooze has ended."""

    __tablename__ = "snooze"
    __table_args__ = (
        Index(
            "uq_snooze_subject",
            "programme_id",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(32))
    back_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    snoozed_by: Mapped[str] = mapped_column(String(100))
