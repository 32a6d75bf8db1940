"""What counts is one clause for all; lists stand at board depth, and a draft is nobody's but its team's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from tests.cast import Cast, assign
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.cadence import CadenceSettings, EventStatus, VisitDay, VisitMode, awaits_record, counts
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.staffing import AssignmentRole
from tracker.domain.visits import VisitRecord
from tracker.models import Visit
from tracker.queries.last_visits import find_last_record, find_last_visit
from tracker.queries.visit_forms import get_visit_form
from tracker.queries.visits import count_visits, counted_clause, get_visit, get_visit_to_log, list_visits
from tracker.rows.events import EventFilter
from tracker.services import visits

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def put(cast: Cast, status: EventStatus, mode: VisitMode, state: RecordState, day: date = TODAY) -> Visit:
    visit = Visit(
        programme_id=cast.programme_id,
        enrolment_id=cast.asahi.enrolment_id,
        status=status,
        mode=mode,
        record_state=state,
        visit_on=day,
        created_at=NOW,
    )
    db.session.add(visit)
    return visit


def log(cast: Cast, day: date = TODAY, *, as_draft: bool = False) -> int:
    note = CaseNote(cast.asahi.case_id, frozenset({Phase.PLAN, Phase.LISTEN}), "聞いた", "企てた")
    return visits.log_visit(
        cast.viewer("owner"),
        record=VisitRecord(visit_on=day, producer_ids=frozenset({cast.producer_id("owner")}), notes=(note,)),
        enrolment_id=cast.asahi.enrolment_id,
        as_draft=as_draft,
        today=TODAY,
        now=NOW,
    )


def test_the_clause_counts_what_the_cadence_counts_under_every_setting(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        for status, mode, state in product(EventStatus, VisitMode, RecordState):
            put(cast, status, mode, state)
    with at_rest():
        stored = db.session.scalars(select(Visit)).all()
        assert len(stored) == 24
        for online, event in product((False, True), repeat=2):
            settings = CadenceSettings(online_counts=online, event_counts=event)
            by_rule = {
                visit.id
                for visit in stored
                if counts(
                    VisitDay(visit.id, visit.visit_on, visit.status, visit.mode, visit.record_state is RecordState.DRAFT),
                    settings,
                )
            }
            assert set(db.session.scalars(select(Visit.id).where(counted_clause(settings)))) == by_rule


def test_what_awaits_its_record_is_listed_by_the_rule_and_of_drafts_what_the_viewer_may_finish(
    cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        for status, mode, state, days in product(EventStatus, VisitMode, RecordState, (-1, 0, 1)):
            put(cast, status, mode, state, TODAY + timedelta(days=days))
    with at_rest():
        stored = db.session.scalars(select(Visit)).all()
        by_rule = {
            (visit.id, is_draft)
            for visit in stored
            for is_draft in (visit.record_state is RecordState.DRAFT,)
            if awaits_record(visit.status, visit.visit_on, is_draft=is_draft, today=TODAY)
        }
        planned = {visit_id for visit_id, is_draft in by_rule if not is_draft}
        everything = {visit_id for visit_id, _is_draft in by_rule}
        for who in ("manager", "owner", "colleague", "clerk", "auditor"):
            rows = list_visits(cast.viewer(who), today=TODAY, filters=EventFilter(awaiting=True))
            assert {row.visit_id for row in rows} == (everything if who in ("manager", "owner") else planned)
            assert all(row.awaits_record(TODAY) for row in rows)


def test_the_number_and_the_rows_of_every_filter_agree(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        for status, mode, state in product(EventStatus, VisitMode, RecordState):
            put(cast, status, mode, state)
    with at_rest():
        for who in ("owner", "colleague", "manager", "clerk"):
            for filters in (
                EventFilter(),
                EventFilter(counted=True),
                EventFilter(drafts=True),
                EventFilter(awaiting=True),
                EventFilter(deleted=True),
                EventFilter(status=EventStatus.HELD, mode=VisitMode.ONLINE),
            ):
                rows = list_visits(cast.viewer(who), today=TODAY, filters=filters)
                assert len(rows) == count_visits(cast.viewer(who), today=TODAY, filters=filters)


def test_drafts_are_listed_for_the_team_and_the_manager_alone(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        draft = log(cast, as_draft=True)
    with at_rest():
        members = [who for who, person in cast.people.items() if person.programme_id is not None]
        seen = {who: count_visits(cast.viewer(who), today=TODAY, filters=EventFilter(drafts=True)) for who in members}
        assert {who for who, count in seen.items() if count} == {"owner", "sub", "manager", "manager_producer"}
        with pytest.raises(NotFound):
            get_visit(cast.viewer("colleague"), draft, today=TODAY)


def test_a_list_shows_people_and_phases_in_the_programmes_order(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        log(cast)
    with at_rest():
        (row,) = list_visits(cast.viewer("colleague"), today=TODAY)
        assert [person.name for person in row.people] == ["担い手01"]
        assert row.phases == (Phase.LISTEN, Phase.PLAN)
        assert row.case_count == 1


def test_another_programme_sees_nothing(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = log(cast)
    with at_rest():
        assert list_visits(cast.viewer("other_manager"), today=TODAY) == ()
        with pytest.raises(NotFound):
            get_visit(cast.viewer("other_manager"), visit_id, today=TODAY)
        with pytest.raises(NotFound):
            get_visit_form(cast.viewer("other_manager"), cast.asahi.enrolment_id, on=TODAY, today=TODAY)


def test_taking_part_opens_that_visit_and_no_other(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        other = log(cast, TODAY - timedelta(days=7))
        mine = log(cast)
        visit = db.session.get(Visit, mine)
        assert visit is not None
        people = frozenset({cast.producer_id("owner"), cast.producer_id("colleague")})
        record = VisitRecord(
            visit_on=TODAY, producer_ids=people, notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), "x"),)
        )
        visits.correct_visit(cast.viewer("owner"), visit_id=mine, record=record, version=visit.version, today=TODAY, now=NOW)
    with at_rest():
        assert get_visit(cast.viewer("colleague"), mine, today=TODAY).record is not None
        assert get_visit_to_log(cast.viewer("colleague"), mine, today=TODAY).may_log
        assert get_visit(cast.viewer("colleague"), other, today=TODAY).record is None
        with pytest.raises(NotFound):
            get_visit_to_log(cast.viewer("colleague"), other, today=TODAY)
        with pytest.raises(NotAllowed):
            get_visit_to_log(cast.viewer("clerk"), mine, today=TODAY)


def test_the_form_opens_with_the_team_of_the_day_and_the_visits_next_to_it(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        held = log(cast, TODAY - timedelta(days=1))
        waiting = put(cast, EventStatus.SCHEDULED, VisitMode.ONSITE, RecordState.FINAL, TODAY - timedelta(days=9))
        later = put(cast, EventStatus.SCHEDULED, VisitMode.ONSITE, RecordState.FINAL, TODAY + timedelta(days=9))
        put(cast, EventStatus.SCHEDULED, VisitMode.ONSITE, RecordState.FINAL, TODAY + timedelta(days=30))
        put(cast, EventStatus.CANCELLED, VisitMode.ONSITE, RecordState.FINAL, TODAY)
    with at_rest():
        form = get_visit_form(cast.viewer("owner"), cast.asahi.enrolment_id, on=TODAY, today=TODAY)
        assert [person.producer_id for person in form.team] == [cast.producer_id("owner"), cast.producer_id("sub")]
        assert len(form.others) == 8
        assert [near.visit_id for near in form.waiting] == [waiting.id]
        assert form.ahead is not None and form.ahead.visit_id == later.id
        assert [near.visit_id for near in form.recorded] == [held]
        assert [case.furthest for case in form.cases] == [Phase.PLAN]
        assert find_last_visit(cast.viewer("owner"), cast.asahi.enrolment_id, before=TODAY) == held


def test_who_was_once_on_the_team_may_open_the_form_and_nobody_else(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        place = cast.asahi.enrolment_id, cast.producer_id("sixth"), AssignmentRole.SUB_LEAD
        assign(*place, now=NOW, starts_on=date(2026, 4, 1), ends_on=date(2026, 10, 31))
    with at_rest():
        assert get_visit_form(cast.viewer("sixth"), cast.asahi.enrolment_id, on=TODAY, today=TODAY).company == cast.asahi.name
        with pytest.raises(NotFound):
            get_visit_form(cast.viewer("seventh"), cast.asahi.enrolment_id, on=TODAY, today=TODAY)


def test_what_was_decided_last_time_is_told_to_whoever_reads_that_record(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        assign(cast.asahi.enrolment_id, cast.producer_id("sixth"), AssignmentRole.SUB_LEAD, now=NOW, starts_on=TODAY)
        last = put(cast, EventStatus.HELD, VisitMode.ONSITE, RecordState.FINAL, TODAY - timedelta(days=3))
        last.decisions = "試作は年内に"
        put(cast, EventStatus.HELD, VisitMode.ONSITE, RecordState.FINAL, TODAY - timedelta(days=9)).decisions = "前の前"
        put(cast, EventStatus.HELD, VisitMode.ONSITE, RecordState.DRAFT, TODAY).decisions = "下書き"
        put(cast, EventStatus.SCHEDULED, VisitMode.ONSITE, RecordState.FINAL, TODAY).decisions = "予定"
        put(cast, EventStatus.HELD, VisitMode.ONSITE, RecordState.FINAL, TODAY + timedelta(days=1)).decisions = "あした"
    with at_rest():
        place = cast.asahi.enrolment_id
        for who, decisions in (
            ("owner", "試作は年内に"),
            ("sixth", "試作は年内に"),
            ("manager", "試作は年内に"),
            ("seventh", ""),
        ):
            row = find_last_record(cast.viewer(who), place, today=TODAY)
            assert row is not None and (row.visit_id, row.visit_on) == (last.id, TODAY - timedelta(days=3))
            assert row.decisions == decisions, who
        assert find_last_record(cast.viewer("stranger"), place, today=TODAY) is None
        assert find_last_record(cast.viewer("owner"), cast.minato.enrolment_id, today=TODAY) is None
