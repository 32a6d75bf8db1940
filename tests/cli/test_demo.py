"""``flask demo``: a made-up year through the services, on any day of it, once; with the states that a manager has to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import KEY
from tests.databases import Templates
from tracker.application import create_app
from tracker.config import Config
from tracker.database import Base, db
from tracker.demonstration.assessment import HARDLY_KNOWN
from tracker.demonstration.cast import COMPANIES, ORGANISATION, PRODUCERS, PROGRAMME, SLUG, STAFF
from tracker.demonstration.play import play
from tracker.domain.access import Viewer, operator
from tracker.domain.cadence import MonthState
from tracker.domain.calendar import TOKYO, Month, fiscal_year_of
from tracker.domain.rounds import RoundState
from tracker.domain.scores import PeerShown
from tracker.domain.staffing import StaffingState
from tracker.models import AssessmentRound, Assignment, AuditEntry, Company, Producer, Visit
from tracker.queries import teams
from tracker.queries.actions import count_actions
from tracker.queries.audit_chain import find_broken_link
from tracker.queries.cadence import list_years
from tracker.queries.phases import list_case_progress
from tracker.queries.programmes import find_programme_id, get_programme
from tracker.queries.results import get_group_results
from tracker.queries.visits import count_visits
from tracker.rows.actions import ActionFilter
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.events import EventFilter
from tracker.services import transaction

At = Callable[[], AbstractContextManager[None]]
PASSWORD = "やまびこ-2026-谷川"
TODAY = date(2026, 11, 24)
DAYS = (date(2026, 4, 1), date(2026, 5, 3), date(2026, 5, 20), TODAY, date(2027, 1, 4), date(2027, 3, 31))


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), TOKYO).astimezone(UTC)


def rows_of_every_table() -> dict[str, int]:
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_year_plays_on_any_day_of_it(app: Flask, writing: At, at_rest: At, day: date) -> None:
    with writing():
        play(password=PASSWORD, today=day, now=at(day))
    with at_rest():
        viewer = operator(find_programme_id(SLUG))
        assert get_programme(viewer).fiscal_year == fiscal_year_of(day) == 2026
        assert db.session.scalar(select(func.count()).select_from(Company)) == len(COMPANIES)
        to_come = select(func.count()).select_from(Visit).where(Visit.status == "held", Visit.visit_on > day)
        assert db.session.scalar(to_come) == 0
        assert find_broken_link() is None


@dataclass(frozen=True, slots=True)
class Told:
    """The demonstration as it stands on 2026-11-24."""

    app: Flask
    manager: Viewer

    @property
    def years(self) -> tuple[CompanyYearRow, ...]:
        return list_years(self.manager, fiscal_year=2026, today=TODAY)


@pytest.fixture(scope="module")
def template(templates: Templates) -> str:
    """The year played once for all of the tests below."""
    templates.fill("played", lambda: play(password=PASSWORD, today=TODAY, now=at(TODAY)))
    return "played"


@pytest.fixture
def told(templates: Templates, template: str, tmp_path: Path) -> Iterator[Told]:
    instance = tmp_path / "instance"
    (instance / "assets").mkdir(parents=True)
    with templates.copy(template, instance / "tracker.sqlite3") as url:
        app = create_app(Config(instance=instance, database_url=url, secret_key=KEY, testing=True), lambda: at(TODAY))
        with app.app_context():
            yield Told(app, operator(find_programme_id(SLUG)))
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize(
    "state",
    [
        MonthState.HELD,
        MonthState.EXCUSED,
        MonthState.MISSED,
        MonthState.UNSCHEDULED,
        MonthState.AWAITING_RECORD,
        MonthState.SCHEDULED,
        MonthState.OUT_OF_PERIOD,
    ],
)
def test_every_state_of_a_month_is_to_be_seen(told: Told, state: MonthState) -> None:
    assert state in {cell.state for year in told.years for cell in year.cells}


def test_a_meeting_is_missing_between_two_visits(told: Told) -> None:
    assert [len(year.missing_gaps) for year in told.years if year.missing_gaps] == [1]


def test_a_team_lacks_its_sub_lead_and_one_lead_was_handed_over(told: Told) -> None:
    assert len(teams.staffing_of(told.manager, today=TODAY, states={StaffingState.UNDERSTAFFED})) == 1
    leads = select(Assignment.enrolment_id).where(Assignment.role == "lead").group_by(Assignment.enrolment_id)
    assert len(db.session.scalars(leads.having(func.count() == 2)).all()) == 1


def test_an_action_is_overdue_and_a_draft_lies_there(told: Told) -> None:
    assert count_actions(told.manager, today=TODAY, filters=ActionFilter(overdue=True)) >= 1
    assert count_visits(told.manager, today=TODAY, filters=EventFilter(drafts=True)) >= 1


def test_the_months_are_those_of_the_story(told: Told) -> None:
    """Excused two months ago, missed last month, nothing scheduled in this one."""
    states = {(year.number, cell.month): cell.state for year in told.years for cell in year.cells}
    seen = {state: {month for (_number, month), found in states.items() if found is state} for state in MonthState}
    assert seen[MonthState.EXCUSED] == {Month(2026, 9)}
    assert Month(2026, 10) in seen[MonthState.MISSED]
    assert Month(2026, 11) in seen[MonthState.UNSCHEDULED]


def test_phases_run_their_way_and_some_out_of_order_with_a_reason_and_without(told: Told) -> None:
    rows = list_case_progress(told.manager, as_of=TODAY)
    assert len(rows) == 7
    assert len({row.progress.furthest for row in rows}) >= 2
    out_of_order = [row for row in rows if row.progress.out_of_order]
    assert out_of_order
    assert any(row.lacking_reason != row.progress.out_of_order for row in out_of_order)


def test_a_closed_round_hides_the_results_that_too_few_gave(told: Told) -> None:
    closed = db.session.scalars(
        select(AssessmentRound.id).where(AssessmentRound.state == RoundState.CLOSED).order_by(AssessmentRound.number)
    ).all()
    assert len(closed) == 2
    first, second = ([row.scores[0].peer.shown for row in get_group_results(told.manager, one).persons] for one in closed)
    assert PeerShown.HIDDEN not in first
    assert [place for place, shown in enumerate(second) if shown is PeerShown.HIDDEN] == list(HARDLY_KNOWN)


def test_everybody_in_it_is_plainly_made_up(told: Told) -> None:
    assert all(name.startswith("架空") for name in (ORGANISATION, PROGRAMME, *(one[0] for one in PRODUCERS)))
    assert all(name.startswith("架空") for _email, name, _role in STAFF)
    assert all("架空" in name for name in db.session.scalars(select(Company.name)))
    assert all(name.startswith("架空") for name in db.session.scalars(select(Producer.name)))


def test_what_is_told_was_written_through_the_trail(told: Told) -> None:
    visits = db.session.scalar(select(func.count()).select_from(Visit)) or 0
    noted = select(func.count(AuditEntry.noun_id.distinct())).where(AuditEntry.noun == "visit")
    assert visits > 20
    assert db.session.scalar(noted) == visits


def test_loading_it_twice_is_loading_it_once(told: Told) -> None:
    before = rows_of_every_table()
    outcome = told.app.test_cli_runner().invoke(args=["demo"], env={"DEMO_PASSWORD": None})
    assert outcome.exit_code == 0, outcome.output
    assert "manager@example.jp" in outcome.output
    assert rows_of_every_table() == before


def test_a_play_that_fails_leaves_nothing_behind(app: Flask, at_rest: At) -> None:
    with pytest.raises(RuntimeError), at_rest(), transaction.writing():
        play(password=PASSWORD, today=date(2026, 4, 1), now=at(date(2026, 4, 1)))
        raise RuntimeError
    with at_rest():
        assert find_programme_id(SLUG) is None
