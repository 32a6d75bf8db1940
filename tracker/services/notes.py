"""Keeping the case notes of a visit or of a meeting's section; rows are changed where they are, so that their ids stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Integer, Table, bindparam, insert, select

from tracker.database import db
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import CaseNote, columns_of, note_of
from tracker.domain.phases import Phase
from tracker.domain.words import N_
from tracker.models import EnrolledCase, MeetingCase, SupportCase, VisitCase
from tracker.queries.prepared import run

_CASES = (
    select(EnrolledCase.case_id)
    .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
    .where(EnrolledCase.enrolment_id == bindparam("enrolment", type_=Integer), SupportCase.deleted_at.is_(None))
)
_COLUMNS = ("facts", "interpretation", "report_summary", *(f"worked_{phase.value}" for phase in Phase))
# Only a note of the company's own cases is written: whether it is one says whether there is a row.
_ADD_TO_VISIT = (
    insert(cast(Table, VisitCase.__table__))
    .from_select(
        ("visit_id", "case_id", *_COLUMNS),
        _CASES.with_only_columns(
            bindparam("visit", type_=Integer),
            EnrolledCase.case_id,
            *(bindparam(name, type_=VisitCase.__table__.c[name].type) for name in _COLUMNS),
        ).where(EnrolledCase.case_id == bindparam("case", type_=Integer)),
    )
    .execution_options(preserve_rowcount=True)
)


def check_cases(notes: Sequence[CaseNote], *, enrolment_id: int, stored: Collection[int] = (), prefix: str = "cases") -> None:
    """Raise RuleBroken for a note about a case that is not the company's in this programme, or for two about one case."""
    known = {*run(_CASES, {"enrolment": enrolment_id}).scalars(), *stored}
    seen: set[int] = set()
    for index, note in _written(notes):
        if note.case_id not in known or note.case_id in seen:
            raise _stranger(prefix, index)
        seen.add(note.case_id)


def add_notes(notes: Sequence[CaseNote], *, enrolment_id: int, visit_id: int, prefix: str = "cases") -> None:
    """The notes of a visit that was just made, refused as :func:`check_cases` does; who follows the session follows it."""
    seen: set[int] = set()
    for index, note in _written(notes):
        words = {"enrolment": enrolment_id, "visit": visit_id, "case": note.case_id, **columns_of(note)}
        if note.case_id in seen or run(_ADD_TO_VISIT, words).rowcount != 1:
            raise _stranger(prefix, index)
        seen.add(note.case_id)


def _written(notes: Sequence[CaseNote]) -> Iterator[tuple[int, CaseNote]]:
    """With the place of each in the form; blank ones are none."""
    return ((index, note) for index, note in enumerate(notes) if not note.is_blank)


def _stranger(prefix: str, index: int) -> RuleBroken:
    return RuleBroken(
        N_("この企業の案件ではないものが含まれています。画面を開き直して、案件を選び直してください。"),
        field=f"{prefix}-{index}-case_id",
    )


def stored_notes(kind: type[VisitCase] | type[MeetingCase], **parent: int) -> tuple[CaseNote, ...]:
    """The notes that lie under ``visit_id=…`` or ``section_id=…``."""
    return tuple(note_of(row) for row in _rows(kind, parent))


def keep_notes(kind: type[VisitCase] | type[MeetingCase], notes: Iterable[CaseNote], **parent: int) -> None:
    """Make the notes under ``visit_id=…`` or ``section_id=…`` these; blank ones are none."""
    wanted = {note.case_id: note for note in notes if not note.is_blank}
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


def _rows(kind: Any, parent: Mapping[str, int]) -> Sequence[Any]:
    statement = select(kind).order_by(kind.id)
    for name, value in parent.items():
        statement = statement.where(getattr(kind, name) == value)
    return db.session.scalars(statement).all()
