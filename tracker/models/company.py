"""支援企業: a company of the association, whatever programme supports it."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Company(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "company"
    __table_args__ = (
        Index("ix_company_search", "organisation_id", "search_key"),
        Index(
            "uq_company_corporate_number",
            "organisation_id",
            "corporate_number",
            unique=True,
            sqlite_where=text("deleted_at IS NULL AND corporate_number IS NOT NULL"),
            postgresql_where=text("deleted_at IS NULL AND corporate_number IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(String(200))
    kana: Mapped[str] = mapped_column(String(200), default="")
    corporate_number: Mapped[str | None] = mapped_column(String(13))
    prefecture: Mapped[str] = mapped_column(String(10), default="")
    municipality: Mapped[str] = mapped_column(String(40), default="")
    area_code: Mapped[str] = mapped_column(String(5), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    may_be_named: Mapped[bool] = mapped_column(default=True)
