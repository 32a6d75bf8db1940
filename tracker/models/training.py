"""座学研修・ワークショップ: one training of the supporters."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.trainings import TrainingKind
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class Training(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "training"
    __table_args__ = (
        Index("ix_training_programme", "programme_id", "training_on"),
        CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name="times"),
        CheckConstraint("title <> ''", name="title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    training_on: Mapped[date]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[TrainingKind] = mapped_column(choice(TrainingKind))
    lecturer: Mapped[str] = mapped_column(String(200), default="")
    is_online: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[str] = mapped_column(Text, default="")
