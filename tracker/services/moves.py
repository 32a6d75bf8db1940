"""Moves a record that was logged on the wrong company, with its notes, its next actions and whatever lies beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, case, delete, null, select, update

from tracker.database import Base, db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.moves import Destination, check_move, moved_notes
from tracker.domain.notes import columns_of
from tracker.domain.text import clean_line
from tracker.domain.unassigned import NO_CASE
from tracker.domain.words import N_
from tracker.models import ChallengeProgress, EnrolledCase, Enrolment, SupportCase, UnassignedNote, Visit, VisitCase
from tracker.queries import scope
from tracker.queries.moves import list_notes
from tracker.services import audit, visit_rows
from tracker.services.moved_lines import carry_lines, carry_voices, known_cases
from tracker.services.unassigned import keep_unassigned
from tracker.services.versions import check_version


def move_visit_to_company(
    viewer: Viewer,
    *,
    visit_id: int,
    to_enrolment_id: int,
    cases: Mapping[int, int],
    lines: Mapping[int, Destination] | None = None,
    voices: Collection[int] = (),
    reason: str,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Make the visit one of another company; ``cases`` says which of its cases each noted case is (NO_CASE: to be said later).

    ``lines`` says by challenge where what the visit says about it goes (a challenge is one company's), ``voices`` which of the
    voices heard on it at an exhibition were this company's too. Moving it back is the undo. Conflict where somebody else saved
    first; RuleBroken names ``to``, ``reason``, ``case_ID`` or ``challenge_ID``.
    """
    viewer.require(Act.STAFF)
    here = select(Visit.enrolment_id).where(Visit.id == visit_id, scope.in_programme(viewer, Visit.programme_id))
    lock_both(viewer, db.session.scalar(here), to_enrolment_id)
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    before = _snapshot(visit)
    check_version(visit, version)
    if visit.enrolment_id == to_enrolment_id:
        raise RuleBroken(N_("この記録は、もうこの企業のものです。別の企業を選んでください。"), field="to")
    notes, offered = list_notes(visit_id=visit_id), cases_of(to_enrolment_id)
    check_move(cases, noted=[note.case_id for note in notes], offered=offered, reason=reason)
    said = select(ChallengeProgress).where(ChallengeProgress.visit_id == visit_id).order_by(ChallengeProgress.id)
    rows = db.session.scalars(said).all()
    carry_lines(viewer, rows, lines or {}, to_enrolment_id=to_enrolment_id, cases=offered, raised_on=visit.visit_on, now=now)
    reason = clean_line(reason)
    carry_voices(viewer, visit_id, voices, to_enrolment_id=to_enrolment_id, cases=cases, reason=reason)
    db.session.execute(delete(VisitCase).where(VisitCase.visit_id == visit_id))
    db.session.execute(delete(UnassignedNote).where(UnassignedNote.visit_id == visit_id))
    for note in moved_notes(notes, cases):
        if note.case_id == NO_CASE:
            keep_unassigned(note, visit_id=visit_id)
        else:
            db.session.add(VisitCase(visit_id=visit_id, case_id=note.case_id, **columns_of(note)))
    visit.enrolment_id = to_enrolment_id
    db.session.flush()
    for table in followers():
        db.session.execute(update(table).where(table.c.visit_id == visit_id).values(values_of(table, to_enrolment_id, cases)))
    db.session.expire_all()
    audit.note(viewer, "move_record", visit, reason=reason, before=before, after=_snapshot(visit))


def followers() -> Iterator[Table]:
    """Every table whose rows lie beside a visit and say again which company or case they are about."""
    own = {VisitCase.__tablename__, UnassignedNote.__tablename__}
    for table in Base.metadata.sorted_tables:
        if "visit_id" in table.c and table.name not in own and {"enrolment_id", "case_id"} & set(table.c.keys()):
            yield table


def values_of(table: Table, enrolment_id: int, cases: Mapping[int, int]) -> dict[str, Any]:
    values: dict[str, Any] = {"enrolment_id": enrolment_id} if "enrolment_id" in table.c else {}
    if "case_id" in table.c:
        known = known_cases(cases)
        values["case_id"] = case(known, value=table.c.case_id, else_=null()) if known else null()
    return values


def lock_both(viewer: Viewer, here: int | None, to_enrolment_id: int) -> None:
    """Both, always in the same order: two managers who move records to and fro do not wait for each other for ever."""
    if here is None:
        raise NotFound
    there = set(
        db.session.scalars(
            select(Enrolment.id)
            .where(Enrolment.id.in_({here, to_enrolment_id}), scope.in_programme(viewer, Enrolment.programme_id), scope.board())
            .order_by(Enrolment.id)
            .with_for_update()
        )
    )
    if to_enrolment_id not in there:
        raise RuleBroken(N_("移す先の企業が見つかりません。一覧から選び直してください。"), field="to")


def cases_of(enrolment_id: int) -> frozenset[int]:
    statement = (
        select(EnrolledCase.case_id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .where(EnrolledCase.enrolment_id == enrolment_id, SupportCase.deleted_at.is_(None))
    )
    return frozenset(db.session.scalars(statement))


def _snapshot(visit: Visit) -> dict[str, Any]:
    """The visit with the notes of no case too: moving merges and parts them."""
    snapshot = visit_rows.snapshot(visit)
    unassigned = [
        audit.snapshot(note) for note in db.session.scalars(select(UnassignedNote).where(UnassignedNote.visit_id == visit.id))
    ]
    return snapshot | ({"unassigned": unassigned} if unassigned else {})
