"""対話のツール: a method of talking with companies, named by the association."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, Stamped, Versioned


class DialogueTool(Stamped, Versioned, Keyed, Base):
    """Never deleted once it was used: what is no longer offered is not active."""

    __tablename__ = "dialogue_tool"
    __table_args__ = (
        UniqueConstraint("id", "programme_id"),
        Index("ix_dialogue_tool_programme", "programme_id", "place"),
        CheckConstraint("label <> ''", name="label"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    place: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    aliases: Mapped[str] = mapped_column(Text, default="")  # other spellings, one a line
    is_active: Mapped[bool] = mapped_column(default=True)
