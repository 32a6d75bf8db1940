"""A case worked in a meeting's section, with its phases, facts, interpretation and report summary."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import CaseNote


class MeetingCase(CaseNote, Base):
    __tablename__ = "meeting_case"
    __table_args__ = (UniqueConstraint("section_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("meeting_section.id", ondelete="CASCADE"))
    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
