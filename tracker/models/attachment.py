"""A photo, a recording or a file beside a record; a promised one has no file yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant, choice
from tracker.domain.attachments import AttachedTo
from tracker.models.columns import KEY_LENGTH, Keyed, SoftDeleted, Stamped, Versioned


class Attachment(Stamped, Versioned, Keyed, SoftDeleted, Base):
    """Waiting: its record is not saved yet (``subject_key``). Promised: its record is there, its file is still on a phone."""

    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_attachment_enrolment"
        ),
        Index("ix_attachment_company", "enrolment_id", "created_at"),
        Index("ix_attachment_waiting", "subject_key"),
        CheckConstraint(
            "enrolment_id IS NOT NULL OR subject_key IS NOT NULL OR exhibition_id IS NOT NULL OR training_id IS NOT NULL",
            name="subject",
        ),
        CheckConstraint("(stored_name IS NULL) = (digest IS NULL)", name="file"),
        CheckConstraint("size >= 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    kind: Mapped[AttachedTo] = mapped_column(choice(AttachedTo))
    enrolment_id: Mapped[int | None]
    subject_key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("team_meeting.id"), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"), index=True)
    exhibition_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition.id"), index=True)
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"))
    is_note: Mapped[bool] = mapped_column(default=False)
    is_confidential: Mapped[bool] = mapped_column(default=False)
    caption: Mapped[str] = mapped_column(String(200), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str | None] = mapped_column(String(64))
    stored_name: Mapped[str | None] = mapped_column(String(80), unique=True)
    redacted_at: Mapped[datetime | None] = mapped_column(Instant)  # 墨消し: its file is gone, and none is taken any more
