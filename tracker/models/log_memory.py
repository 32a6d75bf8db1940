"""What somebody said once about the words of a programme's hand logs: this heading, this company, this person."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.hand_log import MemoryKind
from tracker.models.columns import Stamped


class LogMemory(Stamped, Base):
    __tablename__ = "log_memory"
    __table_args__ = (
        UniqueConstraint("programme_id", "kind", "written"),
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_log_memory_enrolment"
        ),
        ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_log_memory_producer"
        ),
        CheckConstraint("kind <> 'company' OR enrolment_id IS NOT NULL", name="company"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    kind: Mapped[MemoryKind] = mapped_column(choice(MemoryKind))
    written: Mapped[str] = mapped_column(String(200))
    # a column's field, empty where it is not to be read
    field: Mapped[str] = mapped_column(String(40), default="")
    enrolment_id: Mapped[int | None]
    # a person; none: somebody who is no supporter of the programme
    producer_id: Mapped[int | None]
