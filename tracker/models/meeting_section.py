"""The part of a team meeting that is about one company; its readers are that company's."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class MeetingSection(Base):
    __tablename__ = "meeting_section"
    __table_args__ = (
        UniqueConstraint("meeting_id", "enrolment_id"),
        ForeignKeyConstraint(
            ["meeting_id", "programme_id"],
            ["team_meeting.id", "team_meeting.programme_id"],
            name="fk_meeting_section_meeting",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_meeting_section_enrolment"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    meeting_id: Mapped[int]
    enrolment_id: Mapped[int] = mapped_column(index=True)
    decisions: Mapped[str] = mapped_column(Text, default="")
    internal_memo: Mapped[str] = mapped_column(Text, default="")
