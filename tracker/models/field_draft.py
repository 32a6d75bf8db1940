"""書きかけ: what somebody is typing into the form of a visit or meeting, kept from the first keystroke."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant, choice
from tracker.domain.drafts import LONGEST_ADDRESS, LONGEST_REASON, LONGEST_TITLE, DraftKind, DraftState
from tracker.models.columns import Versioned


class FieldDraft(Versioned, Base):
    """``fields`` and ``stamps`` are JSON; once it is recorded the record holds the text, and the draft none."""

    __tablename__ = "field_draft"
    __table_args__ = (
        Index("ix_field_draft_account", "account_id", "state"),
        Index("ix_field_draft_programme", "programme_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[DraftKind] = mapped_column(choice(DraftKind))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id", ondelete="SET NULL"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("team_meeting.id", ondelete="SET NULL"))
    fields: Mapped[str] = mapped_column(Text, default="{}")
    stamps: Mapped[str] = mapped_column(Text, default="{}")
    digest: Mapped[str] = mapped_column(String(64), default="")
    release: Mapped[str] = mapped_column(String(40), default="")
    device: Mapped[str] = mapped_column(String(100), default="")
    started_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[DraftState] = mapped_column(choice(DraftState), default=DraftState.OPEN)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
