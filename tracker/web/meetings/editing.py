"""The form of a meeting between what is stored and what was typed: built, read, and both versions of a conflict."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from tracker.domain.cadence import VisitMode
from tracker.domain.calendar import day_before, fiscal_year_period
from tracker.domain.errors import RuleBroken
from tracker.domain.meetings import MeetingRecord, SectionRecord, check_held
from tracker.queries.cadence import list_neighbours
from tracker.queries.cases import list_cases
from tracker.queries.challenges import list_choices
from tracker.queries.tool_uses import list_last_uses, list_uses_of_meeting
from tracker.queries.tools import list_tools
from tracker.rows.cases import CaseRow
from tracker.rows.meetings import MeetingRow
from tracker.rows.notes import CaseChoiceRow
from tracker.rows.tools import ToolRow
from tracker.web import conflicts, viewing
from tracker.web.choosing import BY_NAME
from tracker.web.meetings import sections
from tracker.web.meetings.forms import LogMeetingForm, MeetingForm
from tracker.web.meetings.offering import Offer, begins_on, teams_of
from tracker.web.refusals import pin
from tracker.web.tools.fields import add_blank, add_missing, complete_uses, offer_tools, tool_values
from tracker.web.typed import is_filled, sent


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """What each section's rows of tools may choose from; what the meeting or the last visit noted stays, retired or not."""

    tools: Sequence[ToolRow]
    cases: Mapping[int, Sequence[CaseChoiceRow]]
    noted: sections.Uses
    last: sections.Uses

    def offer(self, entries: Any) -> None:
        for entry in entries:
            company = int(entry.form.enrolment_id.data)
            noted = (*self.noted.get(company, ()), *self.last.get(company, ()))
            offer_tools(entry.form.tools, self.tools, self.cases[company], noted=noted)


def new_form(kind: type[MeetingForm], offered: Offer, chosen: Sequence[str]) -> MeetingForm:
    """A form for the chosen companies; opened with today and the companies' teams.

    One for a gap that has passed opens without a day and without people: only the writer knows when it was and who was there.
    """
    if is_filled():
        return _typed(kind, offered)
    values: dict[str, Any] = {"meeting_on": viewing.today() if kind is LogMeetingForm and begins_on() is None else None}
    if kind is LogMeetingForm:
        last = _last_uses(chosen)
        values["sections"] = [
            {"enrolment_id": company, "cases": [], "tools": tool_values((), last.get(int(company), ())), "actions": [{}]}
            for company in chosen
        ]
    form = kind(
        companies=list(chosen),
        mode=VisitMode.ONSITE.value,
        team=_present(chosen, offered, and_me=True) if begins_on() is None else [],
        **values,
    )
    return _furnished(form, offered)


def _present(companies: Sequence[str], offered: Offer, *, and_me: bool = False) -> list[str]:
    """Who was probably there: the companies' teams of today, as far as they are offered."""
    people = teams_of([int(company) for company in companies])
    if and_me and (me := viewing.viewer().producer_id) is not None:
        people.add(me)
    return [str(row.id) for row in offered.people.rows if row.id in people]


def edit_form(kind: type[MeetingForm], offered: Offer, row: MeetingRow) -> MeetingForm:
    """The form of a meeting as it is stored, or as it was typed."""
    if is_filled():
        form = _typed(kind, offered, row)
        conflicts.settle(form, stored(form, offered, row))
        return form
    values = stored_head(offered, row)
    if kind is LogMeetingForm:
        companies = offered.among(values["companies"])
        values["sections"] = sections.values_of(row.mine, _cases(companies), _challenges(companies, row), _uses(row))
    return _furnished(kind(version=row.version, **values), offered, row)


def _typed(kind: type[MeetingForm], offered: Offer, row: MeetingRow | None = None) -> MeetingForm:
    wanted: Collection[str] = offered.wanted
    there = {str(section.enrolment_id): section for section in row.mine} if row else {}
    if request.form.get("keep-companies") == "theirs":
        wanted = there
    typed = sections.tidied(sent(), offered.among(wanted), there, _uses(row))
    if wanted is there:
        typed.pop("companies" + BY_NAME, None)
    if "choose" in sent():  # whose company is added was probably there
        added = [company for company in offered.among(wanted) if company not in sections.companies_of(sent())]
        here = typed.getlist("team")
        typed.setlist("team", [*here, *(one for one in _present(added, offered) if one not in here)])
    return _furnished(kind(typed), offered, row)


def _furnished(form: MeetingForm, offered: Offer, row: MeetingRow | None = None) -> MeetingForm:
    among = {"among_companies": offered.among_companies, "among_people": offered.among_people}
    form.offer(offered.companies, offered.people, **among)
    if isinstance(form, LogMeetingForm):
        chosen = [entry.form.enrolment_id.data for entry in form.sections]
        cases = _cases(chosen)
        sections.furnish(
            form.sections,
            names=offered.names,
            cases=cases,
            challenges=_challenges(chosen, row),
            people=offered.people,
            among_people=offered.among_people,
            mine=viewing.viewer().producer_id,
        )
        form.tool_choice = _tool_choice(chosen, cases, row)
        form.tool_choice.offer(form.sections)
        _say_gaps(form)
    return form


def _cases(companies: Sequence[str]) -> Any:
    return list_cases(viewing.viewer(), enrolment_ids=[int(company) for company in companies])


def _say_gaps(form: LogMeetingForm) -> None:
    """Between which visits of its company each section lies, on the form's day, or for want of one the gap's."""
    wanted = [int(entry.form.enrolment_id.data) for entry in form.sections if (entry.form.enrolment_id.data or "").isdecimal()]
    gaps = list_neighbours(viewing.viewer(), wanted, on=form.meeting_on.data or begins_on() or viewing.today())
    year = fiscal_year_period(viewing.fiscal_year())
    for entry in form.sections:
        company = entry.form.enrolment_id.data or ""
        entry.form.gap = gaps.get(int(company)) if company.isdecimal() else None
        last = entry.form.gap[0] if entry.form.gap else None
        entry.form.year_before_until = day_before(year.starts_on) if last and last < year.starts_on else None


def _uses(row: MeetingRow | None) -> sections.Uses:
    """The dialogue tools that the meeting notes, by company."""
    return list_uses_of_meeting(viewing.viewer(), row.meeting_id, today=viewing.today()) if row else {}


def _last_uses(companies: Sequence[str]) -> sections.Uses:
    today = viewing.today()
    return list_last_uses(viewing.viewer(), [int(company) for company in companies], before=today, today=today)


def _tool_choice(companies: Sequence[str], cases: Sequence[CaseRow], row: MeetingRow | None) -> ToolChoice:
    return ToolChoice(list_tools(viewing.viewer()), sections.by_enrolment(cases), _uses(row), _last_uses(companies))


def names_are_read(form: MeetingForm) -> bool:
    """Whether every name was read that was typed beside the companies and people; says at the field which was not."""
    for field in (form.companies, form.team):
        field.errors = list(field.process_errors)
    return not (form.companies.errors or form.team.errors)


def furnish_rows(form: MeetingForm, *, is_clash: bool) -> None:
    """Before the page is shown: a blank row of tools a section, and in a conflict the uses that the other one noted."""
    if not isinstance(form, LogMeetingForm):
        return
    for entry in form.sections:
        rows = entry.form.tools
        if is_clash:
            add_missing(rows, form.tool_choice.noted.get(int(entry.form.enrolment_id.data), ()))
        if not rows.entries or rows.entries[-1].form.offered.data or not rows.entries[-1].form.is_blank:
            add_blank(rows)
    form.tool_choice.offer(form.sections)


def _challenges(companies: Sequence[str], row: MeetingRow | None) -> Any:
    """The open challenges of the companies, and those of which this meeting says something already."""
    said = [one.challenge_id for section in row.sections for one in section.progress] if row else []
    wanted = [int(company) for company in companies if company.isdecimal()]
    return list_choices(viewing.viewer(), wanted, today=viewing.today(), said=said)


def is_complete(form: MeetingForm, *, is_final: bool) -> bool:
    """Whether everything typed can be read; what is missing is said at its field, the head's rules in the same answer."""
    valid = form.validate()
    if not isinstance(form, LogMeetingForm):
        return valid
    lacking = sections.lacking(form.sections)
    tools = [complete_uses(entry.form.tools) for entry in form.sections]
    if valid and not lacking and all(tools):
        return True
    broken = _broken_head(form, is_final=is_final)
    for one in [*lacking, *([broken] if broken else [])]:
        pin(form, one)
    if not all(tools):
        form.sections.errors = [entry.errors for entry in form.sections]
    return False


def _broken_head(form: LogMeetingForm, *, is_final: bool) -> RuleBroken | None:
    """What the rules say of the head, when the rest cannot be read yet: nobody mends a form twice for one save."""
    if form.meeting_on.data is None or form.mode.errors:
        return None
    dated = tuple(SectionRecord(int(entry.form.enrolment_id.data), next_on=entry.form.next_on.data) for entry in form.sections)
    try:
        check_held(_record(form, dated), today=viewing.today(), is_final=is_final)
    except RuleBroken as broken:
        return broken
    return None


def read(form: MeetingForm) -> MeetingRecord:
    if isinstance(form, LogMeetingForm):
        parts = sections.read(form.sections)
    else:
        parts = tuple(SectionRecord(int(company)) for company in form.companies.data)
    return _record(form, parts)


def _record(form: MeetingForm, parts: tuple[SectionRecord, ...]) -> MeetingRecord:
    return MeetingRecord(
        meeting_on=form.meeting_on.data,
        mode=VisitMode(form.mode.data),
        start_time=form.start_time.data,
        end_time=form.end_time.data,
        place=form.place.data or "",
        producer_ids=frozenset(int(person) for person in form.team.data or () if person.isdecimal()),
        other_attendees=form.other_attendees.data or "",
        sections=parts,
    )


def stored_head(offered: Offer, row: MeetingRow) -> dict[str, Any]:
    """The head of a meeting by the names of the form's fields, lists in the order in which they are offered."""
    there = {person.producer_id for person in row.people}
    head = row.head
    return {
        "companies": offered.among([str(section.enrolment_id) for section in row.mine]),
        "meeting_on": row.meeting_on,
        "mode": row.mode.value,
        "start_time": head.start_time if head else None,
        "end_time": head.end_time if head else None,
        "place": head.place if head else "",
        "team": [str(person.id) for person in offered.people.rows if person.id in there],
        "other_attendees": head.other_attendees if head else "",
    }


def stored(form: MeetingForm, offered: Offer, row: MeetingRow) -> dict[str, Any]:
    """What stands in the database by the names of the form's fields, sections included."""
    values = stored_head(offered, row)
    if isinstance(form, LogMeetingForm):
        values |= sections.stored_values(form.sections, row.mine)
    return values
