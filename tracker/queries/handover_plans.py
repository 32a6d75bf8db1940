"""What a handover would do, computed by the rules before anybody writes: teams, gaps, and what else speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.handovers import HandoverChoices, take_over
from tracker.domain.staffing import Assigned, AssignmentRole, check_places, staffing_gaps, team_on
from tracker.domain.words import N_
from tracker.queries.absences import list_absences
from tracker.queries.exclusions import list_exclusions
from tracker.queries.load_caps import get_caps
from tracker.queries.teams import load_of_producers
from tracker.rows.handovers import HandoverPlan, HandoverRow, HeldPlaceRow, TeamChangeRow
from tracker.rows.staffing import PersonRow, TeamRow

Warnings = Iterator[tuple[str, dict[str, Any]]]


def plan_handover(viewer: Viewer, row: HandoverRow, choices: HandoverChoices, *, today: date) -> HandoverPlan:
    """RuleBroken names the field (``lead_ID``, ``visit_ID``, …); gaps, caps and exclusions are warned of, not refused."""
    names = {one.person.producer_id: one.person.name for one in row.candidates}
    teams = tuple(_team(row, place, choices, names) for place in row.places)
    _check_chosen(row, choices, names)
    warnings = (
        *_exclusions(viewer, teams, row.last_on),
        *_absences(viewer, row, choices),
        *_caps(viewer, teams, today),
    )
    return HandoverPlan(row, teams, warnings)


def _team(row: HandoverRow, place: HeldPlaceRow, choices: HandoverChoices, names: dict[int, str]) -> TeamChangeRow:
    lead_id, sub_id = choices.leads.get(place.enrolment_id), choices.subs.get(place.enrolment_id)
    for chosen, name in ((lead_id, "lead"), (sub_id, "sub")):
        if chosen is not None and chosen not in names:
            raise RuleBroken(N_("この日に名簿にいる人から選んでください。"), field=f"{name}_{place.enrolment_id}")
    if lead_id is not None and lead_id == sub_id:
        raise RuleBroken(
            N_("主担当と副担当に同じ人は選べません。副担当には別の人を選んでください。"), field=f"sub_{place.enrolment_id}"
        )
    after = take_over(place.assigned, leaver=row.person.producer_id, last_on=row.last_on, lead_id=lead_id, sub_id=sub_id)
    try:
        check_places(after)
    except RuleBroken as broken:
        raise RuleBroken(broken.sentence, field=f"lead_{place.enrolment_id}", **broken.params) from broken
    day = place.support.nearest(max(row.last_on + timedelta(days=1), place.periods[0].starts_on))
    assert place.support.ends_on is not None
    there = staffing_gaps(place.assigned, support=place.support, until=place.support.ends_on)
    gaps = [gap for gap in staffing_gaps(after, support=place.support, until=place.support.ends_on) if gap not in there]
    everybody = names | {person.producer_id: person.name for person in place.team.people}
    return TeamChangeRow(place, after, _named(after, day, everybody), tuple(gaps))


def _named(after: tuple[Assigned, ...], day: date, names: dict[int, str]) -> TeamRow:
    team = team_on(after, day)
    lead = PersonRow(team.lead, names.get(team.lead, "")) if team.lead is not None else None
    return TeamRow(lead, tuple(PersonRow(one, names.get(one, "")) for one in team.sub_leads))


def _check_chosen(row: HandoverRow, choices: HandoverChoices, names: dict[int, str]) -> None:
    for records, chosen, field in ((row.visits, choices.visits, "visit"), (row.meetings, choices.meetings, "meeting")):
        for record in records:
            if chosen.get(record.record_id) is None and not record.others:
                raise RuleBroken(
                    N_("%(day)s の予定には、ほかに参加する人がいません。代わりに参加する人を選んでください。"),
                    field=f"{field}_{record.record_id}",
                    day=record.on,
                )
    people = [*choices.visits.values(), *choices.meetings.values(), *choices.actions.values()]
    accounts = {account_id for account_id, _name in row.writers}
    if any(one is not None and one not in names for one in people) or any(
        one is not None and one not in accounts for one in choices.drafts.values()
    ):
        raise RuleBroken(N_("この日に名簿にいる人から選んでください。"))


def _exclusions(viewer: Viewer, teams: tuple[TeamChangeRow, ...], last_on: date) -> Warnings:
    """担当しない組み合わせ: who must not be on this team comes into it."""
    barred = {(one.enrolment_id, one.person.producer_id): one for one in list_exclusions(viewer)}
    for change in teams:
        new = {one.producer_id for one in change.after} - {one.producer_id for one in change.place.assigned}
        new |= {one.producer_id for one in change.after if one.assignment_id is None}
        for producer_id in sorted(new):
            exclusion = barred.get((change.place.enrolment_id, producer_id))
            if exclusion is None or not Period(exclusion.starts_on or date.min, exclusion.ends_on).overlaps(
                Period(last_on + timedelta(days=1))
            ):
                continue
            yield (
                N_("%(name)sさんは「%(company)s」を担当しない組み合わせです。"),
                {"name": exclusion.person.name, "company": change.place.company},
            )


def _absences(viewer: Viewer, row: HandoverRow, choices: HandoverChoices) -> Warnings:
    """不在: who takes a place over and is away later, or is away on the day of a record that they are to take part in."""
    into_teams = {*choices.leads.values(), *choices.subs.values()}
    records = ((row.visits, choices.visits), (row.meetings, choices.meetings))
    days = [(chosen.get(one.record_id), one.on) for listed, chosen in records for one in listed]
    for absence in list_absences(viewer, from_on=row.last_on + timedelta(days=1)):
        who = absence.person.producer_id
        if who in into_teams or any(who == chosen and on in absence.period for chosen, on in days):
            yield (
                N_("%(name)sさんは%(first)s～%(last)sは不在です。"),
                {"name": absence.person.name, "first": absence.period.starts_on, "last": absence.period.ends_on},
            )


def _caps(viewer: Viewer, teams: tuple[TeamChangeRow, ...], today: date) -> Warnings:
    """担当社数の上限: who carries more than the cap once the places have passed on."""
    caps = {one.person.producer_id: one for one in get_caps(viewer, today=today).people}
    leads: Counter[int] = Counter()
    companies: Counter[int] = Counter()
    for load in load_of_producers(viewer, today):
        leads[load.person.producer_id] += len(load.as_lead)
        companies[load.person.producer_id] += len(load.as_lead) + len(load.as_sub_lead)
    touched = set()
    for change in teams:
        before = team_on(change.place.assigned, today)
        for producer_id, role in _in_place(change.team):
            leads[producer_id] += (role is AssignmentRole.LEAD) - (before.lead == producer_id)
            companies[producer_id] += producer_id not in before.members
            touched.add(producer_id)
    for producer_id in sorted(touched):
        cap = caps.get(producer_id)
        if cap is None:
            continue
        for count, limit, sentence in (
            (leads[producer_id], cap.cap.leads, N_("%(name)sさんは主担当が%(count)s社になり、上限の%(limit)s社を超えます。")),
            (
                companies[producer_id],
                cap.cap.companies,
                N_("%(name)sさんは担当が%(count)s社になり、上限の%(limit)s社を超えます。"),
            ),
        ):
            if limit is not None and count > limit:
                yield sentence, {"name": cap.person.name, "count": count, "limit": limit}


def _in_place(team: TeamRow) -> list[tuple[int, AssignmentRole]]:
    lead = [(team.lead.producer_id, AssignmentRole.LEAD)] if team.lead else []
    return [*lead, *((one.producer_id, AssignmentRole.SUB_LEAD) for one in team.sub_leads)]
