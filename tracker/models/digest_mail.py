"""今週のまとめ as a mail: kept whole from the moment it was decided on, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant, choice
from tracker.domain.digests import DigestKind
from tracker.models.columns import Mailed


class DigestMail(Mailed, Base):
    """One a person, programme, kind and week."""

    __tablename__ = "digest_mail"
    __table_args__ = (
        UniqueConstraint("programme_id", "account_id", "week_key", "kind"),
        Index("ix_digest_mail_due", "state", "next_try_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DigestKind] = mapped_column(choice(DigestKind))
    week_key: Mapped[str] = mapped_column(String(8))
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
