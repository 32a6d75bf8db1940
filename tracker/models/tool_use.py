"""A dialogue tool, or one part of it, used in a visit or in a meeting's section, with what came of it in one line."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class ToolUse(Base):
    __tablename__ = "tool_use"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tool_id", "programme_id"], ["dialogue_tool.id", "dialogue_tool.programme_id"], name="fk_tool_use_tool"
        ),
        ForeignKeyConstraint(["part_id", "tool_id"], ["tool_part.id", "tool_part.tool_id"], name="fk_tool_use_part"),
        CheckConstraint("(visit_id IS NULL) <> (section_id IS NULL)", name="parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_section.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"), index=True)
    tool_id: Mapped[int] = mapped_column(index=True)
    part_id: Mapped[int | None]
    finding: Mapped[str] = mapped_column(String(200), default="")
    label_noted: Mapped[str] = mapped_column(String(200), default="")  # what it was called when it was used
