"""A person's place in a programme; an auditor's has an end date."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Stamped, Versioned


class Membership(Stamped, Versioned, Base):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("account_id", "programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    ends_on: Mapped[date | None]
