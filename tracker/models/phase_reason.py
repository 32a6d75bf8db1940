"""Why a case was diagnosed or planned before it was listened to and observed; a manager can revoke it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant, choice
from tracker.domain.phases import Phase
from tracker.models.columns import Keyed, Stamped, Versioned


class PhaseReason(Stamped, Versioned, Keyed, Base):
    __tablename__ = "phase_reason"
    __table_args__ = (
        Index(
            "uq_phase_reason",
            "enrolment_id",
            "case_id",
            "phase",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
    phase: Mapped[Phase] = mapped_column(choice(Phase))
    reason: Mapped[str] = mapped_column(String(300))
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
