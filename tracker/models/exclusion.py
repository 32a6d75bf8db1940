"""担当しない組み合わせ: a supporter who must not be on a company's team."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.exclusions import ExclusionKind
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Exclusion(Stamped, Versioned, Keyed, SoftDeleted, Base):
    """An open side of the period is None."""

    __tablename__ = "exclusion"
    __table_args__ = (
        ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_exclusion_producer"
        ),
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_exclusion_enrolment"
        ),
        Index("ix_exclusion_programme", "programme_id", "enrolment_id"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int]
    producer_id: Mapped[int]
    kind: Mapped[ExclusionKind] = mapped_column(choice(ExclusionKind))
    reason: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
