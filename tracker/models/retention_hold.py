"""保全: that the records of a programme's year are kept beyond their time, why, and until somebody lifted it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Keyed, Stamped, Versioned


class RetentionHold(Stamped, Versioned, Keyed, Base):
    __tablename__ = "retention_hold"
    __table_args__ = (
        Index(
            "uq_retention_hold",
            "programme_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("lifted_at IS NULL OR lifted_reason <> ''", name="lifted_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    reason: Mapped[str] = mapped_column(String(300))
    account_name: Mapped[str] = mapped_column(String(100))
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)
    lifted_by: Mapped[str] = mapped_column(String(100), default="")
    lifted_reason: Mapped[str] = mapped_column(String(300), default="")
