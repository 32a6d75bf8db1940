"""What the form of a meeting may choose from: companies and people, of many the likeliest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.access import Act
from tracker.queries.choices import offer_producers
from tracker.queries.teams import list_teams
from tracker.rows.choices import ChoiceRow, Offered
from tracker.rows.meetings import MeetingRow
from tracker.web import choosing, viewing
from tracker.web.choosing import Among
from tracker.web.hours_links import day_of_address
from tracker.web.meetings.forms import CompaniesForm
from tracker.web.typed import day_of, is_filled, number_of, sent


@dataclass(frozen=True, slots=True)
class Offer:
    """What a form may choose from, of many the likeliest; companies with the viewer's own first, and people.

    ``wanted`` are the companies that the form names, by their ids as text or by a name that was typed.
    """

    companies: Offered
    people: Offered
    among_companies: Among
    among_people: Among
    wanted: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        """The companies' names by their ids as text."""
        return {str(row.id): row.name for row in self.companies.rows}

    def among(self, wanted: Collection[str]) -> list[str]:
        """Those of the wanted companies that are offered, in the order of the offer."""
        return [company for company in self.names if company in wanted]


def begins_on() -> date | None:
    """The visit day after which a meeting is missing that the form is opened for (``?after=``); None where it is for none."""
    day = day_of_address("after")
    return day if day is not None and day < viewing.today() else None


def offer(row: MeetingRow | None = None, *, asked: Sequence[str] = ()) -> Offer:
    """The companies that the viewer may log, the people on the roster, and what stands in the meeting or the form already."""
    viewer, today = viewing.viewer(), viewing.today()
    since = min(day_of("meeting_on", today=today) or begins_on() or today, today)  # who was on the roster then may have left
    among = _companies(row)
    typed = CompaniesForm(sent() if is_filled() else None, companies=list(asked)).companies
    first = among.offer(typed.chosen())
    companies = Offered(tuple(typed.settle(first, among).values()), first.is_whole)
    there = {person.producer_id for person in row.people} if row else set()
    people = offer_producers(
        viewer, today=today, since=since, keep=there, beside=lambda: {*_people_named(), *teams_of(typed.chosen())}
    )
    return Offer(companies, people, among, choosing.producers(since=since), tuple(typed.data or ()))


def _companies(row: MeetingRow | None) -> Among:
    """The companies that the viewer may log, with those of the meeting's own sections and without the others'."""
    among = choosing.companies(Act.LOG)
    mine = {section.enrolment_id: ChoiceRow(section.enrolment_id, section.company) for section in row.mine} if row else {}
    others = {section.enrolment_id for section in row.others} if row else frozenset()

    def offered(keep: Collection[int]) -> Offered:
        found = among.offer({*keep, *mine})
        rows = {one.id: one for one in found.rows if one.id not in others}
        return Offered(tuple((rows | {key: one for key, one in mine.items() if key not in rows}).values()), found.is_whole)

    return replace(among, offer=offered, find=lambda text: [one for one in among.find(text) if one.id not in others])


def _people_named() -> set[int]:
    """Whom the form names that was sent: as present, or for a next action."""
    if not is_filled():
        return set()
    named = (value for name, value in sent().items(multi=True) if name == "team" or name.endswith("-owner_id"))
    return {number for value in named if (number := number_of(value)) is not None}


def teams_of(companies: Collection[int]) -> set[int]:
    """Who is on the companies' teams today."""
    teams = list_teams(viewing.viewer(), viewing.today(), list(companies))
    return {person.producer_id for team in teams.values() for person in team.people}
