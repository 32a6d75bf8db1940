"""The phases of a case are computed from what is stored: in any order of entry, from held and final records alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

import pytest

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.happenings import add_companies, counted_statements
from tests.records import make_meeting, make_reason, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.models import PhaseReason
from tracker.queries.phases import get_case_progress, list_case_progress, list_phase_reasons
from tracker.rows.phases import CaseProgressRow

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
YEAR = (
    (date(2026, 5, 12), Phase.LISTEN),
    (date(2026, 6, 9), Phase.OBSERVE),
    (date(2026, 7, 14), Phase.DIAGNOSE),
    (date(2026, 8, 4), Phase.PLAN),
    (date(2026, 9, 8), Phase.LISTEN),
)


def work(company: SupportedCompany, day: date, *phases: Phase, **columns: object) -> int:
    """A held visit in which every case was worked, with texts on both sides."""
    return make_visit(
        company,
        now=NOW,
        on=day,
        case_ids=company.case_ids,
        phases=phases,
        facts="聞いた",
        interpretation="見立てた",
        **columns,  # type: ignore[arg-type]
    )


def stands(cast: Cast, case_id: int | None = None, *, as_of: date = TODAY) -> CaseProgressRow:
    return get_case_progress(cast.viewer("manager"), case_id or cast.asahi.case_id, as_of=as_of)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_entry_never_matters(cast: Cast, writing: At, at_rest: At, seed: int) -> None:
    entered = list(YEAR)
    random.Random(seed).shuffle(entered)
    with writing():
        for day, phase in entered:
            work(cast.asahi, day, phase)
    with at_rest():
        case = stands(cast)
    assert case.progress.furthest is Phase.PLAN
    assert [(reached.phase, reached.first_on) for reached in case.progress.reached] == [(phase, day) for day, phase in YEAR[:4]]
    assert case.progress.last_worked_on == YEAR[4][0]
    assert case.lacking_reason == ()
    assert case.progress.days_in_phase(TODAY) == (TODAY - date(2026, 8, 4)).days + 1


def test_visits_and_meetings_prove_phases_alike(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        work(cast.asahi, date(2026, 5, 12), Phase.LISTEN)
        make_meeting(cast.asahi, now=NOW, on=date(2026, 5, 20), phases=[Phase.OBSERVE], facts="写真で観た")
    with at_rest():
        reached = stands(cast).progress.reached
    assert [(one.phase, one.evidence[0].source) for one in reached] == [(Phase.LISTEN, "visit"), (Phase.OBSERVE, "meeting")]


@pytest.mark.parametrize(
    "columns",
    [
        {"state": RecordState.DRAFT},
        {"status": EventStatus.CANCELLED},
        {"status": EventStatus.POSTPONED},
        {"status": EventStatus.SCHEDULED},
        {"deleted_at": NOW},
    ],
    ids=["a draft", "cancelled", "postponed", "scheduled", "deleted"],
)
def test_what_is_no_held_record_proves_nothing(cast: Cast, writing: At, at_rest: At, columns: dict[str, object]) -> None:
    with writing():
        work(cast.asahi, date(2026, 5, 12), Phase.LISTEN, **columns)
        make_meeting(cast.asahi, now=NOW, phases=[Phase.OBSERVE], facts="観た", **columns)  # type: ignore[arg-type]
    with at_rest():
        assert stands(cast).progress.furthest is None


def test_a_ticked_phase_without_its_note_proves_nothing(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, phases=[Phase.LISTEN, Phase.DIAGNOSE], facts="聞いた")
    with at_rest():
        assert [reached.phase for reached in stands(cast).progress.reached] == [Phase.LISTEN]


def test_the_cases_of_one_company_go_their_own_ways(cast: Cast, writing: At, at_rest: At) -> None:
    first, second = cast.minato.case_ids
    with writing():
        make_visit(cast.minato, now=NOW, case_ids=[second], phases=[Phase.LISTEN], facts="聞いた")
    with at_rest():
        assert stands(cast, first).progress.furthest is None
        assert stands(cast, second).progress.furthest is Phase.LISTEN


def test_a_later_record_is_not_there_yet_on_an_earlier_day(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        for day, phase in YEAR:
            work(cast.asahi, day, phase)
    with at_rest():
        assert stands(cast, as_of=date(2026, 7, 13)).progress.furthest is Phase.OBSERVE
        assert stands(cast, as_of=date(2026, 7, 14)).progress.furthest is Phase.DIAGNOSE


def test_a_phase_out_of_order_asks_for_a_reason_until_one_stands_that_nobody_revoked(
    cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        work(cast.asahi, date(2026, 5, 12), Phase.LISTEN)
        work(cast.asahi, date(2026, 6, 9), Phase.PLAN)
    with at_rest():
        assert stands(cast).lacking_reason == (Phase.PLAN,)
    with writing():
        reason_id = make_reason(cast.asahi, now=NOW)
    with at_rest():
        assert stands(cast).lacking_reason == ()
        assert stands(cast).progress.out_of_order == (Phase.PLAN,)
    with writing():
        db.session.get_one(PhaseReason, reason_id).revoked_at = NOW
    with at_rest():
        assert stands(cast).lacking_reason == (Phase.PLAN,)


def test_on_one_day_the_hours_tell_what_came_first(cast: Cast, writing: At, at_rest: At) -> None:
    day = date(2026, 6, 9)
    with writing():
        work(cast.asahi, day, Phase.LISTEN, Phase.OBSERVE, start_time=time(14))
        work(cast.asahi, day, Phase.DIAGNOSE, start_time=time(10))
    with at_rest():
        assert stands(cast).lacking_reason == (Phase.DIAGNOSE,)


def test_every_case_of_the_programme_is_listed_in_the_order_of_the_roster(cast: Cast, at_rest: At) -> None:
    with at_rest():
        rows = list_case_progress(cast.viewer("colleague"), as_of=TODAY)
    assert [(row.company_name, row.number) for row in rows] == [
        ("架空アサヒ製作所", "1"),
        ("架空みなと精機", "2"),
        ("架空みなと精機", "3"),
    ]


@pytest.mark.parametrize("who", ["other_manager", "administrator"])
def test_whoever_is_of_no_or_another_programme_finds_no_such_case(cast: Cast, at_rest: At, who: str) -> None:
    with at_rest(), pytest.raises(NotFound):
        get_case_progress(cast.viewer(who), cast.asahi.case_id, as_of=TODAY)
    with at_rest():
        assert who == "administrator" or list_phase_reasons(cast.viewer(who), cast.asahi.case_id) == ()


def test_the_number_of_queries_does_not_grow_with_the_companies(cast: Cast, writing: At, at_rest: At) -> None:
    def count() -> tuple[int, int]:
        with at_rest(), counted_statements() as sent:
            return len(list_case_progress(cast.viewer("manager"), as_of=TODAY)), sent()

    few, queries = count()
    with writing():
        add_companies(cast, 12)
    assert count() == (few + 12, queries)
