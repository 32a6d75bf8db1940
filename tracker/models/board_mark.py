"""What was written since the lines of a programme's companies were made: about which company, or about what day's records."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class BoardMark(Base):
    """Neither a company nor a day: everything of the programme. ``services/board_marks.py`` sets them, at the commit itself."""

    __tablename__ = "board_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    enrolment_id: Mapped[int | None]
    on_day: Mapped[date | None]
