"""The mail that brings a link: its words are written when it is sent, so that the link itself is kept nowhere."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Mailed


class LinkMail(Mailed, Base):
    __tablename__ = "link_mail"
    __table_args__ = (Index("ix_link_mail_due", "state", "next_try_at"), CheckConstraint("attempts >= 0", name="attempts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("account_link.id", ondelete="CASCADE"), unique=True)
