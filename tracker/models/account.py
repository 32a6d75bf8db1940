"""利用者: somebody who can sign in."""

from datetime import datetime

from sqlalchemy import String, true
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Stamped, Versioned


class Account(Stamped, Versioned, Base):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str | None] = mapped_column(String(5))
    digest_mail: Mapped[bool] = mapped_column(default=True, server_default=true())  # whether 今週のまとめ comes by mail
    deactivated_at: Mapped[datetime | None] = mapped_column(Instant)
