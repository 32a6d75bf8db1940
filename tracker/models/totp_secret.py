"""The secret that somebody's authenticator app shares with us, sealed, and the last step whose code was accepted."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant


class TotpSecret(Base):
    __tablename__ = "totp_secret"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(200))
    last_step: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Instant)
