"""成果: a typed, dated result of the support of a company."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.outcomes import OutcomeKind
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Outcome(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "outcome"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_outcome_enrolment"
        ),
        Index("ix_outcome_programme", "programme_id", "outcome_on", "deleted_at", "enrolment_id"),
        Index("ix_outcome_counted", "programme_id", "deleted_at", "enrolment_id"),
        Index("ix_outcome_company", "enrolment_id", "outcome_on"),
        CheckConstraint("(kind = 'other') = (kind_detail <> '')", name="kind_detail"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"))
    kind: Mapped[OutcomeKind] = mapped_column(choice(OutcomeKind))
    kind_detail: Mapped[str] = mapped_column(String(60), default="")
    outcome_on: Mapped[date]
    description: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
