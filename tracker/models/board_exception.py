"""One thing of a company that needs somebody, kept beside the company's line; at board depth, without names and texts."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.phases import Phase


class BoardException(Base):
    """The facts of a ``rows.dashboard.AttentionRow``; names are read when it is shown.

    ``from_day``: it was found among the records of that day, not in the company's year. ``place`` orders those of one day.
    Without ``days``: as many as have passed since.
    """

    __tablename__ = "board_exception"
    __table_args__ = (
        Index("ix_board_exception_order", "programme_id", "kind", "since", "place", "enrolment_id", "id"),
        Index("ix_board_exception_company", "programme_id", "enrolment_id", "from_day"),
        Index("ix_board_exception_day", "programme_id", "from_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int]
    from_day: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(Text)
    since: Mapped[date]
    place: Mapped[int]
    days: Mapped[int | None]
    until: Mapped[date | None]
    month_on: Mapped[date | None]
    visit_id: Mapped[int | None]
    meeting_id: Mapped[int | None]
    case_id: Mapped[int | None]
    producer_id: Mapped[int | None]
    phase: Mapped[Phase | None] = mapped_column(choice(Phase))
    is_draft: Mapped[bool]
    never_visited: Mapped[bool]
