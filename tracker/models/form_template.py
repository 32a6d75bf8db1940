"""A form that the ministry sent (様式), under the name that the programme gives it, and what is always the same in it."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class FormTemplate(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "form_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    # what is typed once for all versions (代表者, 契約番号), as JSON by name
    fixed_values: Mapped[str] = mapped_column(Text, default="{}")
