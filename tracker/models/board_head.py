"""That the lines of a programme's companies are kept: for which day they were made, and how often."""

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class BoardHead(Base):
    """Whoever makes lines anew began from ``version`` and raises it: of two at once the second finds its work done."""

    __tablename__ = "board_head"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True, autoincrement=False)
    made_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=0)
    sums: Mapped[str | None] = mapped_column(Text)  # the lines added up: the numbers of ``rows.board.CompanySums``
    exceptions: Mapped[str | None] = mapped_column(Text)  # how many are kept of each kind, and how many open their line
    # of the programme of the year before, up to the same day of its year; what is written there marks this programme's lines
    before_id: Mapped[int | None]
    before_until: Mapped[date | None]
    before_visit_count: Mapped[int | None]
    before_meeting_count: Mapped[int | None]
    before_outcome_count: Mapped[int | None]
