"""課題: what stands between a case and its goal; ``status`` is what was last decided by hand, records may say more.

``came_up_visit_id``, ``came_up_meeting_id``: the record in which it was first written down; it stays where it is when that moves.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.challenges import LONGEST_REASON, LONGEST_TITLE, ChallengeStatus
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Challenge(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "challenge"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_challenge_enrolment"
        ),
        Index("ix_challenge_programme", "programme_id", "deleted_at", "enrolment_id", "case_id"),
        Index("ix_challenge_company", "enrolment_id", "case_id", "position"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("status = 'open' OR decided_on IS NOT NULL", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int]
    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    description: Mapped[str] = mapped_column(Text, default="")
    raised_on: Mapped[date]
    came_up_visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    came_up_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("team_meeting.id"), index=True)
    status: Mapped[ChallengeStatus] = mapped_column(choice(ChallengeStatus), default=ChallengeStatus.OPEN)
    decided_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    position: Mapped[int] = mapped_column(default=0)
