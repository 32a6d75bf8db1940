"""主担当 / 副担当: a supporter's role for a company over dated days, both ends included."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.staffing import AssignmentRole
from tracker.models.columns import Stamped


class Assignment(Stamped, Base):
    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_team", "enrolment_id", "starts_on"),
        Index("ix_assignment_producer", "producer_id", "enrolment_id"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    role: Mapped[AssignmentRole] = mapped_column(choice(AssignmentRole))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
