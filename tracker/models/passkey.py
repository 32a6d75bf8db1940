"""A passkey: the public half of a key that one of somebody's devices keeps, and how often it was used."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.domain.passkeys import LONGEST_NAME


class Passkey(Base):
    """``refused_at``: when it last counted less than before and was refused, since there must be a copy of it."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  # as COSE writes it
    rp_id: Mapped[str] = mapped_column(String(253))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    sign_count: Mapped[int] = mapped_column(BigInteger)  # 32 bits without a sign
    is_synced: Mapped[bool]  # its owner's other devices have it too
    made_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    refused_at: Mapped[datetime | None] = mapped_column(Instant)
