"""Who changed the records of a submission since it was handed in: of these records alone, for whoever reads the report.

The audit trail itself is not the clerk's to read; that a record which was handed in was changed, by whom and why, is.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.redaction import MARK
from tracker.models import AuditEntry, AuditText, EnrolledCase, Enrolment, HiddenReason, NarrativeVersion, Producer
from tracker.queries.retention_tables import in_stretches
from tracker.queries.submissions import get_submission
from tracker.rows.submission_changes import ActRow, ActsRow, RecordKey, RecordKind

_EVENTS = {RecordKind.VISIT: "visit", RecordKind.MEETING: "team_meeting", RecordKind.OUTCOME: "outcome"}
# Which company and month these are of stands in the texts of their entries; a team is noted with its company.
_BY_TEXT = {"enrolment": RecordKind.TEAM, "stand_in": RecordKind.TEAM, "excused_month": RecordKind.EXCUSE}
_OF_TEAM = "assignments"
_REASON = case((exists().where(HiddenReason.entry_id == AuditEntry.id), MARK), else_=AuditEntry.reason)

Things = dict[str, dict[int, RecordKey]]  # by noun and id as the trail names them
# Under which of its things all of a record is told (``audit_parts``): a company's, not one of its months'.
_ROOTS = ("visit", "team_meeting", "outcome", "enrolment", "support_case", "producer")
_TOLD_WITH = {RecordKind.TEAM: "enrolment", RecordKind.EXCUSE: "enrolment", RecordKind.NARRATIVE: "support_case"}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the report calls the programme's companies and cases: numbers by the ids of enrolments and cases.

    A number can come a second time after its company was deleted.
    """

    companies: Mapping[int, str]
    cases: Mapping[int, str]
    company_ids: Mapping[int, int]  # by enrolment


def acts_since(viewer: Viewer, submission_id: int, keys: Collection[RecordKey]) -> ActsRow:
    """What was done to the records after the submission was handed in; the order of the trail tells, not a clock."""
    viewer.require(Act.REPORT)
    handed_in = _entry_of(viewer, get_submission(viewer, submission_id).submission_id)
    known = _known(viewer)
    things = _things_of(viewer, keys, known)
    found = [*_entries(viewer, handed_in, things), *_of_rows(viewer, handed_in, keys, known)]
    redacted = list(_redacted(viewer, handed_in, things))
    roots = _roots(things, keys, known)
    last: dict[RecordKey, ActRow] = {}
    for key, _entry_id, at, made_by, reason in sorted([*found, *redacted], key=lambda one: one[1]):
        last[key] = ActRow(at, made_by, reason, last[key].times + 1 if key in last else 1, roots.get(key))
    return ActsRow(last, frozenset(key for key, *_entry in redacted))


def _roots(things: Things, keys: Collection[RecordKey], known: _Known) -> dict[RecordKey, tuple[str, int]]:
    """The thing of the trail under which a record is told; two of one name are none."""
    found: defaultdict[RecordKey, list[tuple[str, int]]] = defaultdict(list)
    for noun in _ROOTS:
        for noun_id, key in things[noun].items():
            found[key].append((noun, noun_id))
    by_number: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for noun, numbers in (("enrolment", known.companies), ("support_case", known.cases)):
        for noun_id, number in numbers.items():
            by_number[noun, number].append((noun, noun_id))
    for key in keys:
        if told_with := _TOLD_WITH.get(key.kind):
            number = key.name.partition(" ")[0] if key.kind is RecordKind.EXCUSE else key.name
            found[key] = by_number[told_with, number]
    return {key: some[0] for key, some in found.items() if len(some) == 1}


def _entry_of(viewer: Viewer, submission_id: int) -> int:
    statement = select(func.min(AuditEntry.id)).where(
        AuditEntry.programme_id == viewer.programme,
        AuditEntry.noun == "submission",
        AuditEntry.noun_id == submission_id,
        AuditEntry.act == "hand_in_report",
    )
    return db.session.scalar(statement) or 0


def _known(viewer: Viewer) -> _Known:
    companies = select(Enrolment.id, Enrolment.number, Enrolment.company_id).where(Enrolment.programme_id == viewer.programme)
    cases = (
        select(EnrolledCase.case_id, EnrolledCase.number)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(Enrolment.programme_id == viewer.programme)
    )
    found = db.session.execute(companies).all()
    return _Known(
        companies={row.id: str(row.number) for row in found},
        cases=dict(db.session.execute(cases).all()),
        company_ids={row.id: row.company_id for row in found},
    )


def _things_of(viewer: Viewer, keys: Collection[RecordKey], known: _Known) -> Things:
    """The records as the trail names them, those that still have rows."""
    things: Things = {noun: {int(key.name): key for key in keys if key.kind is kind} for kind, noun in _EVENTS.items()}
    things |= {noun: {} for noun in ("enrolment", "company")}
    wanted = frozenset(keys)
    for enrolment_id, number in known.companies.items():
        if (key := RecordKey(RecordKind.COMPANY, number)) in wanted:
            things["enrolment"][enrolment_id] = things["company"][known.company_ids[enrolment_id]] = key
    cases = {case_id: RecordKey(RecordKind.CASE, number) for case_id, number in known.cases.items()}
    things["support_case"] = _wanted(cases, wanted)
    versions = select(NarrativeVersion.id, NarrativeVersion.case_id).where(NarrativeVersion.programme_id == viewer.programme)
    things["narrative_version"] = _wanted(
        {
            row_id: RecordKey(RecordKind.NARRATIVE, known.cases.get(case_id, ""))
            for row_id, case_id in db.session.execute(versions)
        },
        wanted,
    )
    people = select(Producer.id, Producer.name).where(Producer.programme_id == viewer.programme)
    things["producer"] = _wanted(
        {row_id: RecordKey(RecordKind.PERSON, name) for row_id, name in db.session.execute(people)}, wanted
    )
    return things


def _wanted(things: Mapping[int, RecordKey], wanted: frozenset[RecordKey]) -> dict[int, RecordKey]:
    return {row_id: key for row_id, key in things.items() if key in wanted}


def _entries(viewer: Viewer, after: int, things: Things) -> Iterator[tuple[RecordKey, int, Any, str, str]]:
    for noun, keys in things.items():
        for some in in_stretches(sorted(keys)):
            statement = select(AuditEntry.noun_id, AuditEntry.id, AuditEntry.at, AuditEntry.account_name, _REASON).where(
                AuditEntry.noun == noun,
                AuditEntry.noun_id.in_(some),
                AuditEntry.id > after,
                AuditEntry.programme_id == viewer.programme,
            )
            for noun_id, *entry in db.session.execute(statement):
                yield keys[noun_id], *entry


def _of_rows(
    viewer: Viewer, after: int, keys: Collection[RecordKey], known: _Known
) -> Iterator[tuple[RecordKey, int, Any, str, str]]:
    """Of teams, stand-ins and excused months, by the company and month that their texts name."""
    wanted = {key for key in keys if key.kind in _BY_TEXT.values()}
    if not wanted:
        return
    statement = (
        select(
            AuditEntry.noun,
            AuditEntry.noun_id,
            AuditText.before,
            AuditText.after,
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.account_name,
            _REASON,
        )
        .join(AuditText, AuditText.entry_id == AuditEntry.id)
        .where(AuditEntry.programme_id == viewer.programme, AuditEntry.id > after, AuditEntry.noun.in_(_BY_TEXT))
        .order_by(AuditEntry.id)
    )
    for noun, noun_id, before, now, *entry in db.session.execute(statement):
        texts = [json.loads(text) for text in (before, now) if text]
        if noun == "enrolment":
            texts = [{"enrolment_id": noun_id} for text in texts if _OF_TEAM in text]
        kind = _BY_TEXT[noun]
        for name in sorted({place for text in texts if (place := _place(kind, text, known.companies))}):
            if (key := RecordKey(kind, name)) in wanted:
                yield key, *entry


def _place(kind: RecordKind, text: Any, numbers: Mapping[int, str]) -> str:
    if not isinstance(text, dict) or text.get("enrolment_id") not in numbers:
        return ""
    number = numbers[text["enrolment_id"]]
    return f"{number} {str(text.get('month_on'))[:7]}" if kind is RecordKind.EXCUSE else number


def _redacted(viewer: Viewer, after: int, things: Things) -> Iterator[tuple[RecordKey, int, Any, str, str]]:
    """The redactions since then that took something out of a record, by the texts of the trail that they changed."""
    act = aliased(AuditEntry)
    for noun, keys in things.items():
        for some in in_stretches(sorted(keys)):
            statement = (
                select(AuditEntry.noun_id, act.id, act.at, act.account_name, act.reason)
                .distinct()
                .join(AuditText, AuditText.entry_id == AuditEntry.id)
                .join(act, (act.noun == "redaction") & (act.noun_id == AuditText.redaction_id) & (act.id > after))
                .where(AuditEntry.noun == noun, AuditEntry.noun_id.in_(some), act.programme_id == viewer.programme)
            )
            for noun_id, *entry in db.session.execute(statement):
                yield keys[noun_id], *entry  # type: ignore[misc]
