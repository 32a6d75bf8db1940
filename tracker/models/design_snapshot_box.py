"""What stood in one box when the snapshot was taken; a box that was empty has no row."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.design_sheets import Box


class DesignSnapshotBox(Base):
    __tablename__ = "design_snapshot_box"
    __table_args__ = (UniqueConstraint("snapshot_id", "box"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("design_snapshot.id", ondelete="CASCADE"))
    box: Mapped[Box] = mapped_column(choice(Box))
    words: Mapped[str] = mapped_column(Text, default="")
