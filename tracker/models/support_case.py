"""案件: what a company is supported towards; it belongs to the company and outlives a fiscal year."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class SupportCase(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "support_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(60), default="")
