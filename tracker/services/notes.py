"""Keeping the case notes of a visit or of a meeting's section; rows are changed where they are, so that their ids stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, bindparam, insert, select

from tracker.database import db
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import CaseNote, columns_of, note_of
from tracker.domain.words import N_
from tracker.models import EnrolledCase, MeetingCase, SupportCase, VisitCase
from tracker.queries.prepared import connection_of, run

_CASES = (
    select(EnrolledCase.case_id)
    .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
    .where(EnrolledCase.enrolment_id == bindparam("enrolment"), SupportCase.deleted_at.is_(None))
)


def check_cases(notes: Sequence[CaseNote], *, enrolment_id: int, stored: Collection[int] = (), prefix: str = "cases") -> None:
    """Raise RuleBroken for a note about a case that is not the company's in this programme, or for two about one case."""
    known = {*run(_CASES, {"enrolment": enrolment_id}).scalars(), *stored}
    seen: set[int] = set()
    for index, note in enumerate(notes):
        if note.is_blank:
            continue
        if note.case_id not in known or note.case_id in seen:
            raise RuleBroken(
                N_("この企業の案件ではないものが含まれています。画面を開き直して、案件を選び直してください。"),
                field=f"{prefix}-{index}-case_id",
            )
        seen.add(note.case_id)


def stored_notes(kind: type[VisitCase] | type[MeetingCase], **parent: int) -> tuple[CaseNote, ...]:
    """The notes that lie under ``visit_id=…`` or ``section_id=…``."""
    return tuple(note_of(row) for row in _rows(kind, parent))


def keep_notes(
    kind: type[VisitCase] | type[MeetingCase], notes: Iterable[CaseNote], *, is_new: bool = False, **parent: int
) -> None:
    """Make the notes under ``visit_id=…`` or ``section_id=…`` these; blank ones are none.

    ``is_new``: the visit or section was just made, so nothing lies there yet, and whoever follows the session follows that row.
    """
    wanted = {note.case_id: note for note in notes if not note.is_blank}
    if is_new:
        if wanted:
            connection_of(db.session()).execute(
                _add(kind), [{**parent, "case_id": note.case_id, **columns_of(note)} for note in wanted.values()]
            )
        return
    for row in _rows(kind, parent):
        note = wanted.pop(row.case_id, None)
        if note is None:
            db.session.delete(row)
            continue
        for name, value in columns_of(note).items():
            setattr(row, name, value)
    for note in wanted.values():
        db.session.add(kind(case_id=note.case_id, **parent, **columns_of(note)))
    db.session.flush()


@cache
def _add(kind: type[VisitCase] | type[MeetingCase]) -> Insert:
    return insert(cast(Table, kind.__table__))


def _rows(kind: Any, parent: Mapping[str, int]) -> Sequence[Any]:
    statement = select(kind).order_by(kind.id)
    for name, value in parent.items():
        statement = statement.where(getattr(kind, name) == value)
    return db.session.scalars(statement).all()
