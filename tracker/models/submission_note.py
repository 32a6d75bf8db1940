"""What became known of a submission after it was handed in: its 受付番号, who took it, a remark. Each stays."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Keyed


class SubmissionNote(Keyed, Base):
    """The database refuses to delete it, or to hang it on another submission; its words a redaction may reach."""

    __tablename__ = "submission_note"
    __table_args__ = (CheckConstraint("receipt <> '' OR handed_to <> '' OR remark <> ''", name="words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    receipt: Mapped[str] = mapped_column(String(100))
    handed_to: Mapped[str] = mapped_column(String(100))
    remark: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Instant)
