"""Closed months: what may be closed, what no service changes without a reason, and what stands there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_excuse, add_meeting, add_visit
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.domain.cadence import EventStatus, MonthState
from tracker.domain.calendar import Month
from tracker.domain.errors import DoneAlready, NotAllowed, NotFound, RuleBroken
from tracker.domain.month_closes import MonthClosed
from tracker.models import AuditEntry, ClosedMonthChange, Visit
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.month_closes import get_company_closing, list_closing_months
from tracker.rows.month_closes import CompanyClosingRow
from tracker.services.meetings import delete_meeting
from tracker.services.month_closes import close_clean_months, close_month, reopen_month
from tracker.services.months import excuse_month, withdraw_excuse
from tracker.services.visits import delete_visit, restore_visit

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)


def close(cast: Cast, month: Month = OCTOBER, who: str = "manager", company: str = "asahi", **also: Any) -> None:
    close_month(
        cast.viewer(who),
        **{"enrolment_id": getattr(cast, company).enrolment_id, "month": month, "today": TODAY, "now": NOW} | also,
    )


def stands(cast: Cast, month: Month = OCTOBER, company: str = "asahi") -> CompanyClosingRow:
    return get_company_closing(cast.viewer("manager"), getattr(cast, company).enrolment_id, month, today=TODAY)


def because(cast: Cast, reason: str = "日付の誤り", who: str = "manager") -> Viewer:
    return replace(cast.viewer(who), change_reason=reason)


def kinds(cast: Cast) -> set[tuple[AttentionKind, date]]:
    viewer = cast.viewer("manager")
    return {(row.kind, row.since) for row in list_exceptions(viewer, load(viewer, today=TODAY), today=TODAY).open}


def test_a_month_in_which_something_is_missing_is_closed_only_with_a_word_on_why(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    with at_rest():
        assert stands(cast).lacks.is_missed
        with pytest.raises(RuleBroken) as broken:
            close(cast)
        assert broken.value.field == "remark"
    with writing():
        close(cast, remark="先方の事情で訪問できなかった")
        close(cast, remark="もう一度")
    with at_rest():
        row = stands(cast)
        assert row.close is not None
        assert (row.close.remark, row.close.closed_by) == ("先方の事情で訪問できなかった", "架空マネージャー")
        assert (row.facts.state, row.has_moved) == (MonthState.MISSED, False)


def test_a_month_is_closed_when_it_is_over_and_holds_something(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        with pytest.raises(RuleBroken):
            close(cast, Month(2026, 11), remark="早く")
        for month in (Month(2026, 12), Month(2026, 3)):
            with pytest.raises(NotFound):
                close(cast, month)
        with pytest.raises(NotFound):
            close(cast, company="elsewhere", remark="よそ")
        for who in ("owner", "clerk", "auditor"):
            with pytest.raises(NotAllowed):
                close(cast, who=who, remark="勝手に")


def test_all_clean_months_are_closed_at_once_and_the_others_stay_open(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 10, 5))
    with writing():
        assert close_clean_months(cast.viewer("manager"), month=OCTOBER, today=TODAY, now=NOW) == 1
    with at_rest():
        assert stands(cast).close is not None
        assert stands(cast, company="minato").close is None
        assert (OCTOBER, 2, 1) in list_closing_months(cast.viewer("manager"), today=TODAY)


def test_what_a_closed_month_settles_needs_nobody_any_more(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for day in (date(2026, 9, 1), date(2026, 10, 5), date(2026, 10, 5)):
            add_visit(cast.asahi, day)
        add_visit(cast.minato, date(2026, 10, 5))
    about = {(AttentionKind.MISSING_MEETING, date(2026, 9, 1)), (AttentionKind.DOUBLE, date(2026, 10, 5))}
    with at_rest():
        assert about <= kinds(cast)
        assert stands(cast).lacks.gaps
    with writing():
        close(cast, remark="会議を開けなかった")
    with at_rest():
        assert not about & kinds(cast)


@pytest.fixture
def october(cast: Cast, writing: Ways) -> dict[str, int]:
    """A closed October of company A with a visit, a draft and a meeting in it, and an open September."""
    owner = cast.producer_id("owner")
    with writing():
        made = {
            "visit": add_visit(cast.asahi, date(2026, 10, 5), people=[owner], cases=cast.asahi.case_ids),
            "draft": add_visit(cast.asahi, date(2026, 10, 6), is_draft=True),
            "deleted": add_visit(cast.asahi, date(2026, 10, 7), deleted=True),
            "september": add_visit(cast.asahi, date(2026, 9, 7), people=[owner]),
            "minato": add_visit(cast.minato, date(2026, 10, 7), people=[owner]),
            "meeting": add_meeting([cast.minato, cast.asahi], date(2026, 10, 1), [owner]),
        }
        close(cast, remark="下書きは別の件")
    return made


def test_nothing_changes_a_closed_month_without_a_reason_and_with_one_it_is_told(
    cast: Cast, writing: Ways, at_rest: Ways, october: dict[str, int]
) -> None:
    viewer = cast.viewer("manager")
    with pytest.raises(MonthClosed) as closed, writing():
        delete_visit(viewer, visit_id=october["visit"], version=1, today=TODAY, now=NOW)
    assert (closed.value.field, closed.value.params["company"]) == ("change_reason", cast.asahi.name)
    with at_rest():
        assert db.session.get_one(Visit, october["visit"]).deleted_at is None
        assert db.session.scalar(select(func.count()).select_from(ClosedMonthChange)) == 0
    with writing():
        delete_visit(because(cast), visit_id=october["visit"], version=1, today=TODAY, now=NOW)
    with at_rest():
        row = stands(cast)
        assert row.close is not None
        assert [(one.act, one.reason, one.changed_by) for one in row.close.changes] == [
            ("delete_visit", "日付の誤り", "架空マネージャー")
        ]
        assert row.has_moved
        assert db.session.scalar(select(AuditEntry.reason).where(AuditEntry.act == "delete_visit")) == "日付の誤り"


def test_bringing_back_a_meeting_about_it_and_its_excuse_ask_as_well(cast: Cast, writing: Ways, october: dict[str, int]) -> None:
    viewer, enrolment_id = cast.viewer("manager"), cast.asahi.enrolment_id
    at: dict[str, Any] = {"today": TODAY, "now": NOW}
    with pytest.raises(MonthClosed), writing():
        restore_visit(viewer, visit_id=october["deleted"], now=NOW)
    with pytest.raises(MonthClosed), writing():
        delete_meeting(viewer, october["meeting"], **at)
    with pytest.raises(MonthClosed), writing():
        excuse_month(viewer, enrolment_id=enrolment_id, month=OCTOBER, reason="休業", accepted_by="架空", **at)
    with writing():
        excuse_month(because(cast), enrolment_id=enrolment_id, month=OCTOBER, reason="休業", accepted_by="架空", **at)
    with pytest.raises(MonthClosed), writing():
        withdraw_excuse(viewer, enrolment_id=enrolment_id, month=OCTOBER, **at)
    with pytest.raises(MonthClosed), writing():
        restore_visit(because(cast, "長" * 301), visit_id=october["deleted"], now=NOW)


def test_what_counts_in_no_closed_month_asks_for_nothing(cast: Cast, writing: Ways, october: dict[str, int]) -> None:
    viewer, at = cast.viewer("manager"), {"today": TODAY, "now": NOW}
    with writing():
        for name in ("draft", "september", "minato"):
            delete_visit(viewer, visit_id=october[name], version=1, **at)
        excuse_month(viewer, enrolment_id=cast.asahi.enrolment_id, month=SEPTEMBER, reason="休業", accepted_by="架空", **at)


def test_an_opened_month_changes_freely_until_it_is_closed_again(
    cast: Cast, writing: Ways, at_rest: Ways, october: dict[str, int]
) -> None:
    viewer, enrolment_id, at = cast.viewer("manager"), cast.asahi.enrolment_id, {"today": TODAY, "now": NOW}
    about: dict[str, Any] = {"enrolment_id": enrolment_id, "month": OCTOBER, "version": 1, **at}
    with at_rest():
        with pytest.raises(RuleBroken) as broken:
            reopen_month(viewer, reason=" ", **about)
        assert broken.value.field == "reason"
        with pytest.raises(NotAllowed):
            reopen_month(cast.viewer("owner"), reason="直したい", **about)
    with writing():
        for _again in range(2):
            reopen_month(viewer, reason="訪問を書き足すため", **about)
        with pytest.raises(DoneAlready) as done:
            reopen_month(viewer, reason="数え違いのため", **about)
        assert (done.value.kept, done.value.typed) == ("訪問を書き足すため", "数え違いのため")
    with writing():
        delete_visit(viewer, visit_id=october["visit"], version=1, **at)
    with writing():
        close(cast, remark="訪問なし")
    with at_rest():
        row = stands(cast)
        assert row.close is not None
        assert (row.close.facts.visit_count, row.close.changes) == (0, ())


def test_an_excused_month_is_clean(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        add_excuse(cast.asahi, date(2026, 10, 1))
        add_visit(cast.asahi, date(2026, 12, 1), EventStatus.SCHEDULED)
    with at_rest():
        assert stands(cast).is_clean
    with writing():
        close(cast)


def test_what_was_done_before_the_close_in_the_same_act_is_what_was_closed(
    cast: Cast, writing: Ways, october: dict[str, int]
) -> None:
    viewer, at = cast.viewer("manager"), {"today": TODAY, "now": NOW}
    with writing():
        delete_visit(viewer, visit_id=october["september"], version=1, **at)
        close(cast, SEPTEMBER, remark="訪問なし")
    with pytest.raises(MonthClosed), writing():
        restore_visit(viewer, visit_id=october["september"], now=NOW)
