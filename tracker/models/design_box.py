"""One box of a 経営デザインシート as it stands now; each has a version of its own, so that two boxes never clash."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.design_sheets import Box
from tracker.models.columns import Stamped, Versioned


class DesignBox(Stamped, Versioned, Base):
    __tablename__ = "design_box"
    __table_args__ = (UniqueConstraint("sheet_id", "box"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("design_sheet.id", ondelete="CASCADE"))
    box: Mapped[Box] = mapped_column(choice(Box))
    words: Mapped[str] = mapped_column(Text, default="")
