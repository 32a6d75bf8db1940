"""A neighbour: a programme of another association as full as ours, whose things nobody of ours may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.cast import ENDS_ON, STAFF, TEN, Cast, Person, _members, assign, organisation_of, support
from tests.records import Records, record_everything
from tracker.domain.access import operator
from tracker.domain.roles import Role
from tracker.domain.staffing import AssignmentRole
from tracker.services.accounts import add_member, deactivate_account
from tracker.services.programmes import found_programme

SLUG = "next-door"
MARK = "beef"  # of hexadecimal digits, as keys are
EXPIRED = date(2026, 11, 23)  # the day before the tests' day


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Their cast under the same keys as ours, their full house, and two of ours in an odd place."""

    cast: Cast
    records: Records
    both: Person  # one of our coordinators, who manages the neighbour's programme
    expired: Person  # an auditor of ours whose time is over


def move_in(ours: Cast, now: datetime) -> Neighbour:
    """The neighbour with one of everything, in the running transaction."""
    programme_id = found_programme(
        operator(None), slug=SLUG, name="架空隣の事業", organisation="架空隣の協会", fiscal_year=2026, now=now
    )
    people: dict[str, Person] = {}
    for wanted, on_roster in ((TEN, True), (STAFF, False)):
        names = tuple((f"{MARK}_{key}", f"隣の{name}", roles) for key, name, roles in wanted)
        people |= {one.key.removeprefix(f"{MARK}_"): one for one in _members(programme_id, names, now, on_roster=on_roster)}
    people |= {key: ours[key] for key in ("administrator", "other_manager")}
    deactivate_account(ours["administrator"].viewer, account_id=people["deactivated"].account_id, reason="架空の退職", now=now)
    companies = [
        support(programme_id, name, number=number, cases=cases, now=now)
        for number, name, cases in (
            (1, "架空隣のアサヒ", [("1", "隣の治具")]),
            (2, "架空隣のみなと", [("2", "隣の展示会"), ("3", "隣の後継者")]),
            (4, "架空隣のその他", [("6", "隣のその他の案件")]),
        )
    ]
    for company, lead, sub_lead in zip(companies, ("owner", "colleague", "sixth"), ("sub", "fifth", "seventh"), strict=True):
        assign(company.enrolment_id, people[lead].producer_id, AssignmentRole.LEAD, now=now)
        assign(company.enrolment_id, people[sub_lead].producer_id, AssignmentRole.SUB_LEAD, now=now)
    ten = tuple(people[key].producer_id or 0 for key, _name, _roles in TEN)
    theirs = Cast(
        people,
        programme_id,
        ours.other_programme_id,
        organisation_of(programme_id),
        *companies,
        ten,
        slug=SLUG,
        other_slug=ours.other_slug,
        mark=MARK,
    )
    records = record_everything(theirs, now)
    (expired,) = _members(ours.programme_id, (("expired", "架空元監査担当", frozenset({Role.AUDITOR})),), now)
    for programme, person, roles, ends_on in (
        (programme_id, ours["owner"], frozenset({Role.MANAGER}), None),
        (ours.programme_id, expired, frozenset({Role.AUDITOR}), EXPIRED),
    ):
        add_member(
            operator(programme),
            programme_id=programme,
            email=person.email,
            name=person.name,
            roles=roles,
            password=None,
            ends_on=ends_on or ENDS_ON,
            now=now if ends_on is None else now - timedelta(days=1),  # on its last day
        )
    return Neighbour(theirs, records, ours["owner"], expired)
