"""The wording of a competency item with its short label, and whether the original is complete.

Rounds keep the version they were made under.
"""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.completeness import Completeness
from tracker.models.columns import Stamped


class ItemVersion(Stamped, Base):
    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("competency_item.id"))
    number: Mapped[int]
    short_label: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    completeness: Mapped[Completeness] = mapped_column(choice(Completeness))
