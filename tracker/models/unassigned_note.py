"""案件未指定: what was written about a company with several cases before anybody said which of them it is about."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import CaseNote


class UnassignedNote(CaseNote, Base):
    """A note of a visit or of a meeting's section that is no case's: no evidence of a phase, in no count of a case."""

    __tablename__ = "unassigned_note"
    __table_args__ = (CheckConstraint("(visit_id IS NULL) <> (section_id IS NULL)", name="parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_section.id", ondelete="CASCADE"), unique=True)
