"""A report as it was handed in: whose file, of which days; frozen, the database refuses update and delete."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Keyed


class Submission(Keyed, Base):
    """``number`` counts the submissions of the programme; ``replaces_id`` is the one that this one was made in place of.

    The file is the product's own workbook; uploaded forms go in beside it (``SubmissionForm``), and ``form_name`` and
    ``form_version`` stay empty. Whoever made it is a name, as in the trail: nothing here follows when two accounts become one.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("programme_id", "number", name="uq_submission_number"),
        CheckConstraint("starts_on <= as_of AND as_of <= ends_on", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    as_of: Mapped[date]
    handed_in_on: Mapped[date]
    remark: Mapped[str] = mapped_column(String(300), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    form_name: Mapped[str | None] = mapped_column(String(200))
    form_version: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(200))
    file_size: Mapped[int]
    file_digest: Mapped[str] = mapped_column(String(64))
    values_digest: Mapped[str] = mapped_column(String(64))
    row_count: Mapped[int]
    lack_count: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Instant)
