"""事業（年度ごと）: one association's programme of one fiscal year, with its settings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Instant
from tracker.models.columns import Stamped, Versioned


class Programme(Stamped, Versioned, Base):
    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("contract_ends_on >= contract_starts_on", name="contract_period"),
        CheckConstraint("scale_maximum > scale_minimum", name="scale"),
        CheckConstraint("minimum_raters >= 3", name="floor_of_raters"),
        CheckConstraint("visits_per_month >= 1", name="visits_per_month"),
        CheckConstraint("retention_years BETWEEN 5 AND 30", name="retention_years"),
        Index("uq_programme_predecessor", "predecessor_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    fiscal_year: Mapped[int]
    contract_starts_on: Mapped[date]
    contract_ends_on: Mapped[date]
    producer_label: Mapped[str] = mapped_column(String(40), default="担い手")
    expected_producers: Mapped[int] = mapped_column(default=10)
    visits_per_month: Mapped[int] = mapped_column(default=1)
    online_counts: Mapped[bool] = mapped_column(default=True)
    event_counts: Mapped[bool] = mapped_column(default=False)
    short_month_days: Mapped[int] = mapped_column(default=15)
    outcome_target: Mapped[int | None]
    stuck_days: Mapped[int] = mapped_column(default=90, server_default="90")
    hours_kept: Mapped[bool] = mapped_column(default=True)
    records_open: Mapped[bool] = mapped_column(default=False)
    second_factor_demanded: Mapped[bool] = mapped_column(default=False, server_default=false())
    scale_minimum: Mapped[int] = mapped_column(default=1)
    scale_maximum: Mapped[int] = mapped_column(default=5)
    minimum_raters: Mapped[int] = mapped_column(default=3)
    severity_shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    retention_years: Mapped[int] = mapped_column(default=5, server_default="5")
    purging_since: Mapped[datetime | None] = mapped_column(Instant)  # a purge was begun, and is not over
