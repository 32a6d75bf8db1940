"""What several tables carry: who made a row, its version, its key against doubles, its deletion and draft state."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from tracker.database import Instant, choice
from tracker.domain.digests import MailState
from tracker.domain.records import RecordState

KEY_LENGTH = 64
IS_DRAFT = "record_state = 'draft'"


class Stamped:
    """When a row was made and by whom."""

    created_at: Mapped[datetime] = mapped_column(Instant)

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Versioned:
    """Counts the saves of a row; a save that started from an older version is a conflict."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}


class Keyed:
    """The identity that the sender chose: sending the same thing again finds it instead of making another."""

    idempotency_key: Mapped[str | None] = mapped_column(String(KEY_LENGTH), unique=True)


class SoftDeleted:
    """A deleted row stays for restoring; every read of living rows asks ``deleted_at IS NULL``."""

    deleted_at: Mapped[datetime | None] = mapped_column(Instant)

    @declared_attr
    def deleted_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Drafted:
    """下書き / 確定, and since when it is final."""

    record_state: Mapped[RecordState] = mapped_column(choice(RecordState), default=RecordState.FINAL)
    finalised_at: Mapped[datetime | None] = mapped_column(Instant)


class Mailed:
    """What became of a mail (``services/outbox.py``); ``claimed_at``: since when somebody is or was sending it."""

    state: Mapped[MailState] = mapped_column(choice(MailState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str] = mapped_column(String(300), default="")


class CaseNote:
    """What was worked on one case in a visit or meeting: facts apart from interpretation, and the phases worked."""

    facts: Mapped[str] = mapped_column(Text, default="")
    interpretation: Mapped[str] = mapped_column(Text, default="")
    report_summary: Mapped[str] = mapped_column(Text, default="")
    worked_listen: Mapped[bool] = mapped_column(default=False)
    worked_observe: Mapped[bool] = mapped_column(default=False)
    worked_diagnose: Mapped[bool] = mapped_column(default=False)
    worked_plan: Mapped[bool] = mapped_column(default=False)
