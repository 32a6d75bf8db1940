"""統合: which row a row has become part of, so that its old address leads on."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Stamped


class MergedRow(Stamped, Base):
    __tablename__ = "merged_row"
    __table_args__ = (UniqueConstraint("noun", "gone_id"), CheckConstraint("gone_id <> kept_id", name="two_rows"))

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    noun: Mapped[str] = mapped_column(String(40))
    gone_id: Mapped[int]
    kept_id: Mapped[int]
