"""評価時期: one round of self- and peer-assessment, with the rules it was opened under."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant, choice
from tracker.domain.rounds import RoundDesign, RoundState
from tracker.models.columns import Keyed, Stamped, Versioned


class AssessmentRound(Stamped, Versioned, Keyed, Base):
    __tablename__ = "assessment_round"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("minimum_raters >= 3", name="floor_of_raters"),
        CheckConstraint("scale_maximum > scale_minimum", name="scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date]
    state: Mapped[RoundState] = mapped_column(choice(RoundState), default=RoundState.PLANNED)
    scale_minimum: Mapped[int]
    scale_maximum: Mapped[int]
    minimum_raters: Mapped[int]
    singles_visible: Mapped[bool] = mapped_column(default=False)
    design: Mapped[RoundDesign] = mapped_column(
        choice(RoundDesign), default=RoundDesign.ALL_RATE_ALL, server_default=RoundDesign.ALL_RATE_ALL.value
    )
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)  # 締切: no rating since then, until shown or extended
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
