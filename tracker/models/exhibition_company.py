"""A company that takes part in an exhibition, with what it shows and of which case."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class ExhibitionCompany(Base):
    __tablename__ = "exhibition_company"
    __table_args__ = (UniqueConstraint("exhibition_id", "enrolment_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"), index=True)
    exhibit: Mapped[str] = mapped_column(String(200), default="")
