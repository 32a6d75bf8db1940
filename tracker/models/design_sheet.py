"""経営デザインシート: the sheet of a company, or of one of its cases."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, Stamped


class DesignSheet(Stamped, Keyed, Base):
    __tablename__ = "design_sheet"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_design_sheet_enrolment"
        ),
        UniqueConstraint("enrolment_id", "case_id"),
        # to a database two sheets without a case are not the same: NULL is like nothing, not even like itself
        Index(
            "uq_design_sheet_of_company",
            "enrolment_id",
            unique=True,
            sqlite_where=text("case_id IS NULL"),
            postgresql_where=text("case_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"))
