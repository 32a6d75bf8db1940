"""A reason of the audit trail that is no longer shown: the chain covers it, so it can be hidden and not removed."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class HiddenReason(Base):
    __tablename__ = "hidden_reason"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    redaction_id: Mapped[int] = mapped_column(ForeignKey("redaction.id"), index=True)
