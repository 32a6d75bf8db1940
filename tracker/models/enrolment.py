"""A company's support in one programme: its period, its eligibility, its place on the roster."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Enrolment(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("id", "programme_id", name="uq_enrolment_scope"),
        Index(
            "uq_enrolment_company",
            "programme_id",
            "company_id",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_enrolment_number", "programme_id", "number", "id"),
        Index(
            "ix_enrolment_gone",
            "programme_id",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    has_concrete_plan: Mapped[bool | None]
    has_stable_business: Mapped[bool | None]
    wants_growth: Mapped[bool | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
