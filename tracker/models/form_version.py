"""One file of a form, as it was uploaded, and which of its cells are tied to what."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, Stamped, Versioned


class FormVersion(Stamped, Versioned, Keyed, Base):
    __tablename__ = "form_version"
    __table_args__ = (
        UniqueConstraint("form_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("size > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form_template.id"))
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    # the titles of its sheets in their order, and what is tied to what, as JSON
    sheets: Mapped[str] = mapped_column(Text, default="[]")
    mapping: Mapped[str] = mapped_column(Text, default="{}")
