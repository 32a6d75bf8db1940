"""The file of a submission and its values, apart from what a list reads; frozen with it."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class SubmissionContent(Base):
    """``file_content`` byte for byte as it went out; ``frozen_values`` as ``domain.submissions`` packs them."""

    __tablename__ = "submission_content"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    file_content: Mapped[bytes] = mapped_column(LargeBinary)
    frozen_values: Mapped[bytes] = mapped_column(LargeBinary)
