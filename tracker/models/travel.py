"""移動: a journey of one supporter, of a visit or by itself, with its means and its cost."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.travel import TravelMeans
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Travel(Stamped, Versioned, Keyed, SoftDeleted, Base):
    """``producer_id`` None: an older record tells the journey of a visit, but not whose it was. It is in nobody's hours."""

    __tablename__ = "travel"
    __table_args__ = (
        ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_travel_producer"
        ),
        Index("ix_travel_producer", "producer_id", "travel_on"),
        Index("ix_travel_visit", "visit_id"),
        Index("ix_travel_programme", "programme_id", "travel_on"),
        CheckConstraint("visit_id IS NOT NULL OR (travel_on IS NOT NULL AND producer_id IS NOT NULL)", name="subject"),
        CheckConstraint("minutes_out IS NULL OR minutes_out BETWEEN 0 AND 1440", name="minutes_out"),
        CheckConstraint("minutes_back IS NULL OR minutes_back BETWEEN 0 AND 1440", name="minutes_back"),
        CheckConstraint("minutes_both IS NULL OR minutes_both >= 0", name="minutes_both"),
        CheckConstraint("minutes_both IS NULL OR (minutes_out IS NULL AND minutes_back IS NULL)", name="ways"),
        CheckConstraint("cost_yen IS NULL OR cost_yen >= 0", name="cost"),
        CheckConstraint("distance_km IS NULL OR distance_km >= 0", name="distance"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    producer_id: Mapped[int | None]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    travel_on: Mapped[date | None]
    from_place: Mapped[str] = mapped_column(String(100), default="")
    to_place: Mapped[str] = mapped_column(String(100), default="")
    means: Mapped[TravelMeans | None] = mapped_column(choice(TravelMeans))
    minutes_out: Mapped[int | None]
    minutes_back: Mapped[int | None]
    minutes_both: Mapped[int | None]
    leaves_at: Mapped[time | None]
    returns_at: Mapped[time | None]
    cost_yen: Mapped[int | None]
    distance_km: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="")
