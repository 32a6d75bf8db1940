"""成果のまとめ文: one version of the text of a case in a programme; the one with the highest number is what stands."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.models.columns import Keyed, Stamped


class NarrativeVersion(Stamped, Keyed, Base):
    __tablename__ = "narrative_version"
    __table_args__ = (UniqueConstraint("programme_id", "case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
    number: Mapped[int]
    restored_number: Mapped[int | None]
    challenges: Mapped[str] = mapped_column(Text, default="")
    work: Mapped[str] = mapped_column(Text, default="")
    outcomes: Mapped[str] = mapped_column(Text, default="")
    to_come: Mapped[str] = mapped_column(Text, default="")
    # what the draft was when this was written, to tell whether the records have moved on since
    challenges_digest: Mapped[str] = mapped_column(String(64))
    work_digest: Mapped[str] = mapped_column(String(64))
    outcomes_digest: Mapped[str] = mapped_column(String(64))
    to_come_digest: Mapped[str] = mapped_column(String(64))
