"""Notes for the dashboard's kept lines which companies, and which days' records, a transaction writes about.

No service has to remember it: the session tells which rows are written, through objects or by a statement. What is noted becomes
one statement before the commit, which writes nothing for a programme whose lines are not kept. The programmes that go on from the
one written about are marked too: a gap, and a case's phases, begin in the years before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Executable, Integer, bindparam, event, insert, inspect, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from tracker.database import db
from tracker.domain.calendar import Month
from tracker.models import (
    BoardHead,
    BoardMark,
    EnrolledCase,
    Enrolment,
    MeetingSection,
    MonthClose,
    Programme,
    TeamMeeting,
    Visit,
)
from tracker.queries.prepared import connection_of

Named = tuple[str, int]
Place = tuple[int, int | None, date | None]  # a programme, and of it a company or the records of a day: neither is all of it
_NOTED = "noted_for_board"
_ENROLMENT = (("enrolment", "enrolment_id"),)
# By table: what hangs on a row, and the column that names it.
_ABOUT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "programme": (("programme", "id"),),
    "enrolment": (("enrolment", "id"),),
    "assignment": _ENROLMENT,
    "stand_in": _ENROLMENT,
    "excused_month": _ENROLMENT,
    "enrolled_case": _ENROLMENT,
    "month_close": (("close", "id"),),
    "support_case": (("case", "id"),),
    "challenge": _ENROLMENT,
    "outcome": _ENROLMENT,
    "challenge_progress": (("visit", "visit_id"), ("section", "section_id")),
    "visit": (("visit", "id"),),
    "visit_case": (("visit", "visit_id"),),
    "visit_participant": (("visit", "visit_id"),),
    "team_meeting": (("meeting", "id"),),
    "meeting_section": (("meeting", "meeting_id"), *_ENROLMENT),
    "meeting_case": (("section", "section_id"),),
    "meeting_participant": (("meeting", "meeting_id"),),
    "settlement": (*_ENROLMENT, ("visit", "visit_id"), ("meeting", "meeting_id")),
    "attachment": (("visit", "visit_id"), ("meeting", "meeting_id")),
    "log_entry": (("visit", "visit_id"), ("meeting", "meeting_id")),
}
# Where a row lies: what changes one of these is gone from one place and come to another.
_LIES_BY = frozenset({"enrolment_id", "visit_id", "meeting_id", "section_id", "case_id", "visit_on", "meeting_on", "month_on"})
_CHANGES_ALL = ("deleted_at", "number")  # of a company: other companies' lines speak of its records


def _those(*columns: Any, by: Any) -> Executable:
    return select(*columns).where(by.in_(bindparam("ids", expanding=True)))


_PLACES: Mapping[str, Executable] = {
    "enrolment": _those(Enrolment.programme_id, Enrolment.id, by=Enrolment.id),
    "case": select(Enrolment.programme_id, Enrolment.id)
    .join(EnrolledCase, EnrolledCase.enrolment_id == Enrolment.id)
    .where(EnrolledCase.case_id.in_(bindparam("ids", expanding=True))),
    "visit": _those(Visit.programme_id, Visit.enrolment_id, Visit.visit_on, by=Visit.id),
    "meeting": select(TeamMeeting.programme_id, MeetingSection.enrolment_id, TeamMeeting.meeting_on)
    .outerjoin(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
    .where(TeamMeeting.id.in_(bindparam("ids", expanding=True))),
    "section": select(TeamMeeting.programme_id, MeetingSection.enrolment_id, TeamMeeting.meeting_on)
    .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
    .where(MeetingSection.id.in_(bindparam("ids", expanding=True))),
    "close": select(Enrolment.programme_id, Enrolment.id, MonthClose.month_on)
    .join(MonthClose, MonthClose.enrolment_id == Enrolment.id)
    .where(MonthClose.id.in_(bindparam("ids", expanding=True))),
}
_WRITTEN = bindparam("programme", type_=Integer)
_BEGUN = select(_WRITTEN.label("id")).cte("going_on", recursive=True)
_GOING_ON = _BEGUN.union_all(select(Programme.id).join(_BEGUN, Programme.predecessor_id == _BEGUN.c.id))
_MARK = insert(BoardMark).from_select(
    ["programme_id", "enrolment_id", "on_day"],
    select(BoardHead.programme_id, bindparam("company", type_=Integer), bindparam("day", type_=Date)).where(
        or_(BoardHead.programme_id.in_(select(_GOING_ON.c.id)), BoardHead.before_id == _WRITTEN)
    ),
)


@dataclass(slots=True)
class Noted:
    """What a transaction wrote about: named things, places that are known already, rows of a statement to be looked at again."""

    named: set[Named] = field(default_factory=set)
    known: set[Named] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)
    rows: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def follow_changes() -> None:
    """Mark what was written about since the last commit; called by the commit alone, after the flush."""
    noted: Noted | None = db.session().info.pop(_NOTED, None)
    if noted is None:
        return
    for table, row_ids in noted.rows.items():
        noted.named |= _named_in(table, {"id": row_ids})
    places = noted.places | _places_of(noted.named - noted.known, noted.places)
    if places:
        asked = [{"programme": programme, "company": company, "day": day} for programme, company, day in sorted(places, key=str)]
        connection_of(db.session()).execute(_MARK, asked)


def mark_programme(programme_id: int) -> None:
    """All of it, for a service that writes past the session: its lines, and those of the year after, which count it beside."""
    _noted(db.session()).places.add((programme_id, None, None))


def is_counted(table: str) -> bool:
    """Whether the dashboard's lines say anything of a table's rows."""
    return table in _ABOUT


def forget_changes() -> None:
    db.session().info.pop(_NOTED, None)


@event.listens_for(db.session, "before_flush")
def _note_what_is_left(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Where a row lay before it is deleted, or lies somewhere else."""
    for row in (*session.deleted, *session.dirty):
        if row.__tablename__ not in _ABOUT:
            continue
        if row in session.deleted or _has_changed(row, _LIES_BY):
            with session.no_autoflush:
                _noted(session).places |= _places_of(set(_names_of(row, before=True)))
        if row.__tablename__ == "enrolment" and (row in session.deleted or _has_changed(row, _CHANGES_ALL)):
            _noted(session).places.add((row.programme_id, None, None))


@event.listens_for(db.session, "after_flush")
def _note_what_is_written(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *(one for one in session.dirty if session.is_modified(one))):
        if row.__tablename__ not in _ABOUT:
            continue
        noted = _noted(session)
        noted.named.update(_names_of(row))
        if isinstance(row, Visit):
            noted.known.add(("visit", row.id))
            noted.places |= {(row.programme_id, row.enrolment_id, None), (row.programme_id, None, row.visit_on)}


@event.listens_for(db.session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """An UPDATE or DELETE of many rows at once: which they are is asked before they change."""
    statement: Any = state.statement
    if not (state.is_update or state.is_delete) or statement.table.name not in _ABOUT:
        return
    table = statement.table
    of_rows = [] if statement.whereclause is None else [statement.whereclause]
    noted = _noted(state.session)
    with state.session.no_autoflush:
        found = list(state.session.execute(select(*table.primary_key.columns).where(*of_rows)))
        if not found:
            return
        keys = {column.name: {row[at] for row in found} for at, column in enumerate(table.primary_key.columns)}
        named = _named_in(table.name, keys)
        noted.places |= _places_of(named)
        if table.name == "enrolment":
            programmes = select(Enrolment.programme_id).where(Enrolment.id.in_(keys["id"]))
            noted.places |= {(programme, None, None) for programme in state.session.scalars(programmes)}
    noted.named |= named
    if state.is_update and "id" in keys:
        noted.rows[table.name] |= keys["id"]


def _noted(session: Session) -> Noted:
    noted: Noted = session.info.setdefault(_NOTED, Noted())
    return noted


def _has_changed(row: Any, columns: Collection[str]) -> bool:
    there = inspect(row).attrs
    return any(name in there and there[name].history.has_changes() for name in columns)


def _names_of(row: Any, *, before: bool = False) -> Iterator[Named]:
    """What a row names; ``before``: as the database still has it."""
    for what, column in _ABOUT[row.__tablename__]:
        history = inspect(row).attrs[column].history if before else None
        value = history.deleted[0] if history is not None and history.deleted else getattr(row, column)
        if value is not None:
            yield what, value


def _named_in(table: str, keys: Mapping[str, Collection[int]]) -> set[Named]:
    """What some rows of a table name."""
    columns = db.metadata.tables[table].c
    chosen = [columns[name].in_(values) for name, values in keys.items()]
    found = set()
    for what, column in _ABOUT[table]:
        values = db.session.scalars(select(columns[column]).where(*chosen).distinct())
        found |= {(what, value) for value in values if value is not None}
    return found


def _places_of(named: Iterable[Named], there: Collection[Place] = ()) -> set[Place]:
    """Where the named things lie; of the companies only those of which ``there`` says nothing yet."""
    by_what: defaultdict[str, set[int]] = defaultdict(set)
    for what, thing_id in named:
        by_what[what].add(thing_id)
    places: set[Place] = {(programme, None, None) for programme in by_what.pop("programme", ())}
    companies = by_what.pop("enrolment", set())
    for what, ids in by_what.items():
        for programme, enrolment_id, on in ((*row, None)[:3] for row in _ask(what, ids)):
            days = Month.of(on).period.every_day() if what == "close" else (on,)
            places |= {(programme, None, day) for day in days if day is not None}
            places |= {(programme, enrolment_id, None)} if enrolment_id is not None else set()
    companies -= {company for _programme, company, _day in (*places, *there)}
    if companies:
        places |= {(programme, company, None) for programme, company in _ask("enrolment", companies)}
    return places


def _ask(what: str, ids: Collection[int]) -> Iterable[tuple[Any, ...]]:
    """On the connection itself: a session that is about to flush must not be asked to."""
    return connection_of(db.session()).execute(_PLACES[what], {"ids": list(ids)}).all()
