"""Two people changing a team at the same moment: rule 9 holds on both databases, whoever comes first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date
from threading import Barrier, Event, current_thread

import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError

from tests.cast import ENDS_ON, STARTS_ON, Cast, assign
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.calendar import Period
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.staffing import AssignmentRole, check_team, staffing_gaps, team_on
from tracker.models import Enrolment
from tracker.queries.team_plans import list_assigned
from tracker.services import staffing, transaction

Ways = Callable[[], AbstractContextManager[None]]
Act = Callable[[], None]
LEAD, SUB = AssignmentRole.LEAD, AssignmentRole.SUB_LEAD
YEAR = Period(STARTS_ON, ENDS_ON)
OCTOBER, DECEMBER, JANUARY = date(2026, 10, 1), date(2026, 12, 1), date(2027, 1, 1)
PATIENCE = 60


@pytest.fixture
def at_once(app: Flask) -> Callable[[Iterable[Act]], list[Exception | None]]:
    """Run acts on a connection and in a transaction of their own each, all let go together; what each was refused with."""

    def run(acts: Iterable[Act]) -> list[Exception | None]:
        wanted = list(acts)
        gate = Barrier(len(wanted))

        def one(act: Act) -> Exception | None:
            with app.app_context():
                gate.wait(PATIENCE)
                try:
                    with transaction.writing():
                        act()
                except (RuleBroken, Conflict, IntegrityError) as refused:
                    return refused
                return None

        with ThreadPoolExecutor(len(wanted)) as pool:
            return list(pool.map(one, wanted, timeout=PATIENCE))

    return run


@pytest.fixture
def two_sub_leads(cast: Cast, writing: Ways) -> Cast:
    """Asahi with the owner as lead, and sub and tenth as sub-leads."""
    with writing():
        assign(cast.asahi.enrolment_id, cast.producer_id("tenth"), SUB, now=NOW)
    return cast


def hand_over(cast: Cast, to: str, from_on: date) -> Act:
    return lambda: staffing.hand_over_lead(
        cast.viewer("manager"),
        enrolment_id=cast.asahi.enrolment_id,
        to_producer_id=cast.producer_id(to),
        from_on=from_on,
        keep_as_sub=False,
        now=NOW,
    )


def set_team(cast: Cast, lead: str, sub: str, from_on: date = DECEMBER, version: int | None = None) -> Act:
    return lambda: staffing.set_team(
        cast.viewer("manager"),
        enrolment_id=cast.asahi.enrolment_id,
        lead_id=cast.producer_id(lead),
        sub_lead_ids=[cast.producer_id(sub)],
        from_on=from_on,
        version=version,
        now=NOW,
    )


def depart(cast: Cast, who: str, last_on: date) -> Act:
    return lambda: staffing.depart(cast.viewer("manager"), producer_id=cast.producer_id(who), last_on=last_on, now=NOW)


def insert(cast: Cast, who: str, role: AssignmentRole, starts_on: date, ends_on: date | None = None) -> Act:
    """A row without asking the rule, as any other program could write it."""
    return lambda: assign(cast.asahi.enrolment_id, cast.producer_id(who), role, now=NOW, starts_on=starts_on, ends_on=ends_on)


def version_of(cast: Cast) -> int:
    return db.session.get_one(Enrolment, cast.asahi.enrolment_id).version


def check_rule(cast: Cast) -> None:
    check_team(list_assigned(cast.asahi.enrolment_id), support=YEAR, from_on=STARTS_ON)


@pytest.mark.parametrize("days", [(DECEMBER, DECEMBER), (DECEMBER, JANUARY), (JANUARY, OCTOBER)])
@pytest.mark.parametrize("round_number", range(3))
def test_of_two_who_each_take_away_one_of_two_sub_leads_one_is_refused(
    two_sub_leads: Cast,
    at_once: Callable[[Iterable[Act]], list[Exception | None]],
    at_rest: Ways,
    days: tuple[date, date],
    round_number: int,
) -> None:
    cast = two_sub_leads
    refused = at_once([hand_over(cast, "sub", days[0]), hand_over(cast, "tenth", days[1])])
    assert [type(one) for one in refused if one is not None] == [RuleBroken]
    with at_rest():
        check_rule(cast)


def test_of_two_who_saw_the_same_team_one_saves_and_one_sees_a_conflict(
    two_sub_leads: Cast, at_once: Callable[[Iterable[Act]], list[Exception | None]], at_rest: Ways
) -> None:
    cast = two_sub_leads
    with at_rest():
        version = version_of(cast)
    refused = at_once([set_team(cast, "owner", "sub", version=version), set_team(cast, "owner", "tenth", version=version)])
    assert [type(one) for one in refused if one is not None] == [Conflict]
    with at_rest():
        check_rule(cast)
        assert version_of(cast) == version + 1


def test_whatever_two_managers_do_at_once_every_day_keeps_its_lead_and_sub_lead(
    two_sub_leads: Cast, at_once: Callable[[Iterable[Act]], list[Exception | None]], at_rest: Ways
) -> None:
    cast = two_sub_leads
    refused = at_once(
        [
            hand_over(cast, "sub", DECEMBER),
            set_team(cast, "owner", "sub"),
            set_team(cast, "ninth", "eighth", JANUARY),
            hand_over(cast, "tenth", OCTOBER),
        ]
    )
    assert None in refused
    with at_rest():
        check_rule(cast)


@pytest.mark.parametrize(
    ("first", "second"),
    [((DECEMBER, None), (DECEMBER, None)), ((DECEMBER, date(2027, 1, 31)), (JANUARY, None)), ((JANUARY, None), (OCTOBER, None))],
)
def test_of_two_second_leads_the_database_lets_one_in_dated_ones_too(
    cast: Cast,
    writing: Ways,
    at_once: Callable[[Iterable[Act]], list[Exception | None]],
    at_rest: Ways,
    first: tuple[date, date | None],
    second: tuple[date, date | None],
) -> None:
    with writing():
        staffing.depart(cast.viewer("manager"), producer_id=cast.producer_id("owner"), last_on=date(2026, 9, 30), now=NOW)
    refused = at_once([insert(cast, "ninth", LEAD, *first), insert(cast, "tenth", LEAD, *second)])
    assert [type(one) for one in refused if one is not None] == [IntegrityError]
    with at_rest():
        leads = [row for row in list_assigned(cast.asahi.enrolment_id) if row.role is LEAD]
        assert len(leads) == 2  # the owner until September, and one more


def test_of_two_places_for_one_person_on_a_day_the_database_lets_one_in(
    cast: Cast, at_once: Callable[[Iterable[Act]], list[Exception | None]], at_rest: Ways
) -> None:
    acts = [insert(cast, "tenth", SUB, DECEMBER, JANUARY), insert(cast, "tenth", SUB, JANUARY)]
    assert [type(one) for one in at_once(acts) if one is not None] == [IntegrityError]
    with at_rest():
        assert len(list_assigned(cast.asahi.enrolment_id)) == 3


def test_a_lead_dated_ahead_is_refused_by_the_database(cast: Cast, writing: Ways) -> None:
    with pytest.raises(IntegrityError), writing():
        insert(cast, "tenth", LEAD, JANUARY)()


@pytest.mark.parametrize("round_number", range(3))
def test_nobody_is_appointed_beyond_a_departure_that_is_entered_at_the_same_moment(
    cast: Cast, at_once: Callable[[Iterable[Act]], list[Exception | None]], at_rest: Ways, round_number: int
) -> None:
    tenth, last_on = cast.producer_id("tenth"), date(2026, 12, 31)
    refused = at_once([set_team(cast, "tenth", "sub"), depart(cast, "tenth", last_on)])
    assert refused == [None, None]
    with at_rest():
        assigned = list_assigned(cast.asahi.enrolment_id)
        assert team_on(assigned, last_on).lead == tenth
        assert team_on(assigned, JANUARY).lead is None


def test_two_departures_at_once_are_both_facts(
    two_sub_leads: Cast, at_once: Callable[[Iterable[Act]], list[Exception | None]], at_rest: Ways
) -> None:
    cast = two_sub_leads
    assert at_once([depart(cast, who, date(2026, 11, 12)) for who in ("sub", "tenth")]) == [None, None]
    with at_rest():
        gaps = staffing_gaps(list_assigned(cast.asahi.enrolment_id), support=YEAR, until=date(2026, 11, 24))
    assert [(gap.role, gap.period.days) for gap in gaps] == [(SUB, 12)]


def test_the_second_change_waits_for_the_first_and_is_judged_by_what_it_left(
    two_sub_leads: Cast, app: Flask, at_rest: Ways
) -> None:
    """The second begins while the first has changed the team but not yet committed: it must not judge by the old team."""
    cast = two_sub_leads
    changed, waiting = Event(), Event()

    # Where it takes its lock: SQLite's with its transaction. Without one, where it starts to write what it made of the old team.
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if current_thread().name == "second" and re.search("FOR UPDATE|^UPDATE|^INSERT", statement):
            waiting.set()

    def note_begin(connection: Connection) -> None:
        if current_thread().name == "second" and connection.dialect.name == "sqlite":
            waiting.set()

    def first() -> None:
        with app.app_context(), transaction.writing():
            hand_over(cast, "sub", DECEMBER)()
            changed.set()
            assert waiting.wait(PATIENCE)

    def second() -> str | None:
        current_thread().name = "second"
        assert changed.wait(PATIENCE)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            event.listen(db.engine, "begin", note_begin)
            with pytest.raises(RuleBroken) as refused, transaction.writing():
                hand_over(cast, "tenth", DECEMBER)()
            event.remove(db.engine, "before_cursor_execute", note)
            event.remove(db.engine, "begin", note_begin)
        return refused.value.field

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(first), pool.submit(second)
        one.result(PATIENCE)
        assert other.result(PATIENCE) == "keep_as_sub"
    with at_rest():
        check_rule(cast)
