"""担当社数の上限: of one supporter, or of everybody who has none of their own."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Stamped, Versioned


class LoadCapSetting(Stamped, Versioned, Base):
    """``producer_id`` None: the programme's; ``is_own`` False: this person's own one was taken back, the programme's holds."""

    __tablename__ = "load_cap"
    __table_args__ = (
        ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_load_cap_producer"
        ),
        Index(
            "uq_load_cap_programme",
            "programme_id",
            unique=True,
            sqlite_where=text("producer_id IS NULL"),
            postgresql_where=text("producer_id IS NULL"),
        ),
        Index(
            "uq_load_cap_producer",
            "producer_id",
            unique=True,
            sqlite_where=text("producer_id IS NOT NULL"),
            postgresql_where=text("producer_id IS NOT NULL"),
        ),
        CheckConstraint("leads IS NULL OR leads >= 0", name="leads"),
        CheckConstraint("companies IS NULL OR companies >= 0", name="companies"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    producer_id: Mapped[int | None]
    leads: Mapped[int | None]
    companies: Mapped[int | None]
    is_own: Mapped[bool] = mapped_column(default=True)
