"""Where the things of the trail are found: their words and their address, for whoever may open it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.access import Act, Viewer
from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import Month
from tracker.rows.audit import Lead, OfThing, ThingRow, Things
from tracker.web.audit_words import AUDITED_NOUNS
from tracker.web.exception_words import TITLES
from tracker.web.language import say_day, say_month

# By lead: the right to ask for before a link is offered, the endpoint, and the name of the id in its address.
_PLACES: Mapping[Lead, tuple[Act, str, str | None]] = {
    Lead.COMPANY: (Act.BOARD, "companies.show", "enrolment_id"),
    Lead.TEAM: (Act.BOARD, "staffing.show", "enrolment_id"),
    Lead.CASE: (Act.BOARD, "cases.show", "case_id"),
    Lead.NARRATIVE: (Act.REPORT, "narratives.show", "case_id"),
    Lead.VISIT: (Act.BOARD, "visits.show", "visit_id"),
    Lead.MEETING: (Act.BOARD, "meetings.show", "meeting_id"),
    Lead.ACTIONS: (Act.BOARD, "actions.index", "company"),
    Lead.OUTCOMES: (Act.BOARD, "outcomes.index", "company"),
    Lead.VOICES: (Act.RECORD, "voices.index", "company"),
    Lead.CHALLENGE: (Act.RECORD, "challenges.show", "challenge_id"),
    Lead.DESIGN_SHEET: (Act.RECORD, "design_sheets.show", "sheet_id"),
    Lead.ATTACHMENT: (Act.RECORD, "attachments.view", "attachment_id"),
    Lead.EXHIBITION: (Act.BOARD, "exhibitions.show", "exhibition_id"),
    Lead.TRAINING: (Act.BOARD, "trainings.show", "training_id"),
    Lead.PRODUCER: (Act.BOARD, "producers.show", "producer_id"),
    Lead.DIARY: (Act.DIARY, "diaries.year", "producer_id"),
    Lead.ROUND: (Act.ROUNDS, "assessments.show", "round_id"),
    Lead.TOOLS: (Act.BOARD, "tools.index", None),
    Lead.ITEMS: (Act.ROUNDS, "assessments.items", None),
    Lead.ABSENCES: (Act.STAFF, "absences.index", None),
    Lead.EXCLUSIONS: (Act.STAFF, "exclusions.index", None),
    Lead.LOAD_CAPS: (Act.STAFF, "load_caps.index", None),
    Lead.MEMBERS: (Act.PEOPLE, "members.index", None),
    Lead.SETTINGS: (Act.SETTINGS, "programmes.edit", None),
    Lead.HOURS_RULE: (Act.HOURS, "diaries.settings", None),
    Lead.FORM: (Act.REPORT, "form_templates.show", "form_id"),
    Lead.LOG: (Act.IMPORT, "hand_log.show", "upload_id"),
    Lead.ROSTER: (Act.IMPORT, "roster.show", "upload_id"),
    Lead.SNOOZES: (Act.BOARD, "snoozes.index", None),
    Lead.SETTLEMENTS: (Act.BOARD, "settlements.index", None),
    Lead.MONTHS: (Act.BOARD, "closing.index", None),
    Lead.LATE_DRAFTS: (Act.STAFF, "drafts.late", None),
    Lead.REDACTION: (Act.STAFF, "redactions.show", "redaction_id"),
    Lead.RETENTION: (Act.STAFF, "retention.index", None),
    Lead.SUBMISSION: (Act.REPORT, "submissions.show", "submission_id"),
}
# What is found on a page of the whole programme, whichever one it is.
_EVERY: Mapping[str, Lead] = {
    "competency_item": Lead.ITEMS,
    "item_version": Lead.ITEMS,
    "dialogue_tool": Lead.TOOLS,
    "tool_part": Lead.TOOLS,
    "hours_rule": Lead.HOURS_RULE,
    "purge": Lead.RETENTION,
    "retention_hold": Lead.RETENTION,
}
_OF_MONTHS = frozenset({"excused_month", "month_close", "work_month"})


def words_of(things: Things) -> Callable[[OfThing], str]:
    """A thing in words: 企業訪問 架空アサヒ製作所 2026年10月14日(水); without a name by its number."""

    def say(row: OfThing) -> str:
        thing = things.get((row.noun, row.noun_id))
        noun = str(AUDITED_NOUNS[row.noun])
        parts = [noun, *(_told(thing) if thing else ())]
        if not any(parts[1:]):
            parts.append(_("番号%(number)s", number=row.noun_id) if row.noun_id else "")
        return " ".join(part for part in parts if part)

    return say


def _told(thing: ThingRow) -> tuple[str, ...]:
    """What kind of thing it is where it is one of several, its name, and its day or month."""
    kind = str(TITLES[AttentionKind(thing.kind)][0]) if thing.kind else ""
    if thing.kind == AttentionKind.OPEN_MONTH:
        return kind, say_month(Month.parse(thing.name))
    if thing.on is None:
        return kind, thing.name
    return kind, thing.name, say_month(Month.of(thing.on)) if thing.noun in _OF_MONTHS else say_day(thing.on)


def address_of(viewer: Viewer, things: Things) -> Callable[[OfThing], str | None]:
    """The address of a thing, None where there is none for the viewer, or the thing was deleted."""

    def find(row: OfThing) -> str | None:
        if viewer.programme_id is None:
            is_there = row.noun == "account" and (row.noun, row.noun_id) in things
            return url_for("members.person", account_id=row.noun_id) if is_there else None
        thing = things.get((row.noun, row.noun_id))
        lead, lead_id = _led(row, thing)
        if lead is None or (thing is not None and thing.is_deleted):
            return None
        act, endpoint, name = _PLACES[lead]
        if not viewer.may(act) or (name is not None and lead_id is None):
            return None
        values: dict[str, Any] = {name: lead_id} if name is not None else {}
        return url_for(endpoint, **values)

    return find


def _led(row: OfThing, thing: ThingRow | None) -> tuple[Lead | None, int | None]:
    if row.noun in _EVERY:
        return _EVERY[row.noun], None
    return (thing.lead, thing.lead_id) if thing is not None else (None, None)
