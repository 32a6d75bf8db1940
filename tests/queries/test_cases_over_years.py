"""A case outlives a fiscal year: its phases, their reasons and its line are told of all the years so far."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.field_records import make_exhibition
from tests.happenings import add_visit, counted_statements
from tests.next_years import FollowingYear, begin_year_after
from tests.records import make_meeting, make_outcome, make_reason
from tracker.database import db
from tracker.domain.attention import AttentionKind
from tracker.domain.lacks import LackKind
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import CaseProgress, Phase
from tracker.models import EnrolledCase, PhaseReason, Programme
from tracker.queries.case_paths import list_case_paths
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.phases import get_case_progress, list_case_progress
from tracker.queries.report import get_report
from tracker.rows.outcomes import OutcomeFilter
from tracker.rows.phases import CaseProgressRow
from tracker.rows.report_lacks import lacks_of

Ways = Callable[[], AbstractContextManager[None]]
IN_R8 = (
    (date(2026, 9, 10), Phase.LISTEN),
    (date(2026, 10, 10), Phase.OBSERVE),
    (date(2027, 1, 10), Phase.DIAGNOSE),
    (date(2027, 3, 10), Phase.PLAN),
)
APRIL, TODAY = date(2027, 4, 12), date(2027, 4, 20)


@pytest.fixture
def r9(cast: Cast, writing: Ways) -> FollowingYear:
    """The next year; the case of company A went its whole way in r8, and in r9 there was one visit to plan."""
    following = begin_year_after(cast, writing)
    with writing():
        for day, phase in IN_R8:
            work(cast.asahi, day, phase)
        work(following.of(cast.asahi), APRIL, Phase.PLAN)
    return following


def work(company: SupportedCompany, day: date, phase: Phase) -> int:
    return add_visit(company, day, cases=company.case_ids, worked=phase)


def stands(year: FollowingYear, case_id: int, as_of: date = TODAY) -> CaseProgressRow:
    return get_case_progress(year.viewer, case_id, as_of=as_of)


def told(progress: CaseProgress) -> list[tuple[object, ...]]:
    return [(one.phase, one.first_on, one.last_on, len(one.evidence), one.out_of_order) for one in progress.reached]


def test_a_case_that_goes_on_stands_where_it_stood(cast: Cast, r9: FollowingYear, at_rest: Ways) -> None:
    with at_rest():
        case = stands(r9, cast.asahi.case_id)
        assert [(one.phase, one.first_on) for one in case.progress.reached] == [(phase, day) for day, phase in IN_R8]
        assert (case.progress.furthest, case.progress.last_worked_on, case.lacking_reason) == (Phase.PLAN, APRIL, ())
        assert case.progress.days_in_phase(TODAY) == (TODAY - IN_R8[3][0]).days + 1
        plan = case.progress.reached[3]
        assert [item.programme_id for item in plan.evidence] == [cast.programme_id, r9.viewer.programme]
        early = stands(r9, cast.asahi.case_id, as_of=date(2027, 4, 1))
        assert early.progress.furthest is Phase.PLAN
        assert early.enrolment_id == r9.of(cast.asahi).enrolment_id
        assert [case.lacking_reason for case in get_report(r9.viewer, as_of=TODAY).cases] == [()] * 3
        assert [lack for lack in lacks_of(get_report(r9.viewer, as_of=TODAY)) if lack.kind is LackKind.PHASE] == []


def test_the_year_before_knows_nothing_of_what_came_after(cast: Cast, r9: FollowingYear, at_rest: Ways) -> None:
    with at_rest():
        case = get_case_progress(cast.viewer("manager"), cast.asahi.case_id, as_of=TODAY)
        assert (case.progress.last_worked_on, len(case.progress.reached[3].evidence)) == (IN_R8[3][0], 1)


def test_what_is_counted_of_a_fiscal_year_stays_that_years(cast: Cast, r9: FollowingYear, at_rest: Ways) -> None:
    with at_rest():
        report = get_report(r9.viewer, as_of=TODAY)
        assert [case.visit_count for case in report.cases] == [1, 0, 0]
        assert [visit.visit_on for visit in report.visits] == [APRIL]
        assert [case.progress.furthest for case in report.cases] == [Phase.PLAN, None, None]


@pytest.mark.parametrize("seed", range(6))
def test_a_case_cut_in_three_programmes_goes_the_way_of_one(cast: Cast, writing: Ways, at_rest: Ways, seed: int) -> None:
    """The same records twice: of company A all in one programme, of company B each in the programme of its year."""
    chance = random.Random(seed)
    r9 = begin_year_after(cast, writing)
    r10 = begin_year_after(cast, writing, old=r9, slug="r10", fiscal_year=2028)

    def there(day: date) -> SupportedCompany:
        year = None if day < date(2027, 4, 1) else r9 if day < date(2028, 4, 1) else r10
        return year.of(cast.minato) if year else cast.minato

    first = cast.minato.case_ids[0]
    with writing():
        for _ in range(8):
            day, phase = date(2026, 4, 1) + timedelta(days=chance.randrange(900)), chance.choice(list(Phase))
            is_draft = chance.random() < 0.2
            for company, case_id in ((cast.asahi, cast.asahi.case_id), (there(day), first)):
                add_visit(company, day, cases=[case_id], worked=phase, is_draft=is_draft)
        day = date(2026, 4, 1) + timedelta(days=chance.randrange(900))
        for company in (cast.asahi, there(day)):
            make_meeting(company, now=NOW, on=day, phases=[Phase.OBSERVE], facts="観た")
    with at_rest():
        for as_of in (date(2028, 4, 1), date(2028, 9, 30)):
            whole = get_case_progress(cast.viewer("manager"), cast.asahi.case_id, as_of=as_of)
            cut = stands(r10, first, as_of)
            assert told(cut.progress) == told(whole.progress)
            assert cut.progress.furthest == whole.progress.furthest
            assert cut.progress.last_moved_on == whole.progress.last_moved_on
            assert cut.lacking_reason == whole.lacking_reason
        in_r9 = stands(r9, first, date(2028, 9, 30)).progress
        assert all(item.on < date(2028, 4, 1) for one in in_r9.reached for item in one.evidence)


def test_a_reason_stands_in_the_years_that_follow(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    r9 = begin_year_after(cast, writing)
    with writing():
        work(cast.asahi, date(2026, 9, 10), Phase.PLAN)
        reason_id = make_reason(cast.asahi, now=NOW)
    with at_rest():
        assert (stands(r9, cast.asahi.case_id).lacking_reason, stands(r9, cast.asahi.case_id).progress.out_of_order) == (
            (),
            (Phase.PLAN,),
        )
    with writing():
        db.session.get_one(PhaseReason, reason_id).revoked_at = NOW
    with at_rest():
        assert stands(r9, cast.asahi.case_id).lacking_reason == (Phase.PLAN,)


def test_of_a_year_whose_records_are_going_and_of_those_before_it_nothing_is_told(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    r10 = begin_year_after(cast, writing, old=r9, slug="r10", fiscal_year=2028)
    with writing():
        db.session.execute(update(Programme).where(Programme.slug == "r9").values(purging_since=NOW))
    with at_rest():
        assert stands(r10, cast.asahi.case_id, date(2028, 4, 1)).progress == CaseProgress()


def test_a_case_that_has_long_stood_still_is_asked_about_from_the_first_day(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        work(cast.minato, date(2026, 6, 1), Phase.LISTEN)
    with at_rest():
        rows = list_exceptions(r9.viewer, load(r9.viewer, today=TODAY), today=TODAY).open
        stuck = [row.since for row in rows if row.kind is AttentionKind.STUCK_CASE]
        assert stuck == [date(2026, 6, 1)] * 2


def test_the_years_before_cost_no_statement_of_their_own(cast: Cast, r9: FollowingYear, at_rest: Ways) -> None:
    def statements(viewer) -> int:  # type: ignore[no-untyped-def]
        with at_rest(), counted_statements() as sent:
            list_case_progress(viewer, as_of=TODAY)
            return sent()

    assert statements(r9.viewer) == statements(cast.viewer("manager"))


def paths(year: FollowingYear, **narrowed: object) -> dict[int | None, list[tuple[date, object]]]:
    rows = list_case_paths(year.viewer, filters=OutcomeFilter(**narrowed), today=TODAY)  # type: ignore[arg-type]
    return {row.case_id: [(step.on, step.phase or step.outcome or step.name) for step in row.path.steps] for row in rows}


def test_the_line_of_a_case_runs_over_the_years(cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways) -> None:
    here, other = r9.of(cast.asahi), r9.of(cast.minato)
    with writing():
        make_exhibition(cast.programme_id, cast.asahi, now=NOW)
        make_outcome(cast.asahi, now=NOW, on=date(2026, 12, 1), case_id=cast.asahi.case_id)
        make_outcome(cast.asahi, now=NOW, on=date(2026, 12, 2), kind=OutcomeKind.CONCEPT)
        make_outcome(here, now=NOW, on=date(2027, 4, 15), kind=OutcomeKind.PRODUCT, case_id=here.case_id)
        make_outcome(cast.minato, now=NOW, on=date(2026, 12, 3))
    line = [
        IN_R8[0],
        (date(2026, 10, 7), "架空ものづくり展"),
        IN_R8[1],
        (date(2026, 12, 1), OutcomeKind.PROTOTYPE),
        (date(2026, 12, 2), OutcomeKind.CONCEPT),
        IN_R8[2],
        IN_R8[3],
        (date(2027, 4, 15), OutcomeKind.PRODUCT),
    ]
    first, second = cast.minato.case_ids
    with at_rest():
        found = paths(r9)
        assert found == {
            cast.asahi.case_id: line,
            first: [],
            second: [],
            None: [(date(2026, 12, 3), OutcomeKind.PROTOTYPE)],
        }
        assert paths(r9, company=here.enrolment_id) == {cast.asahi.case_id: line}
        assert set(paths(r9, company=other.enrolment_id)) == {first, second, None}
        row = list_case_paths(r9.viewer, filters=OutcomeFilter(company=here.enrolment_id), today=TODAY)[0]
        assert (row.path.began_on, row.path.days) == (IN_R8[0][0], (date(2027, 4, 15) - IN_R8[0][0]).days)
        assert [step.programme_id for step in row.path.steps] == [cast.programme_id] * 7 + [r9.viewer.programme]
        assert [step.enrolment_id for step in row.path.steps if step.source == "outcome"] == [
            *[cast.asahi.enrolment_id] * 2,
            here.enrolment_id,
        ]


def test_what_came_of_a_case_that_did_not_go_on_is_no_other_cases(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    """Company B goes on with its first case alone: what names the second, and what may be of either, is not the first's."""
    first, second = cast.minato.case_ids
    r9 = begin_year_after(cast, writing)
    with writing():
        enrolled = EnrolledCase.enrolment_id == r9.of(cast.minato).enrolment_id
        db.session.delete(db.session.query(EnrolledCase).filter(enrolled, EnrolledCase.case_id == second).one())
        make_outcome(cast.minato, now=NOW, on=date(2026, 12, 1), case_id=second)
        make_outcome(cast.minato, now=NOW, on=date(2026, 12, 2), case_id=first)
        make_outcome(cast.minato, now=NOW, on=date(2026, 12, 3))
    with at_rest():
        assert paths(r9, company=r9.of(cast.minato).enrolment_id) == {
            first: [(date(2026, 12, 2), OutcomeKind.PROTOTYPE)],
            None: [(date(2026, 12, 3), OutcomeKind.PROTOTYPE)],
        }
