"""宿題: what somebody does next for a company, with an owner and a due date."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.follow_up import ActionStatus
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class NextAction(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "next_action"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_next_action_enrolment"
        ),
        Index("ix_next_action_due", "programme_id", "status", "deleted_at", "due_on", "id", "enrolment_id", "owner_id"),
        Index(
            "ix_next_action_done",
            "programme_id",
            "status",
            "deleted_at",
            text("done_on DESC"),
            "due_on",
            "id",
            "enrolment_id",
            "owner_id",
        ),
        Index("ix_next_action_company", "enrolment_id", "status"),
        CheckConstraint("owner_id IS NOT NULL OR owner_name <> ''", name="owner"),
        CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name="done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("team_meeting.id"), index=True)
    what: Mapped[str] = mapped_column(String(500))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id"), index=True)
    owner_name: Mapped[str] = mapped_column(String(100), default="")
    due_on: Mapped[date]
    status: Mapped[ActionStatus] = mapped_column(choice(ActionStatus), default=ActionStatus.OPEN)
    done_on: Mapped[date | None]
