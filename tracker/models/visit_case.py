"""A case covered by a visit, with its phases, facts, interpretation and report summary."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import CaseNote


class VisitCase(CaseNote, Base):
    __tablename__ = "visit_case"
    __table_args__ = (UniqueConstraint("visit_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
