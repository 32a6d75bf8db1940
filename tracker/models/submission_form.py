"""An uploaded form as it was filled and handed in with a submission; frozen with it."""

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class SubmissionForm(Base):
    """Which form and version, what was tied in it (``mapping``, ``fixed_values`` as ``rows.form_store`` packs them), the file.

    It names the form and points to none: a form may be deleted, what was handed in stays. Lists read it without the file.
    """

    __tablename__ = "submission_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    form_name: Mapped[str] = mapped_column(String(200))
    form_version: Mapped[int]
    form_digest: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[str] = mapped_column(Text)
    fixed_values: Mapped[str] = mapped_column(Text)
    blank_count: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(250))
    file_size: Mapped[int]
    file_digest: Mapped[str] = mapped_column(String(64))
    file_content: Mapped[bytes] = mapped_column(LargeBinary)
