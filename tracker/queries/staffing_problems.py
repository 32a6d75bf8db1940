"""The staffing problem of a day as it is stored: teams, roster, strengths, caps, absences, exclusions. For the manager alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.staffing import AssignmentRole, Team
from tracker.domain.staffing_problem import (
    Place,
    StaffingProblem,
    best_values,
    broken_by,
    loads_of,
    weakest_value,
)
from tracker.domain.staffing_reasons import why
from tracker.domain.staffing_search import Suggestion
from tracker.queries.absences import list_absences
from tracker.queries.exclusions import list_exclusions
from tracker.queries.load_caps import get_caps
from tracker.queries.producers import list_producers
from tracker.queries.results import get_strengths
from tracker.queries.teams import load_of_producers, staffing_of
from tracker.rows.staffing import TeamRow
from tracker.rows.suggestions import SOON, ItemChangeRow, LoadChangeRow, ProblemRow, SuggestionRow, TeamChangeRow

NO_LIMIT_OF_SUB_LEADS = 99


def get_problem(viewer: Viewer, *, on: date) -> ProblemRow:
    """The companies under support on the day and who is on the roster then, with nothing wished for yet."""
    viewer.require(Act.STAFF)
    companies = {row.enrolment_id: row for row in staffing_of(viewer, today=on) if on in row.support}
    strengths, caps, absences = get_strengths(viewer), get_caps(viewer, today=on), list_absences(viewer, from_on=on)
    loads = load_of_producers(viewer, on, staffed=companies.values())
    people = {row.person.producer_id: row.person for row in loads}
    people |= {person.producer_id: person for row in companies.values() for person in row.team.people}
    on_roster = tuple(sorted(row.person.producer_id for row in loads if row.is_on_roster))
    last_days = {row.producer_id: row.ends_on for row in list_producers(viewer, on=on) if row.ends_on is not None}
    leaving = {one: last_on for one, last_on in last_days.items() if last_on <= on + timedelta(SOON)}
    problem = StaffingProblem(
        company_ids=tuple(companies),
        person_ids=on_roster,
        teams={enrolment_id: _team(row.team) for enrolment_id, row in companies.items()},
        item_ids=strengths.item_ids,
        values={at: mean.drawn for at, mean in strengths.means.items() if mean.drawn is not None},
        max_sub_leads=NO_LIMIT_OF_SUB_LEADS,
        default_cap=caps.default,
        own_caps={one: cap for one, cap in caps.own.items() if one in on_roster},
        absent=frozenset(row.person.producer_id for row in absences if on in row.period),
        excluded=frozenset(
            (row.enrolment_id, row.person.producer_id)
            for row in list_exclusions(viewer)
            if on in row.period and row.enrolment_id in companies
        ),
        leaving=frozenset(
            (enrolment_id, one)
            for enrolment_id, row in companies.items()
            for one, last_on in leaving.items()
            if last_on < (row.support.ends_on or date.max)
        ),
    )
    return ProblemRow(
        problem,
        on,
        companies,
        people,
        {item.item_id: item for item in strengths.items},
        _leads_to_keep(problem),
        strengths,
        loads,
        tuple((row.person.producer_id, row.period) for row in absences if on < row.period.starts_on <= on + timedelta(SOON)),
        leaving,
    )


def what_if(row: ProblemRow, enrolment_id: int, team: Team) -> TeamChangeRow:
    """What this team would do for the company and for those in it; NotFound where the company is not supported on the day."""
    if enrolment_id not in row.companies:
        raise NotFound
    problem = row.problem
    return _change(row, enrolment_id, {**problem.teams, enrolment_id: team})


def tell_suggestion(row: ProblemRow, suggestion: Suggestion) -> SuggestionRow:
    """The suggestion line by line, in the order of the roster of companies."""
    lines = tuple(
        _change(row, enrolment_id, suggestion.teams, told=True)
        for enrolment_id in row.problem.company_ids
        if suggestion.teams[enrolment_id] != row.problem.teams[enrolment_id]
    )
    return SuggestionRow(
        lines,
        weakest_value(row.problem, row.problem.teams),
        suggestion.weakest,
        suggestion.evenness,
        suggestion.fewest_changes,
        suggestion.is_proved,
    )


def _change(row: ProblemRow, enrolment_id: int, teams: Mapping[int, Team], *, told: bool = False) -> TeamChangeRow:
    problem = row.problem
    before, after = problem.teams[enrolment_id], teams[enrolment_id]
    then, now = best_values(problem, after.members), best_values(problem, before.members)
    loads_then, loads_now = loads_of(problem, teams), loads_of(problem, problem.teams)
    already = set(broken_by(problem, problem.teams))
    return TeamChangeRow(
        company=row.companies[enrolment_id],
        before=row.team(before),
        after=row.team(after),
        items=tuple(ItemChangeRow(row.items[one], now[one], then[one]) for one in problem.told_items),
        loads=tuple(
            LoadChangeRow(row.people[one], loads_now[one], loads_then[one], problem.cap_of(one))
            for one in sorted(before.members | after.members)
            if loads_now[one] != loads_then[one]
        ),
        breaks=tuple(rule for rule in broken_by(problem, teams) if rule not in already),
        reason=why(problem, teams, enrolment_id) if told else None,
    )


def _team(team: TeamRow) -> Team:
    return Team(team.lead.producer_id if team.lead else None, tuple(sorted(person.producer_id for person in team.sub_leads)))


def _leads_to_keep(problem: StaffingProblem) -> frozenset[Place]:
    """Leads stay unless somebody says otherwise: a company has one face. Not those whom a rule keeps from it anyway."""
    return frozenset(
        place
        for place in problem.places()
        if place.role is AssignmentRole.LEAD
        and place.person_id not in problem.absent
        and (place.company_id, place.person_id) not in problem.excluded
    )
