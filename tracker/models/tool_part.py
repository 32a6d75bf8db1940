"""A part of a dialogue tool, or a part of a part; a slot waits for the association to name it."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, Stamped, Versioned


class ToolPart(Stamped, Versioned, Keyed, Base):
    __tablename__ = "tool_part"
    __table_args__ = (
        UniqueConstraint("id", "tool_id"),
        ForeignKeyConstraint(
            ["tool_id", "programme_id"], ["dialogue_tool.id", "dialogue_tool.programme_id"], name="fk_tool_part_tool"
        ),
        ForeignKeyConstraint(["parent_id", "tool_id"], ["tool_part.id", "tool_part.tool_id"], name="fk_tool_part_parent"),
        Index("ix_tool_part_tool", "tool_id", "place"),
        CheckConstraint("label <> '' OR slot <> ''", name="label"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    tool_id: Mapped[int]
    parent_id: Mapped[int | None]
    place: Mapped[int]
    slot: Mapped[str] = mapped_column(String(20), default="")  # 脚1: which of the method's places it is
    label: Mapped[str] = mapped_column(String(80), default="")
    aliases: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)
