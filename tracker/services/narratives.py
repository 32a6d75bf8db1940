"""成果のまとめ文: written, and an earlier version brought back; each save is a version that stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import Conflict, NotFound
from tracker.domain.narratives import NarrativePart, Texts, check_texts
from tracker.domain.text import clean_text
from tracker.domain.words import N_
from tracker.models import EnrolledCase, Enrolment, NarrativeVersion, SupportCase
from tracker.queries.scope import board, in_programme
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key

LONGEST_MARK = 64


def write_narrative(
    viewer: Viewer,
    case_id: int,
    *,
    texts: Texts,
    drafted: Mapping[NarrativePart, str],
    number: int,
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Keep what was written as a new version and return its number; an unchanged text makes none.

    ``drafted``: the marks of the draft that the form showed; ``number``: the version that it was opened with (0: none).
    Conflict where another version stands by now.
    """
    viewer.require(Act.REPORT_WRITE)
    there = find_sent(viewer, NarrativeVersion, idempotency_key)
    if there is not None:
        return there.number
    _lock_case(viewer, case_id)
    written = {part: clean_text(texts[part]) for part in NarrativePart}
    check_texts(written)
    last = _last(viewer, case_id)
    stands = {part: getattr(last, part.value) if last else "" for part in NarrativePart}
    _check_number(last, number)
    if last is not None and written == stands and all(_digest(last, part) == drafted[part] for part in NarrativePart):
        return last.number
    return _add(viewer, "write_narrative", case_id, last, written, drafted, now, idempotency_key, None)


def bring_back_narrative(
    viewer: Viewer, case_id: int, *, number: int, standing: int, now: datetime, idempotency_key: str | None = None
) -> int:
    """Make the text of version ``number`` stand again, as a new version; ``standing`` is the one that was seen to stand."""
    viewer.require(Act.REPORT_WRITE)
    there = find_sent(viewer, NarrativeVersion, idempotency_key)
    if there is not None:
        return there.number
    _lock_case(viewer, case_id)
    last = _last(viewer, case_id)
    then = db.session.scalar(_of_case(viewer, case_id).where(NarrativeVersion.number == number))
    if last is None or then is None:
        raise NotFound
    _check_number(last, standing)
    texts = {part: getattr(then, part.value) for part in NarrativePart}
    drafted = {part: _digest(then, part) for part in NarrativePart}
    return _add(viewer, "restore_narrative", case_id, last, texts, drafted, now, idempotency_key, number)


def _add(
    viewer: Viewer,
    act: str,
    case_id: int,
    last: NarrativeVersion | None,
    texts: Texts,
    drafted: Mapping[NarrativePart, str],
    now: datetime,
    idempotency_key: str | None,
    restored_number: int | None,
) -> int:
    row = NarrativeVersion(
        programme_id=viewer.programme,
        case_id=case_id,
        number=(last.number if last else 0) + 1,
        restored_number=restored_number,
        **{part.value: texts[part] for part in NarrativePart},
        **{f"{part.value}_digest": drafted[part][:LONGEST_MARK] for part in NarrativePart},
        created_at=now,
        created_by_id=viewer.account_id or None,
        idempotency_key=stored_key(idempotency_key),
    )
    db.session.add(row)
    db.session.flush()
    before = audit.snapshot(last) if last else None
    if act == "write_narrative":
        audit.note(viewer, "write_narrative", row, before=before)
    else:
        audit.note(viewer, "restore_narrative", row, before=before)
    return row.number


def _check_number(last: NarrativeVersion | None, number: int) -> None:
    if last is not None and last.number != number:
        raise Conflict(
            N_("ほかの人が先に保存しました。両方の内容を見比べて、残すほうを選んでください。"),
            theirs={part.value: getattr(last, part.value) for part in NarrativePart},
            version=last.number,
            thing=("narrative_version", last.id),
        )


def _digest(row: NarrativeVersion, part: NarrativePart) -> str:
    return str(getattr(row, f"{part.value}_digest"))


def _last(viewer: Viewer, case_id: int) -> NarrativeVersion | None:
    return db.session.scalar(_of_case(viewer, case_id).order_by(NarrativeVersion.number.desc()).limit(1))


def _of_case(viewer: Viewer, case_id: int) -> Select[NarrativeVersion]:
    return select(NarrativeVersion).where(
        in_programme(viewer, NarrativeVersion.programme_id), NarrativeVersion.case_id == case_id
    )


def _lock_case(viewer: Viewer, case_id: int) -> None:
    """NotFound for what is no living case of the programme; of two who write at once the second sees the first's version."""
    statement = (
        select(EnrolledCase.id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .where(
            EnrolledCase.case_id == case_id,
            in_programme(viewer, Enrolment.programme_id),
            board(),
            SupportCase.deleted_at.is_(None),
        )
    )
    if db.session.scalar(statement.with_for_update(of=EnrolledCase)) is None:
        raise NotFound
