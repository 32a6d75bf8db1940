"""A 経営デザインシート as it stood on a day, under a title; never changed again."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, Stamped


class DesignSnapshot(Stamped, Keyed, Base):
    __tablename__ = "design_snapshot"
    __table_args__ = (Index("ix_design_snapshot_sheet", "sheet_id", "taken_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    sheet_id: Mapped[int] = mapped_column(ForeignKey("design_sheet.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(80), default="")
    taken_on: Mapped[date]
