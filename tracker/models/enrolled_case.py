"""A case worked in one programme, under its number there."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class EnrolledCase(Base):
    __tablename__ = "enrolled_case"
    __table_args__ = (UniqueConstraint("enrolment_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
