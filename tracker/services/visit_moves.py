"""Moves a visit that was written down under the wrong company, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import case, delete, select, update

from tracker.database import Base, db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.notes import LONGEST_LINE, CaseNote, check_length, check_lengths
from tracker.domain.same_day import join_notes
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import EnrolledCase, Enrolment, SupportCase, Visit, VisitCase
from tracker.queries import scope
from tracker.services import audit, visit_rows
from tracker.services.notes import keep_notes, stored_notes
from tracker.services.versions import check_version

# Rows that are kept with the visit's own notes below.
_OF_THE_VISIT = {"visit", "visit_case", "visit_participant"}


def move_visit(
    viewer: Viewer, *, visit_id: int, to_enrolment_id: int, cases: Mapping[int, int], reason: str, version: int, today: date
) -> None:
    """Give the visit to another company of the programme, its notes to the cases that ``cases`` names; back is the same way.

    Next actions, files and whatever else points at the visit go along. Conflict where somebody else saved first.
    """
    viewer.require(Act.STAFF)
    visit = _lock(viewer, visit_id, to_enrolment_id, today=today)
    before = visit_rows.snapshot(visit)
    check_version(visit, version)
    reason = clean_line(reason)
    if not reason:
        raise RuleBroken(N_("移す理由を入力してください（例：企業を選び間違えたため）。"), field="reason")
    check_length(reason, field="reason", at_most=LONGEST_LINE)
    if to_enrolment_id == visit.enrolment_id:
        raise RuleBroken(N_("今と別の企業を選んでください。"), field="to")
    notes = _moved_notes(stored_notes(VisitCase, visit_id=visit.id), cases, _cases_of(to_enrolment_id))
    _take_along(visit.id, to_enrolment_id, cases)
    db.session.execute(delete(VisitCase).where(VisitCase.visit_id == visit.id))
    db.session.expire_all()
    visit.enrolment_id = to_enrolment_id
    keep_notes(VisitCase, notes, visit_id=visit.id)
    audit.note(viewer, "move_visit_to_company", visit, reason=reason, before=before, after=visit_rows.snapshot(visit))


def _lock(viewer: Viewer, visit_id: int, to_enrolment_id: int, *, today: date) -> Visit:
    """The visit, both companies locked before it in the order of their ids."""
    enrolment_id = db.session.scalar(select(Visit.enrolment_id).where(Visit.id == visit_id))
    wanted = {enrolment_id, to_enrolment_id}
    statement = select(Enrolment.id).where(
        Enrolment.id.in_(wanted), scope.in_programme(viewer, Enrolment.programme_id), scope.board()
    )
    if set(db.session.scalars(statement.order_by(Enrolment.id).with_for_update())) != wanted:
        raise NotFound
    return visit_rows.lock_visit(viewer, visit_id, today=today)


def _cases_of(enrolment_id: int) -> frozenset[int]:
    statement = (
        select(EnrolledCase.case_id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .where(EnrolledCase.enrolment_id == enrolment_id, SupportCase.deleted_at.is_(None))
    )
    return frozenset(db.session.scalars(statement))


def _moved_notes(notes: tuple[CaseNote, ...], cases: Mapping[int, int], offered: frozenset[int]) -> list[CaseNote]:
    """The notes under their new cases; two that come to one case stand one after the other."""
    moved: dict[int, CaseNote] = {}
    for note in notes:
        to = cases.get(note.case_id)
        if to not in offered:
            raise RuleBroken(N_("移す先の案件を、一覧から選んでください。"), field="to")
        assert to is not None
        there = moved.get(to)
        moved[to] = replace(note, case_id=to) if there is None else join_notes(there, note, by="―")
    check_lengths(list(moved.values()))
    return list(moved.values())


def _take_along(visit_id: int, to_enrolment_id: int, cases: Mapping[int, int]) -> None:
    """Everything that points at the visit: its company and its case follow; what it says of challenges waits for its return."""
    for table in Base.metadata.sorted_tables:
        if table.name in _OF_THE_VISIT or "visit_id" not in table.c:
            continue
        values: dict[str, Any] = {}
        if "enrolment_id" in table.c:
            values["enrolment_id"] = to_enrolment_id
        if "case_id" in table.c and cases:
            values["case_id"] = case(dict(cases), value=table.c.case_id, else_=None)
        if values:
            db.session.execute(update(table).where(table.c.visit_id == visit_id).values(values))
