"""Between what a browser sent and the sections of a meeting's form: one section a chosen company, one blank row at the end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from tracker.domain.errors import RuleBroken
from tracker.domain.meetings import SectionRecord
from tracker.domain.visits import ActionNoted
from tracker.rows.cases import CaseRow
from tracker.rows.challenges import ChallengeChoiceRow
from tracker.rows.choices import Offered
from tracker.rows.meetings import SectionRow
from tracker.rows.notes import CaseChoiceRow
from tracker.rows.tools import ToolUseRow
from tracker.services.actions import ONE_OWNER
from tracker.web.challenges import fields as challenge_fields
from tracker.web.choosing import Among
from tracker.web.notes import note_values, offer_cases, read_notes, read_pictures, stored_notes
from tracker.web.tools.fields import read_uses, tool_values
from tracker.web.visits.action_rows import NO_DUE, NO_OWNER_NAME, NO_WHAT

_SECTION = re.compile(r"sections-([0-9]{1,6})-(.+)", re.ASCII)
_ACTION = re.compile(r"actions-([0-9]{1,6})-(.+)", re.ASCII)
Fields = list[tuple[str, str]]
Uses = Mapping[int, Sequence[ToolUseRow]]


def tidied(sent: MultiDict[str, str], chosen: Sequence[str], stored: Mapping[str, SectionRow], uses: Uses) -> MultiDict[str, str]:
    """What was sent, with exactly the sections of the ``chosen`` companies, in their order and numbered without gaps.

    A company without a section gets one: as it is ``stored``, else empty. Blank rows of next actions go;
    one is at the end where nothing was noted, or where the page was asked for more instead of being saved.
    """
    tidy: MultiDict[str, str] = MultiDict()
    by_index: defaultdict[int, Fields] = defaultdict(list)
    for name, value in sent.items(multi=True):
        match = _SECTION.fullmatch(name)
        if match is None:
            tidy.add(name, value)
        else:
            by_index[int(match[1])].append((match[2], value))
    typed = {dict(fields).get("enrolment_id", ""): fields for _index, fields in sorted(by_index.items())}
    for number, company in enumerate(chosen):
        fields = typed.get(company) or _as_stored(stored.get(company), uses)
        tidy.add(f"sections-{number}-enrolment_id", company)
        for name, value in _renumbered(fields, more="choose" in sent):
            if name != "enrolment_id":
                tidy.add(f"sections-{number}-{name}", value)
    return tidy


def companies_of(sent: MultiDict[str, str]) -> set[str]:
    """The companies that have a section in what was sent."""
    matches = ((_SECTION.fullmatch(name), value) for name, value in sent.items(multi=True))
    return {value for match, value in matches if match and match[2] == "enrolment_id"}


def _as_stored(section: SectionRow | None, uses: Uses) -> Fields:
    fields: Fields = []
    if section is not None:
        fields += [("decisions", section.decisions), ("internal_memo", section.internal_memo or "")]
        for index, said in enumerate(section.progress):
            at = f"challenges-{index}"
            fields += [(f"{at}-challenge_id", str(said.challenge_id)), (f"{at}-words", said.words)]
            fields += [(f"{at}-state", said.state.value)] if said.state else []
        for index, note in enumerate(section.notes):
            at = f"cases-{index}"
            fields += [(f"{at}-case_id", str(note.case_id)), *((f"{at}-phases", phase.value) for phase in note.phases)]
            fields += [(f"{at}-{name}", getattr(note, name)) for name in ("facts", "interpretation", "report_summary")]
            fields += [(f"{at}-pictures", key) for key in note.pictures]
        for index, values in enumerate(tool_values(uses.get(section.enrolment_id, ()))):
            fields += [(f"tools-{index}-{name}", str(value)) for name, value in values.items()]
    return fields


def _renumbered(fields: Fields, *, more: bool) -> Fields:
    """The fields of a section with its rows of next actions numbered anew: those with something in them, and a blank one."""
    rows: defaultdict[int, Fields] = defaultdict(list)
    others: Fields = []
    for name, value in fields:
        match = _ACTION.fullmatch(name)
        if match is None:
            others.append((name, value))
        else:
            rows[int(match[1])].append((match[2], value))
    written = [row for _index, row in sorted(rows.items()) if _is_written(row)]
    for number, row in enumerate(written if written and not more else [*written, [("what", "")]]):
        others += [(f"actions-{number}-{name}", value) for name, value in row]
    return others


def _is_written(row: Fields) -> bool:
    # Whoever only chose an owner has not noted anything yet: the choice stands ready-made in a fresh row.
    return any(value.strip() for name, value in row if name != "owner_id")


def values_of(
    sections: Iterable[SectionRow], cases: Iterable[CaseRow], challenges: Iterable[ChallengeChoiceRow], uses: Uses
) -> list[dict[str, Any]]:
    """What the sections of a form open with."""
    by_company = by_enrolment(cases)
    asked = _of_companies(challenges)
    return [
        {
            "enrolment_id": str(section.enrolment_id),
            "decisions": section.decisions,
            "internal_memo": section.internal_memo or "",
            "challenges": challenge_fields.progress_values(asked[section.enrolment_id], section.progress),
            "cases": note_values(by_company[section.enrolment_id], section.notes),
            "tools": tool_values(uses.get(section.enrolment_id, ())),
            "actions": [{}],
        }
        for section in sections
    ]


def _of_companies(challenges: Iterable[ChallengeChoiceRow]) -> defaultdict[int, list[ChallengeChoiceRow]]:
    grouped: defaultdict[int, list[ChallengeChoiceRow]] = defaultdict(list)
    for challenge in challenges:
        grouped[challenge.enrolment_id].append(challenge)
    return grouped


def by_enrolment(cases: Iterable[CaseRow]) -> defaultdict[int, list[CaseChoiceRow]]:
    grouped: defaultdict[int, list[CaseChoiceRow]] = defaultdict(list)
    for case in cases:
        grouped[case.enrolment_id].append(CaseChoiceRow(case.case_id, case.number, case.title))
    return grouped


def furnish(
    entries: Any,
    *,
    names: Mapping[str, str],
    cases: Iterable[CaseRow],
    challenges: Iterable[ChallengeChoiceRow],
    people: Offered,
    among_people: Among,
    mine: int | None,
) -> None:
    """Tell every section its company, its cases, the challenges to ask about and who may own a next action."""
    by_company = by_enrolment(cases)
    asked = _of_companies(challenges)
    owners = Offered(tuple(sorted(people.rows, key=lambda row: row.id != mine)), people.is_whole)
    ready = str(mine) if mine in {row.id for row in people.rows} else ""
    for entry in entries:
        company = entry.form.enrolment_id.data or ""
        entry.form.title = names.get(company, "")
        enrolment_id = int(company) if company.isdecimal() else 0
        offer_cases(entry.form.cases, by_company[enrolment_id])
        challenge_fields.offer_challenges(entry.form.challenges, entry.form.raised, asked[enrolment_id], by_company[enrolment_id])
        for row in entry.form.actions:
            row.form.owner_id.offer_these(owners, among_people, first=[("", _("企業側"))])
            if not _is_noted(row.form):
                row.form.owner_id.data = row.form.owner_id.data or ready


def read(entries: Any) -> tuple[SectionRecord, ...]:
    """The sections as typed, in the order of the form; the blank rows of next actions are none."""
    return tuple(
        SectionRecord(
            enrolment_id=int(form.enrolment_id.data),
            decisions=form.decisions.data or "",
            internal_memo=form.internal_memo.data or "",
            notes=read_notes(form.cases),
            pictures=read_pictures(form.cases),
            progress=challenge_fields.read_progress(form.challenges),
            raised=challenge_fields.read_raised(form.raised),
            next_on=form.next_on.data,
            tools=read_uses(form.tools),
            actions=tuple(_action(row.form) for row in form.actions if _is_noted(row.form)),
        )
        for form in (entry.form for entry in entries)
    )


def _is_noted(form: Any) -> bool:
    """Whether there is anything in the row that was typed; an owner's name as well, for which a choice stands ready."""
    owner = form.owner_id
    return bool(form.what.data or form.owner_name.data or form.due_on.data or owner.typed or owner.found)


def _action(form: Any) -> ActionNoted:
    owner_id = int(form.owner_id.data) if form.owner_id.data else None
    return ActionNoted(form.what.data or "", form.due_on.data, owner_id, form.owner_name.data or "")


def lacking(entries: Any) -> list[RuleBroken]:
    """What the next actions that were begun lack or have twice, each at its field."""
    broken: list[RuleBroken] = []
    for index, entry in enumerate(entries):
        for number, row in enumerate(entry.form.actions):
            form = row.form
            if not (_is_noted(form) or form.due_on.errors):
                continue
            at = f"sections-{index}-actions-{number}"
            if not form.what.data:
                broken.append(RuleBroken(NO_WHAT, field=f"{at}-what"))
            if not form.owner_id.data and not form.owner_name.data:
                broken.append(RuleBroken(NO_OWNER_NAME, field=f"{at}-owner_name"))
            if form.owner_id.data and form.owner_name.data:
                broken.append(RuleBroken(ONE_OWNER, field=f"{at}-owner_name"))
            if form.due_on.data is None and not form.due_on.errors:
                broken.append(RuleBroken(NO_DUE, field=f"{at}-due_on"))
    return broken


def stored_values(entries: Any, sections: Iterable[SectionRow]) -> dict[str, Any]:
    """What stands in the database by the names of the form's fields."""
    by_company = {str(section.enrolment_id): section for section in sections}
    stored: dict[str, Any] = {}
    for index, entry in enumerate(entries):
        section = by_company.get(entry.form.enrolment_id.data or "")
        if section is None:
            continue
        stored[f"sections-{index}-decisions"] = section.decisions
        stored[f"sections-{index}-internal_memo"] = section.internal_memo or ""
        stored |= stored_notes(entry.form.cases, section.notes, prefix=f"sections-{index}-cases")
        stored |= challenge_fields.stored_progress(entry.form.challenges, section.progress, prefix=f"sections-{index}-challenges")
    return stored
