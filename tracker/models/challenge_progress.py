"""What a visit or a meeting's section says about a challenge; its day, draft state and deletion are the record's."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.challenges import ProgressState


class ChallengeProgress(Base):
    __tablename__ = "challenge_progress"
    __table_args__ = (
        UniqueConstraint("visit_id", "challenge_id"),
        UniqueConstraint("section_id", "challenge_id"),
        CheckConstraint("(visit_id IS NULL) <> (section_id IS NULL)", name="record"),
        CheckConstraint("state IS NOT NULL OR words <> ''", name="says"),
        Index("ix_challenge_progress_state", "challenge_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_section.id", ondelete="CASCADE"))
    state: Mapped[ProgressState | None] = mapped_column(choice(ProgressState))
    words: Mapped[str] = mapped_column(Text, default="")
