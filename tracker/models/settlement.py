"""確認済み: an open question that a manager has answered for good: this gap needed no meeting, this record came late."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import SoftDeleted, Stamped

_STANDS = text("deleted_at IS NULL")


class Settlement(Stamped, SoftDeleted, Base):
    """Either of a company's gap between two visit days, with a reason, or of one visit or meeting, for which it may be blank.

    A gap is named by its days: where a visit comes between, it is another gap and asks anew.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        *(
            Index(name, *columns, unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS)
            for name, columns in (
                ("uq_settlement_gap", ("enrolment_id", "from_on", "to_on")),
                ("uq_settlement_visit", ("visit_id",)),
                ("uq_settlement_meeting", ("meeting_id",)),
            )
        ),
        Index("ix_settlement_programme", "programme_id", "deleted_at"),
        CheckConstraint(
            "(enrolment_id IS NOT NULL AND from_on IS NOT NULL AND to_on IS NOT NULL AND visit_id IS NULL AND meeting_id IS NULL"
            " AND reason <> '') OR (enrolment_id IS NULL AND from_on IS NULL AND to_on IS NULL"
            " AND (visit_id IS NULL) <> (meeting_id IS NULL))",
            name="thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("team_meeting.id"))
    reason: Mapped[str] = mapped_column(String(300))
    settled_by: Mapped[str] = mapped_column(String(100))
