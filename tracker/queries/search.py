"""Search: what holds the words, within what the viewer may read; each kind is asked apart, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, union

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.records import RecordState
from tracker.domain.search import Depth, Kind, Query, Words, mark, of_company, of_kind
from tracker.models import (
    Assignment,
    Challenge,
    Company,
    EnrolledCase,
    Enrolment,
    Exhibition,
    MarketFeedback,
    MeetingParticipant,
    MeetingSection,
    NextAction,
    Outcome,
    Producer,
    SearchText,
    StandIn,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.queries.prepared import run
from tracker.queries.search_index import has_pieces, holds_word, index
from tracker.queries.search_words import read_words
from tracker.rows.search import HitRow, KindRow, PassageRow

COUNTED_AT_MOST = 200
# of which at least the name is on the board; they have no day
_ON_BOARD = frozenset({Kind.COMPANY, Kind.CASE, Kind.PERSON})
_PASSAGES = 2


def search(
    viewer: Viewer, query: Query, *, today: date, shown: int, only: Kind | None = None, offset: int = 0
) -> tuple[KindRow, ...]:
    """Of every kind (or ``only`` one) how many things hold every word, and ``shown`` of them after the first ``offset``.

    More than ``COUNTED_AT_MOST`` are not counted, unless somebody has paged so far.
    """
    viewer.require(Act.BOARD)
    companies = _companies_of(viewer)
    return tuple(
        _kind_row(viewer, query, kind, companies, today=today, shown=shown, offset=offset) for kind in ([only] if only else Kind)
    )


def _kind_row(
    viewer: Viewer, query: Query, kind: Kind, companies: Collection[int] | None, *, today: date, shown: int, offset: int
) -> KindRow:
    counted = max(COUNTED_AT_MOST, offset + shown)
    found = _find(viewer, query, kind, companies, today=today, limit=counted + 1)
    return KindRow(
        kind,
        count=min(len(found), counted),
        more=len(found) > counted,
        hits=_with_passages(kind, query, found[offset : offset + shown]),
    )


def _companies_of(viewer: Viewer) -> tuple[int, ...] | None:
    """The companies of which the viewer can read anything at all beyond the board; None: perhaps of every one.

    The index is asked for these alone; whether a record is open is then decided for each as everywhere.
    """
    if viewer.sees_all(Act.RECORD):
        return None
    me = viewer.producer_id or 0
    statement = union(
        select(Assignment.enrolment_id).where(Assignment.producer_id == me),
        select(StandIn.enrolment_id).where(StandIn.producer_id == me, StandIn.deleted_at.is_(None)),
        select(Visit.enrolment_id)
        .join(VisitParticipant, VisitParticipant.visit_id == Visit.id)
        .where(VisitParticipant.producer_id == me),
        select(MeetingSection.enrolment_id)
        .join(MeetingParticipant, MeetingParticipant.meeting_id == MeetingSection.meeting_id)
        .where(MeetingParticipant.producer_id == me),
    )
    return tuple(db.session.scalars(statement))


def _find(viewer: Viewer, query: Query, kind: Kind, companies: Collection[int] | None, *, today: date, limit: int) -> list[Any]:
    """Things in their order, each once, at the greatest depth that the viewer reads; at most ``limit``."""
    any_of: list[str] = []
    if companies is not None and kind not in _ON_BOARD:
        if not companies:
            return []
        any_of = [of_company(one) for one in companies]
    pieces, key = index()
    statement = (
        _SELECTS[kind](viewer, today)
        .select_from(pieces)
        .where(
            has_pieces({of_kind(viewer.programme, kind), *query.pieces}, any_of),
            SearchText.id == key,
            *(holds_word(word) for word in query.words),
        )
        .order_by(key if kind in _ON_BOARD else key.desc())
        .limit(len(Depth) * limit)
    )
    found: dict[int, Any] = {}
    rows = run(statement, {})  # one after the other, as far as they are looked at: the session would have them all first
    for row in rows:
        if len(found) == limit and row.thing_id not in found:
            break
        if row.thing_id not in found or row.depth.number > found[row.thing_id].depth.number:
            found[row.thing_id] = row
    rows.close()
    return list(found.values())


def _with_passages(kind: Kind, query: Query, found: Collection[Any]) -> tuple[HitRow, ...]:
    """The hits that are shown, with the passages that hold the words, of no greater depth than was found."""
    things = {thing.thing_id: thing for thing in read_words(kind, [row.thing_id for row in found])} if found else {}
    hits = []
    for row in found:
        thing = things.get(row.thing_id)
        texts = [(words, text) for depth, words, text in thing.texts if depth.number <= row.depth.number] if thing else []
        # the name is the hit's title
        passages = [PassageRow(one, marked) for one, text in texts if one is not Words.NAME and (marked := mark(text, query))]
        hits.append(
            HitRow(
                kind, row.leads_to, row.title, row.company_name, row.enrolment_id, row.happened_on, tuple(passages[:_PASSAGES])
            )
        )
    return tuple(hits)


def _select(
    leads_to: Any, title: Any = "", company: Any = Company.name, enrolment: Any = Enrolment.id, on: Any = None
) -> Select[Any]:
    return select(
        SearchText.thing_id,
        SearchText.depth,
        leads_to.label("leads_to"),
        (literal(title) if isinstance(title, str) else title).label("title"),
        (literal(company) if isinstance(company, str) else company).label("company_name"),
        (literal(None) if enrolment is None else enrolment).label("enrolment_id"),
        (literal(None) if on is None else on).label("happened_on"),
    )


def _of_company(viewer: Viewer, statement: Select[Any], enrolment_id: Any) -> Select[Any]:
    return (
        statement.join(Enrolment, Enrolment.id == enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    )


def _at_depth(record: ColumnElement[bool], memo: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Nothing that only a deeper text holds is told by whether it is found."""
    return or_(
        SearchText.depth == Depth.BOARD,
        and_(SearchText.depth == Depth.RECORD, record),
        false() if memo is None else and_(SearchText.depth == Depth.MEMO, memo),
    )


def _companies(viewer: Viewer, today: date) -> Select[Any]:
    statement = _select(Enrolment.id, title=Company.name, company="").select_from(SearchText)
    return _of_company(viewer, statement, SearchText.thing_id).where(_at_depth(scope.company_record(viewer, today)))


def _cases(viewer: Viewer, _today: date) -> Select[Any]:
    statement = _select(SupportCase.id, title=SupportCase.title).select_from(SearchText)
    statement = statement.join(EnrolledCase, EnrolledCase.id == SearchText.thing_id)
    statement = statement.join(SupportCase, SupportCase.id == EnrolledCase.case_id)
    return _of_company(viewer, statement, EnrolledCase.enrolment_id).where(SupportCase.deleted_at.is_(None))


def _people(viewer: Viewer, _today: date) -> Select[Any]:
    statement = _select(Producer.id, title=Producer.name, company="", enrolment=None).select_from(SearchText)
    return statement.join(Producer, Producer.id == SearchText.thing_id).where(
        scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
    )


def _visits(viewer: Viewer, today: date) -> Select[Any]:
    statement = _select(Visit.id, on=Visit.visit_on).select_from(SearchText).join(Visit, Visit.id == SearchText.thing_id)
    return _of_company(viewer, statement, Visit.enrolment_id).where(
        Visit.deleted_at.is_(None),
        or_(Visit.record_state == RecordState.FINAL, scope.visit_record(viewer, today, Act.LOG)),
        _at_depth(scope.visit_record(viewer, today), scope.visit_record(viewer, today, Act.MEMO)),
    )


def _meetings(viewer: Viewer, today: date) -> Select[Any]:
    day = TeamMeeting.meeting_on
    statement = _select(TeamMeeting.id, on=day).select_from(SearchText)
    statement = statement.join(MeetingSection, MeetingSection.id == SearchText.thing_id)
    statement = statement.join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
    return _of_company(viewer, statement, MeetingSection.enrolment_id).where(
        TeamMeeting.deleted_at.is_(None),
        or_(TeamMeeting.record_state == RecordState.FINAL, scope.section_record(viewer, today, day, Act.LOG)),
        _at_depth(scope.section_record(viewer, today, day), scope.section_record(viewer, today, day, Act.MEMO)),
    )


def _facts(thing: Any, title: Any, on: Any) -> Callable[[Viewer, date], Select[Any]]:
    """Challenges, next actions, outcomes and voices: each its company's record."""

    def found(viewer: Viewer, today: date) -> Select[Any]:
        statement = _select(thing.id, title=title, on=on).select_from(SearchText).join(thing, thing.id == SearchText.thing_id)
        if thing is MarketFeedback:
            statement = statement.join(Exhibition, Exhibition.id == thing.exhibition_id).where(Exhibition.deleted_at.is_(None))
        return _of_company(viewer, statement, thing.enrolment_id).where(
            thing.deleted_at.is_(None), _at_depth(scope.company_record(viewer, today))
        )

    return found


_SELECTS: Mapping[Kind, Callable[[Viewer, date], Select[Any]]] = {
    Kind.COMPANY: _companies,
    Kind.CASE: _cases,
    Kind.PERSON: _people,
    Kind.VISIT: _visits,
    Kind.MEETING: _meetings,
    Kind.CHALLENGE: _facts(Challenge, Challenge.title, Challenge.raised_on),
    Kind.ACTION: _facts(NextAction, "", NextAction.due_on),
    Kind.OUTCOME: _facts(Outcome, "", Outcome.outcome_on),
    Kind.VOICE: _facts(MarketFeedback, Exhibition.name, MarketFeedback.heard_on),
}
