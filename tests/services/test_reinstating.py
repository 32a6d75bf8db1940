"""What was called off is taken back to 予定: when it may be, by whom, with what kept, and what follows from it by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_meeting, add_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus, MonthState
from tracker.domain.calendar import Month
from tracker.domain.called_off import CALLED_OFF, check_reinstatable
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.month_closes import MonthClosed
from tracker.domain.warnings import EventKind
from tracker.models import AuditEntry, TeamMeeting, Visit
from tracker.queries.cadence import get_month_cell
from tracker.queries.called_off import list_meetings_beside, list_visits_beside
from tracker.services.month_closes import close_month
from tracker.services.scheduled_meetings import postpone_meeting, reinstate_meeting
from tracker.services.scheduled_visits import postpone_visit, reinstate_visit

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
TO_COME, PAST = date(2026, 12, 3), date(2026, 11, 10)
OFF = pytest.mark.parametrize("status", CALLED_OFF)
REASON = "先方の都合がついた"


def take_back(cast: Cast, visit_id: int, who: str = "owner", **also: Any) -> None:
    values: dict[str, Any] = {"reason": REASON, "version": version_of(Visit, visit_id), "today": TODAY} | also
    reinstate_visit(cast.viewer(who), visit_id=visit_id, **values)


def take_meeting_back(cast: Cast, meeting_id: int, who: str = "owner", **also: Any) -> None:
    values: dict[str, Any] = {"reason": REASON, "version": version_of(TeamMeeting, meeting_id), "today": TODAY} | also
    reinstate_meeting(cast.viewer(who), meeting_id, **values)


def version_of(model: type[Visit | TeamMeeting], row_id: int) -> int:
    return db.session.get_one(model, row_id).version


def entry() -> AuditEntry:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


@OFF
def test_a_visit_that_was_called_off_is_scheduled_again_and_the_trail_says_why(
    cast: Cast, writing: Ways, at_rest: Ways, status: EventStatus
) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, TO_COME, status)
        db.session.get_one(Visit, visit_id).status_reason = "台風"
    with writing():
        take_back(cast, visit_id)
        take_back(cast, visit_id, version=99)  # it is done: nothing more to be
    with at_rest():
        visit = db.session.get_one(Visit, visit_id)
        assert (visit.status, visit.status_reason) == (EventStatus.SCHEDULED, "")
        assert (entry().act, entry().noun_id, entry().reason) == (f"reinstate_{status}_visit", visit_id, REASON)
        month = get_month_cell(cast.viewer("owner"), cast.asahi.enrolment_id, Month.of(TO_COME), today=TODAY)
        assert month.state is MonthState.SCHEDULED


@OFF
def test_a_meeting_that_was_called_off_is_scheduled_again(cast: Cast, writing: Ways, at_rest: Ways, status: EventStatus) -> None:
    with writing():
        meeting_id = add_meeting([cast.asahi, cast.minato], TO_COME, [cast.producer_id("owner")], status)
    with writing():
        take_meeting_back(cast, meeting_id)
        take_meeting_back(cast, meeting_id, version=99)
    with at_rest():
        assert db.session.get_one(TeamMeeting, meeting_id).status is EventStatus.SCHEDULED
        assert (entry().act, entry().reason) == (f"reinstate_{status}_meeting", REASON)


def test_a_day_that_is_over_awaits_its_record(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, PAST, EventStatus.CANCELLED)
    with writing():
        take_back(cast, visit_id)
    with at_rest():
        month = get_month_cell(cast.viewer("owner"), cast.asahi.enrolment_id, Month.of(PAST), today=TODAY)
        assert (month.state, month.awaiting_ids) == (MonthState.AWAITING_RECORD, (visit_id,))


@pytest.mark.parametrize(
    ("status", "is_draft"), [(EventStatus.SCHEDULED, False), (EventStatus.HELD, False), (EventStatus.HELD, True)]
)
def test_where_another_of_the_company_stands_on_the_day_that_one_is_used(
    cast: Cast, writing: Ways, at_rest: Ways, status: EventStatus, is_draft: bool
) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, PAST, EventStatus.CANCELLED)
        meeting_id = add_meeting([cast.asahi, cast.minato], PAST, [], EventStatus.POSTPONED)
        add_visit(cast.asahi, PAST, status, is_draft=is_draft)
        add_meeting([cast.minato], PAST, [], status, is_draft=is_draft)
    with at_rest():
        for act in (lambda: take_back(cast, visit_id), lambda: take_meeting_back(cast, meeting_id)):
            with pytest.raises(RuleBroken, match="予定に戻すと二重になる") as broken:
                act()
            assert broken.value.field is None


def test_what_was_called_off_too_what_was_deleted_and_what_others_do_take_no_day(cast: Cast, writing: Ways) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, PAST, EventStatus.CANCELLED)
        add_visit(cast.asahi, PAST, EventStatus.POSTPONED)
        add_visit(cast.asahi, PAST, deleted=True)
        add_visit(cast.minato, PAST)
        add_meeting([cast.asahi], PAST, [])
    with writing():
        take_back(cast, visit_id)


def test_a_plan_that_came_of_a_postponement_stays(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 11, 26), EventStatus.POSTPONED)
        instead = add_visit(cast.asahi, TO_COME, EventStatus.SCHEDULED)
    with writing():
        take_back(cast, visit_id)
    with at_rest():
        assert db.session.get_one(Visit, instead).status is EventStatus.SCHEDULED


def postponed(cast: Cast, writing: Ways, kind: EventKind, new_on: date = TO_COME) -> tuple[int, int]:
    """What was put off, and what was scheduled instead; another plan of the company stands besides."""
    first, about = date(2026, 11, 26), {"reason": "台風", "new_on": new_on, "version": 1, "today": TODAY, "now": NOW}
    with writing():
        if kind is EventKind.VISIT:
            add_visit(cast.asahi, date(2026, 11, 30), EventStatus.SCHEDULED)
            put_off = add_visit(cast.asahi, first, EventStatus.SCHEDULED)
        else:
            add_meeting([cast.asahi], date(2026, 11, 30), [], EventStatus.SCHEDULED)
            put_off = add_meeting([cast.asahi], first, [], EventStatus.SCHEDULED)
    with writing():
        viewer = cast.viewer("owner")
        if kind is EventKind.VISIT:
            instead = postpone_visit(viewer, visit_id=put_off, **about)
        else:
            instead = postpone_meeting(viewer, put_off, **about)
    assert instead is not None
    return put_off, instead


@pytest.mark.parametrize("kind", EventKind)
def test_what_it_was_postponed_to_goes_with_it_where_that_is_asked(
    cast: Cast, writing: Ways, at_rest: Ways, kind: EventKind
) -> None:
    put_off, instead = postponed(cast, writing, kind)
    model, undo = (Visit, take_back) if kind is EventKind.VISIT else (TeamMeeting, take_meeting_back)
    with pytest.raises(Conflict), writing():
        undo(cast, put_off, instead_version=version_of(model, instead) + 1)
    with at_rest():
        assert db.session.get_one(model, put_off).status is EventStatus.POSTPONED
    with writing():
        undo(cast, put_off, instead_version=version_of(model, instead))
    with at_rest():
        states = dict(db.session.execute(select(model.id, model.status)).all())
        assert states.pop(put_off) is EventStatus.SCHEDULED
        assert (states.pop(instead), *states.values()) == (EventStatus.CANCELLED, EventStatus.SCHEDULED)
        both = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
        assert [(one.noun_id, one.reason) for one in both] == [(put_off, REASON), (instead, REASON)]
        assert both[1].act == f"cancel_{kind}"


@pytest.mark.parametrize("kind", EventKind)
def test_what_it_was_postponed_to_is_told_from_other_plans(cast: Cast, writing: Ways, at_rest: Ways, kind: EventKind) -> None:
    put_off, instead = postponed(cast, writing, kind)
    with at_rest():
        about: dict[str, Any] = {"on": date(2026, 11, 26), "status": EventStatus.POSTPONED}
        if kind is EventKind.VISIT:
            about |= {"visit_id": put_off, "enrolment_id": cast.asahi.enrolment_id}
            list_beside: Callable[..., Any] = list_visits_beside
        else:
            about |= {"meeting_id": put_off}
            list_beside = list_meetings_beside
        viewer = cast.viewer("owner")
        assert [(one.event_id == instead, one.is_instead) for one in list_beside(viewer, **about)] == [
            (True, True),
            (False, False),
        ]
        about["status"] = EventStatus.CANCELLED
        assert not any(one.is_instead for one in list_beside(viewer, **about))


def test_a_plan_that_was_recorded_meanwhile_is_not_dropped(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    put_off, instead = postponed(cast, writing, EventKind.VISIT)
    with writing():
        seen = version_of(Visit, instead)
        db.session.get_one(Visit, instead).status = EventStatus.HELD
    with writing():
        take_back(cast, put_off, instead_version=seen)
    with at_rest():
        assert db.session.get_one(Visit, instead).status is EventStatus.HELD


def test_only_what_was_called_off_is_taken_back_with_a_reason_and_in_the_state_that_was_seen(cast: Cast, writing: Ways) -> None:
    with writing():
        visit_id, held = add_visit(cast.asahi, TO_COME, EventStatus.CANCELLED), add_visit(cast.asahi, PAST)
        meeting_id, was_held = add_meeting([cast.asahi], TO_COME, [], EventStatus.CANCELLED), add_meeting([cast.asahi], PAST, [])
    for act in (lambda: take_back(cast, held), lambda: take_meeting_back(cast, was_held)):
        with pytest.raises(RuleBroken, match="中止または延期になった"), writing():
            act()
    for reason in (" ", "長" * 301):
        for refused in (
            lambda reason=reason: take_back(cast, visit_id, reason=reason),
            lambda reason=reason: take_meeting_back(cast, meeting_id, reason=reason),
        ):
            with pytest.raises(RuleBroken) as broken, writing():
                refused()
            assert broken.value.field == "reason"
    for overtaken in (
        lambda: take_back(cast, visit_id, version=99),
        lambda: take_meeting_back(cast, meeting_id, version=99),
    ):
        with pytest.raises(Conflict), writing():
            overtaken()


@pytest.mark.parametrize(("who", "answer"), [("colleague", NotFound), ("clerk", NotAllowed), ("other_manager", NotFound)])
def test_only_whoever_may_log_takes_back(cast: Cast, writing: Ways, who: str, answer: type[Exception]) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, TO_COME, EventStatus.CANCELLED)
        meeting_id = add_meeting([cast.asahi], TO_COME, [], EventStatus.CANCELLED)
    for act in (lambda: take_back(cast, visit_id, who), lambda: take_meeting_back(cast, meeting_id, who)):
        with pytest.raises(answer), writing():
            act()


def test_a_closed_month_asks_why(cast: Cast, writing: Ways) -> None:
    october = date(2026, 10, 6)
    with writing():
        visit_id = add_visit(cast.asahi, october, EventStatus.CANCELLED)
        meeting_id = add_meeting([cast.asahi], october, [], EventStatus.CANCELLED)
        about: dict[str, Any] = {"enrolment_id": cast.asahi.enrolment_id, "month": Month.of(october)}
        close_month(cast.viewer("manager"), remark="訪問なし", today=TODAY, now=NOW, **about)
    for act in (lambda: take_back(cast, visit_id), lambda: take_meeting_back(cast, meeting_id)):
        with pytest.raises(MonthClosed), writing():
            act()


@given(st.sampled_from(EventKind), st.sampled_from(EventStatus), st.sets(st.dates(), max_size=3), st.dates())
def test_the_rule_is_about_the_state_and_the_day_alone(kind: EventKind, status: EventStatus, taken: set[date], on: date) -> None:
    if status in CALLED_OFF and on not in taken:
        check_reinstatable(kind, status, on, taken)
        return
    with pytest.raises(RuleBroken):
        check_reinstatable(kind, status, on, taken)
