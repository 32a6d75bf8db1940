"""墨消し: that a text was taken out of everything, by whom and why; the trail says where it stood, and nothing what it was."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, Stamped


class Redaction(Stamped, Keyed, Base):
    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint("places >= 0 AND files >= 0", name="counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    account_name: Mapped[str] = mapped_column(String(100))
    places: Mapped[int]
    files: Mapped[int]
