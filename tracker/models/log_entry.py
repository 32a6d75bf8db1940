"""What a row of a log kept by hand became: a visit, a meeting or a next action, and as which version it was made."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class LogEntry(Base):
    __tablename__ = "log_entry"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN meeting_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN action_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("log_upload.id"), index=True)
    row: Mapped[int]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("team_meeting.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("next_action.id"), index=True)
    # what the row said when it was imported, so that the same row is known again whatever was corrected since
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    version_made: Mapped[int]
    # the next visit that the row only announces
    is_next: Mapped[bool] = mapped_column(default=False)
    # owner or due day of a next action were not in the log
    is_provisional: Mapped[bool] = mapped_column(default=False)
    # what stood there before where a scheduled visit became the record
    before: Mapped[str] = mapped_column(Text, default="")
