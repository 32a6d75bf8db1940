"""The texts before and after an audited change, beside the chain so that a redaction can remove them without breaking it."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class AuditText(Base):
    __tablename__ = "audit_text"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    # The redaction that last changed the texts: the database refuses any other change, and their digest is noted with it.
    redaction_id: Mapped[int | None] = mapped_column(ForeignKey("redaction.id"))
