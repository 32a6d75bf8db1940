"""実施機関: the association that owns companies and cases."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class Organisation(Base):
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
