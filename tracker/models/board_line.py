"""One company's part of the numbers of the dashboard, kept for a day; made from its records and from nothing else."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class BoardLine(Base):
    """The fields of ``rows.board.CompanyLine``, how many exceptions are kept beside it (``needs``), and its challenges."""

    __tablename__ = "board_line"
    __table_args__ = (Index("ix_board_line_needs", "programme_id", "needs", "number", "enrolment_id"),)

    enrolment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    lead_id: Mapped[int | None]
    number: Mapped[int]
    visit_count: Mapped[int]
    online_count: Mapped[int]
    event_escort_count: Mapped[int]
    visits_due: Mapped[int]
    meeting_count: Mapped[int]
    gap_count: Mapped[int]
    filled_gap_count: Mapped[int]
    settled_gap_count: Mapped[int]
    month_visit_count: Mapped[int]
    before_visit_count: Mapped[int]
    first_meeting_count: Mapped[int]
    month_meeting_count: Mapped[int]
    before_meeting_count: Mapped[int]
    outcome_count: Mapped[int]
    month_outcome_count: Mapped[int]
    before_outcome_count: Mapped[int]
    to_close: Mapped[int]
    lacking: Mapped[int]
    closed: Mapped[int]
    needs: Mapped[int]
    open_challenge_count: Mapped[int]
    resolved_challenge_count: Mapped[int]
    dropped_challenge_count: Mapped[int]
