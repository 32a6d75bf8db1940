"""消去: that what a programme's year recorded was taken away after its time; frozen, the database refuses update and delete."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Keyed


class Purge(Keyed, Base):
    """``last_entry_id``, ``last_submission_id``: up to which entry of the trail the texts, and which submissions, went with it.

    Without a row that names them the database refuses to delete either. Whoever did it is a name, as in the trail.
    """

    __tablename__ = "purge"
    __table_args__ = (CheckConstraint("row_count >= 0 AND file_count >= 0", name="counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    account_name: Mapped[str] = mapped_column(String(100))
    kept_until: Mapped[date]
    row_count: Mapped[int]
    file_count: Mapped[int]
    last_entry_id: Mapped[int]
    last_submission_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
