"""The calendar of a whole programme: what is in it, in as many statements for thirty companies as for three."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_companies, add_meeting, add_visit, counted_statements
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.calendars import DAYS_AHEAD, DAYS_BACK, CalendarKind
from tracker.domain.errors import NotAllowed
from tracker.models import Enrolment
from tracker.queries.calendars import list_programme_calendar, manages_a_programme
from tracker.rows.calendars import EntryKind

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
HELD = (EntryKind.VISIT, EntryKind.MEETING)


def held(cast: Cast, who: str = "manager") -> list[tuple[EntryKind, int, bool]]:
    rows = list_programme_calendar(cast.viewer(who), today=TODAY).rows
    return [(row.kind, row.row_id, row.is_off) for row in rows if row.kind in HELD]


def test_it_holds_what_is_no_draft_and_not_gone_of_every_living_company_within_its_days(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    first, last = TODAY - timedelta(days=DAYS_BACK), TODAY + timedelta(days=DAYS_AHEAD)
    with writing():
        expected = [
            (EntryKind.VISIT, add_visit(cast.asahi, first), False),
            (EntryKind.MEETING, add_meeting([cast.asahi, cast.minato], TODAY, []), False),
            (EntryKind.VISIT, add_visit(cast.asahi, TODAY, EventStatus.POSTPONED), True),
            (EntryKind.VISIT, add_visit(cast.asahi, last, EventStatus.SCHEDULED), False),
        ]
        add_visit(cast.asahi, first - timedelta(days=1))
        add_visit(cast.asahi, last + timedelta(days=1), EventStatus.SCHEDULED)
        add_visit(cast.asahi, TODAY, is_draft=True)
        add_visit(cast.asahi, TODAY, deleted=True)
        add_visit(cast.elsewhere, TODAY)
        add_visit(cast.minato, TODAY)
        add_meeting([cast.minato], TODAY, [])
        db.session.get_one(Enrolment, cast.minato.enrolment_id).deleted_at = NOW
    with at_rest():
        assert held(cast) == expected
        rows = list_programme_calendar(cast.viewer("manager"), today=TODAY).rows
        assert [row.companies for row in rows if row.kind is EntryKind.MEETING] == [(cast.asahi.name,)]


def test_it_is_for_managers_alone(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        for who in ("owner", "clerk", "auditor"):
            with pytest.raises(NotAllowed):
                list_programme_calendar(cast.viewer(who), today=TODAY)
            assert not manages_a_programme(cast[who].account_id, today=TODAY)
        assert manages_a_programme(cast["manager"].account_id, today=TODAY)


def test_thirty_companies_take_as_many_statements_as_three(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    def statements() -> int:
        with at_rest(), counted_statements() as counted:
            assert held(cast)
            return counted()

    with writing():
        add_visit(cast.asahi, TODAY)
        add_meeting([cast.asahi], TODAY, [])
    few = statements()
    with writing():
        for company in add_companies(cast, 27):
            add_visit(company, TODAY, EventStatus.SCHEDULED)
    assert statements() == few


def test_every_kind_fits_its_column() -> None:
    assert max(len(kind.value) for kind in CalendarKind) <= 24
