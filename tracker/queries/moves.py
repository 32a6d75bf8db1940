"""What is moved with a visit, and where it can go."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.notes import CaseNote, phases_worked
from tracker.domain.unassigned import NO_CASE
from tracker.models import Company, Enrolment, UnassignedNote, VisitCase
from tracker.queries import scope
from tracker.queries.cases import list_cases
from tracker.queries.visits import get_visit_to_delete
from tracker.rows.moves import MoveRow


def find_move(viewer: Viewer, visit_id: int, to_enrolment_id: int, *, today: date) -> MoveRow | None:
    """The visit beside the company it is to go to; None where it cannot go there."""
    visit = get_visit_to_delete(viewer, visit_id, today=today)
    company = db.session.scalar(
        select(Company.name)
        .join(Enrolment, Enrolment.company_id == Company.id)
        .where(Enrolment.id == to_enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    )
    if company is None or to_enrolment_id == visit.enrolment_id:
        return None
    cases = list_cases(viewer, enrolment_ids=[to_enrolment_id])
    return MoveRow(visit, to_enrolment_id, company, visit.notes, tuple(cases))


def list_notes(visit_id: int) -> tuple[CaseNote, ...]:
    """The visit's notes in their order, the one of no case last; the caller has asked who may see them."""
    kinds: tuple[Any, ...] = ((VisitCase, VisitCase.visit_id), (UnassignedNote, UnassignedNote.visit_id))
    return tuple(
        CaseNote(
            getattr(row, "case_id", NO_CASE),
            phases_worked(row.worked_listen, row.worked_observe, row.worked_diagnose, row.worked_plan),
            row.facts,
            row.interpretation,
            row.report_summary,
        )
        for kind, parent in kinds
        for row in db.session.scalars(select(kind).where(parent == visit_id).order_by(kind.id))
    )
