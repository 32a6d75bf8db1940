"""The words that each thing is found by, read from where they are kept: the one list of what a search looks through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, case, func, literal, literal_column, null, select, union_all

from tracker.database import db
from tracker.domain.search import Depth, Kind, Words
from tracker.models import (
    Challenge,
    ChallengeProgress,
    Company,
    CompanyAlias,
    EnrolledCase,
    Enrolment,
    MarketFeedback,
    MeetingCase,
    MeetingSection,
    NextAction,
    Outcome,
    Producer,
    SupportCase,
    TeamMeeting,
    ToolUse,
    UnassignedNote,
    Visit,
    VisitCase,
)
from tracker.queries.prepared import run_flushed
from tracker.rows.search import ThingWords

_BOARD, _RECORD, _MEMO = Depth.BOARD, Depth.RECORD, Depth.MEMO
_Columns = tuple[tuple[Depth, Words, Any], ...]

_OLD_NAMES = (
    select(func.aggregate_strings(CompanyAlias.name, "\n")).where(CompanyAlias.company_id == Company.id).scalar_subquery()
)
# By kind: the thing's columns, each with how far one must read to find it. Phone numbers and addresses of mail are not searched.
_COLUMNS: Mapping[Kind, _Columns] = {
    Kind.COMPANY: (
        (_BOARD, Words.NAME, Company.name),
        (_BOARD, Words.NAME, _OLD_NAMES),
        (_BOARD, Words.KANA, Company.kana),
        (_BOARD, Words.PLACE, Company.prefecture + Company.municipality + Company.street),
        (_BOARD, Words.NUMBER, Company.corporate_number),
        (_RECORD, Words.CONTACT, Company.contact_name),
        (_RECORD, Words.REMARKS, Enrolment.remarks),
    ),
    Kind.CASE: ((_BOARD, Words.NAME, SupportCase.title), (_BOARD, Words.KIND, SupportCase.kind)),
    Kind.PERSON: (
        (_BOARD, Words.NAME, Producer.name),
        (_BOARD, Words.KANA, Producer.kana),
        (_BOARD, Words.KIND, Producer.category),
    ),
    Kind.VISIT: (
        (_RECORD, Words.DECISIONS, Visit.decisions),
        (_RECORD, Words.PLACE, Visit.place),
        (_RECORD, Words.CONTACT, Visit.counterparts),
        (_RECORD, Words.ATTENDEES, Visit.other_attendees),
        (_RECORD, Words.STATUS_REASON, Visit.status_reason),
        (_MEMO, Words.MEMO, Visit.internal_memo),
    ),
    Kind.MEETING: (
        (_RECORD, Words.DECISIONS, MeetingSection.decisions),
        (_RECORD, Words.PLACE, TeamMeeting.place),
        (_RECORD, Words.ATTENDEES, TeamMeeting.other_attendees),
        (_RECORD, Words.STATUS_REASON, TeamMeeting.status_reason),
        (_MEMO, Words.MEMO, MeetingSection.internal_memo),
    ),
    Kind.CHALLENGE: (
        (_RECORD, Words.NAME, Challenge.title),
        (_RECORD, Words.DESCRIPTION, Challenge.description),
        (_RECORD, Words.REASON, Challenge.reason),
    ),
    Kind.ACTION: ((_RECORD, Words.WHAT, NextAction.what), (_RECORD, Words.OWNER, NextAction.owner_name)),
    Kind.OUTCOME: (
        (_RECORD, Words.DESCRIPTION, Outcome.description),
        (_RECORD, Words.KIND, Outcome.kind_detail),
        (_RECORD, Words.EVIDENCE, Outcome.evidence),
    ),
    Kind.VOICE: ((_RECORD, Words.VOICE, MarketFeedback.words), (_RECORD, Words.VISITOR, MarketFeedback.visitor)),
}
# The statements that follow a save are built once: building one costs twice what asking it does.
_THESE: Any = bindparam("these", expanding=True)
_BESIDE = tuple(
    (_RECORD, words) for words in (Words.FACTS, Words.INTERPRETATION, Words.REPORT_SUMMARY, Words.PROGRESS, Words.TOOL)
)
# What the tool was called when it was used, and what came of it.
_TOOL = ToolUse.label_noted + case((ToolUse.finding == "", ""), else_="：" + ToolUse.finding)
# By kind: the thing's id, its programme, its company, its day, and what it is read from.
_PLACES: Mapping[Kind, tuple[Any, Any, Any, Any]] = {
    Kind.COMPANY: (Enrolment.id, Enrolment.programme_id, Enrolment.id, literal(None)),
    Kind.CASE: (EnrolledCase.id, Enrolment.programme_id, Enrolment.id, literal(None)),
    Kind.PERSON: (Producer.id, Producer.programme_id, literal(None), literal(None)),
    Kind.VISIT: (Visit.id, Visit.programme_id, Visit.enrolment_id, Visit.visit_on),
    Kind.MEETING: (MeetingSection.id, MeetingSection.programme_id, MeetingSection.enrolment_id, TeamMeeting.meeting_on),
    Kind.CHALLENGE: (Challenge.id, Challenge.programme_id, Challenge.enrolment_id, Challenge.raised_on),
    Kind.ACTION: (NextAction.id, NextAction.programme_id, NextAction.enrolment_id, NextAction.due_on),
    Kind.OUTCOME: (Outcome.id, Outcome.programme_id, Outcome.enrolment_id, Outcome.outcome_on),
    Kind.VOICE: (MarketFeedback.id, MarketFeedback.programme_id, MarketFeedback.enrolment_id, MarketFeedback.heard_on),
}


def read_words(kind: Kind, thing_ids: Collection[int]) -> tuple[ThingWords, ...]:
    """Every word of these things, deleted ones and drafts too: who finds them is decided by whoever asks."""
    places: dict[int, tuple[Any, Any, Any]] = {}
    texts: defaultdict[int, list[tuple[Depth, Words, str]]] = defaultdict(list)
    rows = run_flushed(_words_of(kind), {_THESE.key: list(thing_ids)})
    for is_beside, thing_id, programme_id, enrolment_id, on, *said in sorted(rows, key=lambda row: bool(row[0])):
        if not is_beside:
            places[thing_id] = programme_id, enrolment_id, on
        names = _BESIDE if is_beside else [(depth, words) for depth, words, _column in _COLUMNS[kind]]
        texts[thing_id] += [(*name, text) for name, text in zip(names, said, strict=False) if text]
    in_order = {thing_id: tuple(sorted(of_thing, key=lambda one: one[0].number)) for thing_id, of_thing in texts.items()}
    return tuple(ThingWords(kind, thing_id, *place, in_order[thing_id]) for thing_id, place in places.items())


def list_thing_ids(kind: Kind, *, after: int, limit: int) -> tuple[int, ...]:
    """The next things of a kind, of all programmes: for making the whole index anew."""
    thing_id = _PLACES[kind][0]
    statement = _things(kind, select(thing_id)).where(thing_id > after).order_by(thing_id).limit(limit)
    return tuple(db.session.scalars(statement))


def things_of(table: str, row_ids: Collection[int]) -> tuple[tuple[Kind, int], ...]:
    """The things that hold the words of some rows of a table; nothing for a table that is not searched."""
    found: list[tuple[Kind, int]] = []
    for kind, statement in _owners(table):
        found += [(kind, one) for one in run_flushed(statement, {_THESE.key: list(row_ids)}).scalars()]
    return tuple(found)


_OF_ALIASES = (
    select(CompanyAlias.id.label("alias_id"), Enrolment.id.label("enrolment_id"))
    .join(Enrolment, Enrolment.company_id == CompanyAlias.company_id)
    .subquery()
)
# By table: which kind of thing its rows' words are found under, the row's id, the thing's id.
_OWNERS: Mapping[str, tuple[tuple[Kind, Any, Any], ...]] = {
    "company": ((Kind.COMPANY, Enrolment.company_id, Enrolment.id),),
    "company_alias": ((Kind.COMPANY, _OF_ALIASES.c.alias_id, _OF_ALIASES.c.enrolment_id),),
    "enrolment": ((Kind.COMPANY, Enrolment.id, Enrolment.id),),
    "support_case": ((Kind.CASE, EnrolledCase.case_id, EnrolledCase.id),),
    "enrolled_case": ((Kind.CASE, EnrolledCase.id, EnrolledCase.id),),
    "producer": ((Kind.PERSON, Producer.id, Producer.id),),
    "visit": ((Kind.VISIT, Visit.id, Visit.id),),
    "visit_case": ((Kind.VISIT, VisitCase.id, VisitCase.visit_id),),
    "unassigned_note": (
        (Kind.VISIT, UnassignedNote.id, UnassignedNote.visit_id),
        (Kind.MEETING, UnassignedNote.id, UnassignedNote.section_id),
    ),
    "challenge_progress": (
        (Kind.VISIT, ChallengeProgress.id, ChallengeProgress.visit_id),
        (Kind.MEETING, ChallengeProgress.id, ChallengeProgress.section_id),
    ),
    "tool_use": (
        (Kind.VISIT, ToolUse.id, ToolUse.visit_id),
        (Kind.MEETING, ToolUse.id, ToolUse.section_id),
    ),
    "team_meeting": ((Kind.MEETING, MeetingSection.meeting_id, MeetingSection.id),),
    "meeting_section": ((Kind.MEETING, MeetingSection.id, MeetingSection.id),),
    "meeting_case": ((Kind.MEETING, MeetingCase.id, MeetingCase.section_id),),
    "challenge": ((Kind.CHALLENGE, Challenge.id, Challenge.id),),
    "next_action": ((Kind.ACTION, NextAction.id, NextAction.id),),
    "outcome": ((Kind.OUTCOME, Outcome.id, Outcome.id),),
    "market_feedback": ((Kind.VOICE, MarketFeedback.id, MarketFeedback.id),),
}
SEARCHED_TABLES = frozenset(_OWNERS)


def things_named_by(row: Any) -> tuple[tuple[Kind, int], ...] | None:
    """The things that a row itself names, so that nothing has to be asked; None where the database has to tell."""
    owners = _OWNERS.get(row.__tablename__, ())
    if any(
        row_id.key != "id" or row_id.class_ is not type(row) or row_id.class_ is not thing.class_ for _k, row_id, thing in owners
    ):
        return None
    named = ((kind, getattr(row, thing.key)) for kind, _row_id, thing in owners)
    return tuple((kind, thing_id) for kind, thing_id in named if thing_id is not None)


def things_made_with(row: Any) -> tuple[tuple[Kind, int], ...]:
    """The things that a row itself is, of which nothing is kept before the row is written."""
    owners = _OWNERS.get(row.__tablename__, ())
    return tuple((kind, row.id) for kind, _row_id, thing in owners if thing.key == "id" and thing.class_ is type(row))


@cache
def _owners(table: str) -> tuple[tuple[Kind, Select[Any]], ...]:
    return tuple(
        (kind, select(thing_id).where(row_id.in_(_THESE), thing_id.is_not(None)))
        for kind, row_id, thing_id in _OWNERS.get(table, ())
    )


@cache
def _words_of(kind: Kind) -> Select[Any] | CompoundSelect[Any]:
    """A row a thing with its place and its texts; of a visit or a section also one for every note that lies beside it."""
    columns = [column for _depth, _words, column in _COLUMNS[kind]]
    own = _things(kind, select(literal_column("0"), *_PLACES[kind], *columns)).where(_PLACES[kind][0].in_(_THESE))
    if kind not in (Kind.VISIT, Kind.MEETING):
        return own
    notes: Any = VisitCase if kind is Kind.VISIT else MeetingCase
    beside = []
    for note, said in (
        *((one, [one.facts, one.interpretation, one.report_summary, null(), null()]) for one in (notes, UnassignedNote)),
        (ChallengeProgress, [*[null()] * 3, ChallengeProgress.words, null()]),
        (ToolUse, [*[null()] * 4, _TOOL]),
    ):
        thing = note.visit_id if kind is Kind.VISIT else note.section_id
        padding = [null()] * (len(columns) - len(said))
        beside.append(select(literal_column("1"), thing, null(), null(), null(), *said, *padding).where(thing.in_(_THESE)))
    return union_all(own, *beside)


def _things(kind: Kind, statement: Select[Any]) -> Select[Any]:
    if kind is Kind.COMPANY:
        return statement.select_from(Enrolment).join(Company, Company.id == Enrolment.company_id)
    if kind is Kind.CASE:
        joined = statement.select_from(EnrolledCase).join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        return joined.join(SupportCase, SupportCase.id == EnrolledCase.case_id)
    if kind is Kind.MEETING:
        return statement.select_from(MeetingSection).join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
    return statement
