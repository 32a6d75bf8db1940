"""案件未指定: kept apart from every case until somebody says which it is, and then that case's evidence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.records import make_meeting, make_visit
from tracker.database import db
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.visits import VisitRecord
from tracker.models import MeetingSection, TeamMeeting, UnassignedNote, Visit
from tracker.queries import unassigned
from tracker.queries.phases import list_case_progress
from tracker.queries.timeline import list_timeline
from tracker.queries.visits import get_visit, list_visits
from tracker.rows.events import EventFilter
from tracker.rows.unassigned import UnassignedRow
from tracker.services.unassigned import assign_note, keep_unassigned
from tracker.services.visits import correct_visit

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
DAY = date(2026, 10, 14)
NOTE = CaseNote(0, frozenset({Phase.LISTEN}), "二つの案件のどちらかの話")


def visit(company: SupportedCompany, *who: int) -> int:
    visit_id = make_visit(company, now=NOW, on=DAY, who=who)
    keep_unassigned(NOTE, visit_id=visit_id)
    return visit_id


def the_one(cast: Cast, key: str = "manager") -> UnassignedRow:
    (row,) = unassigned.list_unassigned(cast.viewer(key), today=TODAY)
    return row


def assign(cast: Cast, row: UnassignedRow, *case_ids: int, key: str = "manager", **otherwise: Any) -> None:
    given = {"note_id": row.note_id, "case_ids": case_ids, "version": row.version, "today": TODAY} | otherwise
    assign_note(cast.viewer(key), **given)


def test_it_proves_no_phase_of_any_case_and_is_in_no_count_of_one(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit(cast.minato)
    with at_rest():
        viewer = cast.viewer("manager")
        progress = list_case_progress(viewer, as_of=TODAY, enrolment_ids=[cast.minato.enrolment_id])
        assert [row.progress.furthest for row in progress] == [None, None]
        (row,) = list_visits(viewer, today=TODAY)
        assert (row.case_count, row.phases) == (0, ())
        assert not list_visits(viewer, today=TODAY, filters=EventFilter(case=cast.minato.case_id))


def test_it_stands_on_the_record_and_on_the_timeline(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = visit(cast.minato)
    with at_rest():
        viewer = cast.viewer("manager")
        for notes in (
            get_visit(viewer, visit_id, today=TODAY).notes,
            list_timeline(viewer, cast.minato.enrolment_id, today=TODAY)[0].notes,
        ):
            assert [(note.title, note.facts, note.phases) for note in notes] == [("案件未指定", NOTE.facts, (Phase.LISTEN,))]
        board = get_visit(cast.viewer("owner"), visit_id, today=TODAY).notes
        assert [(note.facts, note.phases) for note in board] == [("", (Phase.LISTEN,))]


@pytest.mark.parametrize("both", [False, True])
def test_given_to_a_case_it_is_that_case_s_evidence(cast: Cast, writing: Ways, at_rest: Ways, both: bool) -> None:
    chosen = cast.minato.case_ids if both else cast.minato.case_ids[:1]
    with writing():
        visit(cast.minato)
    with writing():
        assign(cast, the_one(cast), *chosen)
    with at_rest():
        viewer = cast.viewer("manager")
        progress = list_case_progress(viewer, as_of=TODAY, enrolment_ids=[cast.minato.enrolment_id])
        assert [row.case_id for row in progress if row.progress.furthest is Phase.LISTEN] == list(chosen)
        assert unassigned.count_unassigned(viewer, today=TODAY) == 0
        assert db.session.scalars(select(UnassignedNote)).all() == []


def test_a_meeting_s_section_has_its_own(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        meeting_id = make_meeting(cast.minato, on=DAY, now=NOW, who=cast.producer_ids[:1])
        section = db.session.scalars(select(MeetingSection).where(MeetingSection.meeting_id == meeting_id)).one()
        keep_unassigned(NOTE, section_id=section.id)
    with writing():
        assign(cast, the_one(cast, "colleague"), cast.minato.case_id, key="colleague")
    with at_rest():
        assert db.session.get_one(TeamMeeting, meeting_id).version == 2


def test_it_is_the_team_s_to_read_and_to_give(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit(cast.minato)
    with at_rest():
        row = the_one(cast, "colleague")
        assert row.may_assign
        assert not the_one(cast, "clerk").may_assign
        for stranger in ("owner", "other_manager"):
            assert unassigned.list_unassigned(cast.viewer(stranger), today=TODAY) == ()
            with pytest.raises(NotFound):
                unassigned.get_unassigned(cast.viewer(stranger), row.note_id, today=TODAY)
    with pytest.raises(NotFound), writing():
        assign(cast, row, cast.minato.case_id, key="owner")


def test_a_case_of_another_company_and_an_older_version_are_refused(cast: Cast, writing: Ways) -> None:
    with writing():
        visit(cast.minato)
        row = the_one(cast)
    with pytest.raises(RuleBroken), writing():
        assign(cast, row, cast.asahi.case_id)
    with pytest.raises(Conflict), writing():
        assign(cast, row, cast.minato.case_id, version=row.version + 1)
    with writing():
        assign(cast, row, cast.minato.case_id)
    with pytest.raises(NotFound), writing():
        assign(cast, row, cast.minato.case_id)


def test_a_record_with_it_can_be_corrected_before_anybody_chose_a_case(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = visit(cast.minato, cast.producer_ids[1])
        version = db.session.get_one(Visit, visit_id).version
    record = VisitRecord(DAY, place="本社", producer_ids=frozenset({cast.producer_ids[1]}))
    with writing():
        correct_visit(cast.viewer("colleague"), visit_id=visit_id, record=record, version=version, today=TODAY, now=NOW)
    with at_rest():
        assert db.session.get_one(Visit, visit_id).place == "本社"
        assert unassigned.count_unassigned(cast.viewer("colleague"), today=TODAY) == 1
