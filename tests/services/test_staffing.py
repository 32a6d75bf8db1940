"""Changing teams: rule 9 kept at every write, with the fewest rows changed and a note of who did what and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import ENDS_ON, STARTS_ON, Cast, assign, enter_on_roster, support
from tests.conftest import NOW
from tracker.database import db
from tracker.domain import staffing as rule
from tracker.domain.calendar import Period
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.staffing import Assigned, AssignmentRole
from tracker.models import Assignment, AuditEntry, AuditText, Enrolment, Producer
from tracker.queries.team_plans import list_assigned, preview_hand_over
from tracker.services import staffing

Ways = Callable[[], AbstractContextManager[None]]
LEAD, SUB = AssignmentRole.LEAD, AssignmentRole.SUB_LEAD
YEAR = Period(STARTS_ON, ENDS_ON)
OCTOBER = date(2026, 10, 1)


def places(enrolment_id: int) -> list[tuple[int, AssignmentRole, Period]]:
    return [(row.producer_id, row.role, row.period) for row in list_assigned(enrolment_id)]


def set_team(cast: Cast, lead: str | None, subs: Sequence[str], from_on: date = OCTOBER, **more: Any) -> None:
    staffing.set_team(
        cast.viewer("manager"),
        enrolment_id=cast.asahi.enrolment_id,
        lead_id=cast.producer_id(lead) if lead else None,
        sub_lead_ids=[cast.producer_id(key) for key in subs],
        from_on=from_on,
        now=NOW,
        **more,
    )


def hand_over(cast: Cast, to: str, from_on: date = OCTOBER, *, keep_as_sub: bool = False, **more: Any) -> None:
    staffing.hand_over_lead(
        cast.viewer("manager"),
        enrolment_id=cast.asahi.enrolment_id,
        to_producer_id=cast.producer_id(to),
        from_on=from_on,
        keep_as_sub=keep_as_sub,
        now=NOW,
        **more,
    )


def test_a_new_team_begins_on_its_day_and_the_old_one_ends_the_day_before(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        set_team(cast, "tenth", ["sub", "ninth"])
    owner, sub, ninth, tenth = (cast.producer_id(key) for key in ("owner", "sub", "ninth", "tenth"))
    with at_rest():
        assert places(cast.asahi.enrolment_id) == [
            (owner, LEAD, Period(STARTS_ON, date(2026, 9, 30))),
            (sub, SUB, Period(STARTS_ON)),
            (tenth, LEAD, Period(OCTOBER)),
            (ninth, SUB, Period(OCTOBER)),
        ]


def test_a_person_who_stays_in_place_keeps_the_row(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        before = {row.producer_id: row.assignment_id for row in list_assigned(cast.asahi.enrolment_id)}
    with writing():
        set_team(cast, "tenth", ["sub"])
    with at_rest():
        after = {row.producer_id: row.assignment_id for row in list_assigned(cast.asahi.enrolment_id)}
    assert after[cast.producer_id("sub")] == before[cast.producer_id("sub")]
    assert after[cast.producer_id("owner")] == before[cast.producer_id("owner")]


def test_saving_the_same_team_again_changes_nothing(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        version = db.session.get_one(Enrolment, cast.asahi.enrolment_id).version
    with writing():
        set_team(cast, "owner", ["sub"])
    with at_rest():
        assert db.session.get_one(Enrolment, cast.asahi.enrolment_id).version == version
        assert db.session.scalars(select(AuditEntry).where(AuditEntry.act == "set_team")).all() == []


@pytest.mark.parametrize(
    ("lead", "subs", "field", "words"),
    [
        (None, ["sub"], "lead_id", "主担当を1人選んでください"),
        ("owner", [], "sub_lead_ids", "副担当を1人以上選んでください"),
        ("owner", ["owner"], "sub_lead_ids", "主担当と副担当に同じ人は選べません"),
        ("stranger", ["sub"], "lead_id", "名簿にいない人"),
        ("owner", ["stranger"], "sub_lead_ids", "名簿にいない人"),
    ],
)
def test_a_team_that_breaks_the_rule_is_refused_at_its_field(
    cast: Cast, writing: Ways, at_rest: Ways, lead: str | None, subs: list[str], field: str, words: str
) -> None:
    with at_rest():
        before = places(cast.asahi.enrolment_id)
    with pytest.raises(RuleBroken, match=words) as refused, writing():
        set_team(cast, lead, subs)
    assert refused.value.field == field
    with at_rest():
        assert places(cast.asahi.enrolment_id) == before


@pytest.mark.parametrize("from_on", [date(2026, 3, 31), date(2027, 4, 1)])
def test_a_day_outside_the_support_is_refused_at_the_day(cast: Cast, writing: Ways, from_on: date) -> None:
    with pytest.raises(RuleBroken, match="支援は") as refused, writing():
        set_team(cast, "tenth", ["sub"], from_on)
    assert refused.value.field == "from_on"
    with pytest.raises(RuleBroken, match="支援は"), writing():
        hand_over(cast, "tenth", from_on)


def test_nobody_is_appointed_for_a_day_on_which_they_are_off_the_roster(cast: Cast, writing: Ways) -> None:
    with writing():
        db.session.get_one(Producer, cast.producer_id("tenth")).starts_on = date(2026, 12, 1)
        db.session.get_one(Producer, cast.producer_id("ninth")).ends_on = date(2026, 9, 30)
    with pytest.raises(RuleBroken, match=r"担い手10さんが名簿に入るのは 2026-12-01 から") as refused, writing():
        set_team(cast, "tenth", ["sub"])
    assert refused.value.field == "lead_id"
    with pytest.raises(RuleBroken, match=r"担い手09さんは 2026-09-30 で名簿を離れます") as refused, writing():
        set_team(cast, "owner", ["sub", "ninth"])
    assert refused.value.field == "sub_lead_ids"
    with pytest.raises(RuleBroken, match="担い手09さん") as refused, writing():
        hand_over(cast, "ninth")
    assert refused.value.field == "to_producer_id"


def test_whoever_leaves_the_roster_later_is_in_place_until_their_last_day(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        db.session.get_one(Producer, cast.producer_id("tenth")).ends_on = date(2026, 12, 31)
    with writing():
        set_team(cast, "tenth", ["sub"])
    with at_rest():
        assert (cast.producer_id("tenth"), LEAD, Period(OCTOBER, date(2026, 12, 31))) in places(cast.asahi.enrolment_id)


def test_the_lead_passes_on_and_the_day_before_is_the_old_leads_last(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        hand_over(cast, "tenth")
    with at_rest():
        leads = [place for place in places(cast.asahi.enrolment_id) if place[1] is LEAD]
    assert leads == [
        (cast.producer_id("owner"), LEAD, Period(STARTS_ON, date(2026, 9, 30))),
        (cast.producer_id("tenth"), LEAD, Period(OCTOBER)),
    ]


def test_lead_and_sub_lead_change_places_in_one_act(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    owner, sub = cast.producer_id("owner"), cast.producer_id("sub")
    with writing():
        staffing.swap(cast.viewer("manager"), enrolment_id=cast.asahi.enrolment_id, to_producer_id=sub, from_on=OCTOBER, now=NOW)
    with at_rest():
        assert places(cast.asahi.enrolment_id) == [
            (owner, LEAD, Period(STARTS_ON, date(2026, 9, 30))),
            (sub, SUB, Period(STARTS_ON, date(2026, 9, 30))),
            (sub, LEAD, Period(OCTOBER)),
            (owner, SUB, Period(OCTOBER)),
        ]
    with writing():  # and back again on the first day of support: as if nothing had happened
        set_team(cast, "owner", ["sub"], STARTS_ON)
    with at_rest():
        assert places(cast.asahi.enrolment_id) == [(owner, LEAD, Period(STARTS_ON)), (sub, SUB, Period(STARTS_ON))]


def test_a_handover_that_leaves_no_sub_lead_is_refused(cast: Cast, writing: Ways) -> None:
    with pytest.raises(RuleBroken, match="この交代では副担当がいない日ができます") as refused, writing():
        hand_over(cast, "sub")
    assert refused.value.field == "keep_as_sub"


def test_a_look_at_a_handover_shows_both_teams_and_changes_nothing(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        before = places(cast.asahi.enrolment_id)
        rows = preview_hand_over(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            to_producer_id=cast.producer_id("tenth"),
            from_on=OCTOBER,
            keep_as_sub=True,
        )
        assert places(cast.asahi.enrolment_id) == before
    assert [(row.period, [person.name for person in row.team.people]) for row in rows] == [
        (Period(STARTS_ON, date(2026, 9, 30)), ["担い手01", "担い手03"]),
        (Period(OCTOBER, ENDS_ON), ["担い手10", "担い手01", "担い手03"]),
    ]


def test_a_departure_is_accepted_although_it_empties_a_place(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        assign(cast.minato.enrolment_id, cast.producer_id("sub"), SUB, now=NOW, starts_on=date(2026, 12, 1))
    with writing():
        staffing.depart(cast.viewer("manager"), producer_id=cast.producer_id("sub"), last_on=date(2026, 11, 12), now=NOW)
    with at_rest():
        assert (cast.producer_id("sub"), SUB, Period(STARTS_ON, date(2026, 11, 12))) in places(cast.asahi.enrolment_id)
        assert cast.producer_id("sub") not in [producer_id for producer_id, *_ in places(cast.minato.enrolment_id)]
        assert db.session.get_one(Producer, cast.producer_id("sub")).ends_on == date(2026, 11, 12)


def test_a_departure_touches_no_company_without_the_person(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        version = db.session.get_one(Enrolment, cast.minato.enrolment_id).version
    with writing():
        staffing.depart(cast.viewer("manager"), producer_id=cast.producer_id("sub"), last_on=date(2026, 11, 12), now=NOW)
    with at_rest():
        assert db.session.get_one(Enrolment, cast.minato.enrolment_id).version == version


def test_nobody_leaves_before_they_came_or_from_another_programme(cast: Cast, writing: Ways) -> None:
    with writing():
        db.session.get_one(Producer, cast.producer_id("tenth")).starts_on = OCTOBER
    with pytest.raises(RuleBroken, match="より前には離れられません") as refused, writing():
        staffing.depart(cast.viewer("manager"), producer_id=cast.producer_id("tenth"), last_on=date(2026, 9, 30), now=NOW)
    assert refused.value.field == "ends_on"
    with pytest.raises(NotFound), writing():
        staffing.depart(cast.viewer("manager"), producer_id=cast.producer_id("stranger"), last_on=OCTOBER, now=NOW)


def test_another_programmes_company_is_not_found(cast: Cast, writing: Ways) -> None:
    with pytest.raises(NotFound), writing():
        staffing.set_team(
            cast.viewer("other_manager"),
            enrolment_id=cast.asahi.enrolment_id,
            lead_id=cast.producer_id("stranger"),
            sub_lead_ids=[cast.producer_id("other_sub")],
            from_on=OCTOBER,
            now=NOW,
        )


def test_a_change_is_in_the_trail_with_its_reason_and_both_teams(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        hand_over(cast, "tenth", reason="人事異動のため")
    with at_rest():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "hand_over_lead")).one()
        text = db.session.get_one(AuditText, entry.id)
    assert (entry.noun, entry.noun_id, entry.reason) == ("enrolment", cast.asahi.enrolment_id, "人事異動のため")
    assert entry.account_id == cast["manager"].account_id
    before, after = json.loads(text.before or ""), json.loads(text.after or "")
    assert [row["ends_on"] for row in before["assignments"]] == [None, None]
    assert [(row["producer_id"], row["ends_on"]) for row in after["assignments"] if row["role"] == "lead"] == [
        (cast.producer_id("owner"), "2026-09-30"),
        (cast.producer_id("tenth"), None),
    ]


def test_a_change_of_the_team_counts_as_a_save_of_the_company(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        version = db.session.get_one(Enrolment, cast.asahi.enrolment_id).version
    with writing():
        set_team(cast, "tenth", ["sub"], version=version)
    with at_rest():
        assert db.session.get_one(Enrolment, cast.asahi.enrolment_id).version == version + 1
    with pytest.raises(Conflict) as clash, writing():
        set_team(cast, "ninth", ["sub"], version=version)
    assert clash.value.version == version + 1
    assert clash.value.theirs == {"lead_id": cast.producer_id("tenth"), "sub_lead_ids": [cast.producer_id("sub")]}


def test_what_slips_past_the_rule_is_refused_by_the_database_in_words(
    cast: Cast, writing: Ways, at_rest: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = staffing.plan_team

    def careless(*args: Any, **kwargs: Any) -> Any:
        """As if the rule had not seen that the old lead stays."""
        made = plan(*args, **kwargs)
        return replace(made, after=(*made.before, *(row for row in made.after if row.assignment_id is None)))

    monkeypatch.setattr(staffing, "plan_team", careless)
    with at_rest():
        before = places(cast.asahi.enrolment_id)
    with pytest.raises(RuleBroken, match="同じ日に主担当が2人"), writing():
        set_team(cast, "tenth", ["sub"])
    with at_rest():
        assert places(cast.asahi.enrolment_id) == before


DAYS = st.dates(STARTS_ON - timedelta(days=3), ENDS_ON + timedelta(days=3))
PEOPLE = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("team"), PEOPLE, st.sets(PEOPLE, min_size=1, max_size=2), DAYS),
    st.tuples(st.just("hand"), PEOPLE, st.booleans(), DAYS),
    st.tuples(st.just("depart"), PEOPLE, st.none(), DAYS),
)


class Model:
    """The rule alone, without rows: what the database ought to hold."""

    def __init__(self, people: list[int]) -> None:
        self.people = people
        self.assigned: tuple[Assigned, ...] = ()
        self.last_on: dict[int, date] = {}

    def apply(self, act: str, person: int, more: Any, day: date) -> None:
        who = self.people[person]
        if act == "depart":
            self.last_on[who] = day
            self.assigned = rule.end_departed(self.assigned, producer_id=who, last_on=day)
            return
        if day < STARTS_ON:
            raise RuleBroken("before support")
        if act == "team":
            subs = [self.people[one] for one in more]
            chosen = [who, *subs]
            after = rule.set_team(self.assigned, lead_id=who, sub_lead_ids=subs, from_on=day, support=YEAR)
        else:
            chosen = [who]
            after = rule.hand_over_lead(self.assigned, to_producer_id=who, from_on=day, keep_as_sub=more, support=YEAR)
        if any(self.last_on.get(one, date.max) < day for one in chosen):
            raise RuleBroken("off the roster")
        for one, last_on in self.last_on.items():
            after = rule.end_departed(after, producer_id=one, last_on=last_on)
        self.assigned = after


@settings(max_examples=15)
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
def test_whatever_is_accepted_the_rows_are_those_of_the_rule(cast: Cast, writing: Ways, at_rest: Ways, steps: list[Any]) -> None:
    with writing():
        company = support(cast.programme_id, "架空性質商店", number=9, cases=[], now=NOW)
        people = [enter_on_roster(cast.programme_id, f"架空の人{n}", f"property{n}@example.jp", NOW).id for n in range(4)]
    viewer, enrolment_id, model = cast.viewer("manager"), company.enrolment_id, Model(people)
    for act, person, more, day in steps:
        try:
            model.apply(act, person, more, day)
            refused = False
        except RuleBroken:
            refused = True
        try:
            with writing():
                if act == "team":
                    staffing.set_team(
                        viewer,
                        enrolment_id=enrolment_id,
                        lead_id=people[person],
                        sub_lead_ids=[people[one] for one in more],
                        from_on=day,
                        now=NOW,
                    )
                elif act == "hand":
                    staffing.hand_over_lead(
                        viewer,
                        enrolment_id=enrolment_id,
                        to_producer_id=people[person],
                        from_on=day,
                        keep_as_sub=more,
                        now=NOW,
                    )
                else:
                    staffing.depart(viewer, producer_id=people[person], last_on=day, now=NOW)
            assert not refused
        except RuleBroken:
            assert refused
        with at_rest():
            stored = list_assigned(enrolment_id)
            assert all(isinstance(row.assignment_id, int) for row in stored)
        assert [(row.producer_id, row.role, row.period) for row in stored] == [
            (row.producer_id, row.role, row.period) for row in rule.in_order(model.assigned)
        ]
        rule.check_team(stored, support=YEAR, from_on=date.max)  # nobody twice, one lead a day
        with at_rest():
            model.assigned = stored
            assert db.session.scalar(select(Assignment.id).where(Assignment.ends_on < Assignment.starts_on)) is None
