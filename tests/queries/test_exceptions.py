"""Every kind of exception by its rule: what is listed, whose, since when; and what was put aside stays apart until it changes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.happenings import add_meeting, add_visit
from tests.round_records import hand_in, make_round
from tracker.database import db
from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import TOKYO, Month
from tracker.domain.errors import NotFound
from tracker.domain.phases import Phase
from tracker.models import Programme, Visit
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.single_exceptions import get_exception, list_snoozed
from tracker.rows.dashboard import Exceptions
from tracker.services.month_closes import close_month
from tracker.services.snoozes import snooze

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
OCTOBER = Month(2026, 10)


def exceptions(cast: Cast, who: str = "manager", today: date = TODAY) -> Exceptions:
    viewer = cast.viewer(who)
    return list_exceptions(viewer, load(viewer, today=today), today=today)


def lines(cast: Cast, kind: AttentionKind, who: str = "manager", today: date = TODAY) -> list[tuple[Any, ...]]:
    return [(one.who, one.since, one.days) for one in exceptions(cast, who, today).open if one.kind is kind]


def test_a_case_that_has_not_moved_for_longer_than_the_programme_allows_is_stuck(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    moved = TODAY - timedelta(days=90)
    with writing():
        add_visit(cast.asahi, moved, people=[cast.producer_id("owner")], cases=cast.asahi.case_ids)
        for case_id in cast.minato.case_ids:
            add_visit(cast.minato, TODAY, cases=[case_id])
    with at_rest():
        assert lines(cast, AttentionKind.STUCK_CASE) == []
        assert lines(cast, AttentionKind.STUCK_CASE, today=TODAY + timedelta(days=1)) == [("担い手01", moved, 91)]
    with writing():
        db.session.execute(update(Programme).where(Programme.id == cast.programme_id).values(stuck_days=30))
    with at_rest():
        assert lines(cast, AttentionKind.STUCK_CASE) == [("担い手01", moved, 90)]
    with writing():
        add_visit(cast.asahi, TODAY, cases=cast.asahi.case_ids, worked=Phase.OBSERVE)
    with at_rest():
        assert lines(cast, AttentionKind.STUCK_CASE) == []


def test_a_case_without_any_phase_is_stuck_since_its_support_began(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        found = lines(cast, AttentionKind.STUCK_CASE)
    assert set(found) == {("担い手01", date(2026, 4, 1), 237), ("担い手02", date(2026, 4, 1), 237)}
    assert len(found) == 3


def test_whoever_has_not_handed_in_is_named_to_those_who_may_know(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        round_id = make_round(cast.programme_id, now=NOW, producer_ids=cast.producer_ids)
        for rater in cast.producer_ids[2:]:
            hand_in(round_id, rater, now=NOW)
    with at_rest():
        assert [who for who, _since, _days in lines(cast, AttentionKind.NOT_HANDED_IN)] == ["担い手01", "担い手02"]
        assert lines(cast, AttentionKind.NOT_HANDED_IN, "owner") == []
        assert lines(cast, AttentionKind.NOT_HANDED_IN, "auditor") == []


def test_what_was_made_final_late_is_listed_with_how_late_it_was(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for day, final in ((date(2026, 11, 4), date(2026, 11, 9)), (date(2026, 11, 5), date(2026, 11, 11))):
            visit = db.session.get_one(Visit, add_visit(cast.asahi, day, people=[cast.producer_id("owner")]))
            visit.finalised_at = datetime.combine(final, time(9), tzinfo=TOKYO)
    with at_rest():
        assert lines(cast, AttentionKind.RECORDED_LATE) == [("担い手01", date(2026, 11, 5), 6)]


def test_two_records_of_a_company_on_one_day_are_one_line_and_one_person_in_two_places_another(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    day, owner = date(2026, 11, 10), cast.producer_id("owner")
    with writing():
        for company, start in ((cast.asahi, time(10)), (cast.asahi, time(15)), (cast.minato, time(10, 30))):
            visit = db.session.get_one(Visit, add_visit(company, day, people=[owner], start=start))
            visit.end_time = time(start.hour + 1)
        add_meeting([cast.asahi], day, [owner])
    with at_rest():
        assert lines(cast, AttentionKind.DOUBLE) == [("担い手01", day, 14)]
        assert lines(cast, AttentionKind.OVERLAP) == [("担い手01", day, 14)]


def test_warnings_of_months_long_past_are_the_reports(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for day in (date(2026, 9, 30), date(2026, 10, 1)):
            for _ in range(2):
                add_visit(cast.asahi, day)
    with at_rest():
        assert [since for _who, since, _days in lines(cast, AttentionKind.DOUBLE)] == [date(2026, 10, 1)]


def test_a_thing_is_found_by_its_kind_and_name_as_long_as_it_needs_somebody(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    subject = f"{cast.asahi.enrolment_id}/2026-10"
    with at_rest():
        (row,) = get_exception(cast.viewer("manager"), "missed", subject, today=TODAY)
    assert (row.company_name, row.since) == (cast.asahi.name, date(2026, 10, 1))


def months(cast: Cast, who: str = "manager", today: date = TODAY) -> list[tuple[str, int, int]]:
    found = exceptions(cast, who, today).open
    return [(one.subject, one.count, one.days) for one in found if one.kind is AttentionKind.OPEN_MONTH]


def close(cast: Cast, *companies: SupportedCompany, month: Month = OCTOBER) -> None:
    for company in companies:
        about: dict[str, Any] = {"enrolment_id": company.enrolment_id, "month": month, "today": TODAY, "now": NOW}
        close_month(cast.viewer("manager"), remark="確かめた", **about)


def test_a_month_is_one_line_for_all_companies_until_the_last_is_closed(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        assert months(cast)[-1] == ("2026-10", 2, 24)
        assert len(months(cast)) == 7
    with writing():
        close(cast, cast.asahi)
    with at_rest():
        assert months(cast)[-1] == ("2026-10", 1, 24)
    with writing():
        close(cast, cast.minato)
    with at_rest():
        assert months(cast)[-1][0] == "2026-09"


def test_a_month_ought_to_be_closed_once_a_record_of_its_last_day_would_come_late(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        assert months(cast, today=date(2026, 11, 5))[-1][0] == "2026-09"
        assert months(cast, today=date(2026, 11, 6))[-1] == ("2026-10", 2, 6)


def test_open_months_are_asked_of_the_managers_and_of_nobody_else(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        rows = [row for row in exceptions(cast).open if row.kind is AttentionKind.OPEN_MONTH]
        assert {row.people for row in rows} == {("担い手04", "架空マネージャー")}
        assert months(cast, "manager_producer") == months(cast)
        assert [months(cast, who) for who in ("owner", "clerk", "auditor")] == [[], [], []]


def test_an_open_month_that_was_put_aside_stays_so_while_its_companies_are_closed_one_by_one(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    manager = cast.viewer("manager")
    aside: dict[str, Any] = {"back_on": date(2026, 12, 1), "reason": "書類を待つ", "today": TODAY, "now": NOW}
    with writing():
        snooze(manager, kind="open_month", subject="2026-10", **aside)
        close(cast, cast.asahi)
    with at_rest():
        found = exceptions(cast)
        assert [(one.snooze.subject, one.rows[0].count) for one in found.snoozed] == [("2026-10", 1)]
        assert "2026-10" not in [subject for subject, *_ in months(cast)]
        assert list_snoozed(manager, today=TODAY) == found.snoozed
        assert exceptions(cast, "owner").snoozed == ()
        assert months(cast, today=date(2026, 12, 1))[-1][:2] == ("2026-10", 1)
        with pytest.raises(NotFound):
            get_exception(manager, "open_month", "2026-11", today=TODAY)
    with writing():
        close(cast, cast.minato)
    with at_rest():
        assert exceptions(cast).snoozed == ()
