"""The audit trail, within what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import TOKYO
from tracker.domain.errors import NotFound
from tracker.domain.redaction import MARK
from tracker.models import Account, AuditEntry, HiddenReason, Membership
from tracker.queries.audit_parts import of_thing
from tracker.rows.audit import AuditFilter, AuditPage, AuditRow

EVERYTHING = AuditFilter()
# What the administrator of the installation keeps: its entries are theirs to read, whatever programme they were noted in.
INSTALLATION = ("account", "membership", "programme")

_REASON = case((exists().where(HiddenReason.entry_id == AuditEntry.id), MARK), else_=AuditEntry.reason)
_HANDED_IN = AuditEntry.act == "hand_in"


def _columns(viewer: Viewer) -> tuple[Any, ...]:
    """Whoever may not see who handed in an assessment reads that somebody did, and nobody's name."""
    name: Any = AuditEntry.account_name
    if _hides_hand_ins(viewer):
        name = case((_HANDED_IN, ""), else_=name)
    return (AuditEntry.id, AuditEntry.at, name, AuditEntry.act, AuditEntry.noun, AuditEntry.noun_id, _REASON)


def _hides_hand_ins(viewer: Viewer) -> bool:
    return viewer.may(Act.AUDIT) and not viewer.may(Act.HAND_INS)


def _visible(viewer: Viewer) -> Select[Any]:
    """The programme's entries for whoever may read them all, one's own for the others."""
    statement = select(AuditEntry).where(AuditEntry.programme_id == viewer.programme)
    if viewer.may(Act.AUDIT):
        return statement
    return statement.where(AuditEntry.account_id == viewer.account_id if viewer.may(Act.AUDIT_OWN) else false())


def list_entries(
    viewer: Viewer, *, filters: AuditFilter = EVERYTHING, limit: int, before: int | None = None, after: int | None = None
) -> AuditPage:
    """A stretch of what the filters leave, the newest first: below the entry ``before``, or above the entry ``after``."""
    return _page(viewer, _visible(viewer).where(*_narrowed(viewer, filters)), limit=limit, before=before, after=after)


def count_entries(viewer: Viewer, *, filters: AuditFilter = EVERYTHING) -> int:
    """How many entries :func:`list_entries` pages through."""
    return db.session.scalar(_visible(viewer).where(*_narrowed(viewer, filters)).with_only_columns(func.count())) or 0


def get_entry(viewer: Viewer, entry_id: int) -> AuditRow:
    """One entry that the viewer may read; NotFound for any other."""
    return _get(viewer, _visible(viewer), entry_id)


def get_installation_entry(viewer: Viewer, entry_id: int) -> AuditRow:
    """One entry of what the administrator keeps; NotFound for any other."""
    return _get(viewer, _installation(viewer), entry_id)


def _get(viewer: Viewer, whole: Select[Any], entry_id: int) -> AuditRow:
    row = db.session.execute(whole.with_only_columns(*_columns(viewer)).where(AuditEntry.id == entry_id)).one_or_none()
    if row is None:
        raise NotFound
    return AuditRow(*row)


def list_installation(
    viewer: Viewer, *, filters: AuditFilter = EVERYTHING, limit: int, before: int | None = None, after: int | None = None
) -> AuditPage:
    """What the administrator keeps, of every programme: accounts, roles and programmes; no content."""
    return _page(viewer, _installation(viewer).where(*_narrowed(viewer, filters)), limit=limit, before=before, after=after)


def count_installation(viewer: Viewer, *, filters: AuditFilter = EVERYTHING) -> int:
    return db.session.scalar(_installation(viewer).where(*_narrowed(viewer, filters)).with_only_columns(func.count())) or 0


def list_persons(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Who can have acted in the viewer's programme: its members, of now and before, and whoever else stands in its trail.

    Outside a programme everybody. Whoever stands there for what their name is hidden of is offered as a member alone.
    """
    statement = select(Account.id, Account.name).order_by(Account.name, Account.id)
    if viewer.programme_id is not None and not viewer.may(Act.AUDIT):
        statement = statement.where(Account.id == viewer.account_id)
    elif viewer.programme_id is not None:
        members = select(Membership.account_id).where(Membership.programme_id == viewer.programme_id)
        acted = exists().where(AuditEntry.programme_id == viewer.programme_id, AuditEntry.account_id == Account.id)
        if _hides_hand_ins(viewer):
            acted = acted.where(~_HANDED_IN)
        statement = statement.where(or_(Account.id.in_(members), acted))
    return tuple((row[0], row[1]) for row in db.session.execute(statement))


def list_nouns(viewer: Viewer) -> tuple[str, ...]:
    """The kinds of things that stand in what the viewer may read of the programme's trail.

    Of the whole trail from each to the next, one look into the index for a kind, however many entries there are.
    """
    visible = _visible(viewer)
    if not viewer.may(Act.AUDIT):  # one's own are few
        return tuple(db.session.scalars(visible.with_only_columns(AuditEntry.noun).distinct()))
    first = visible.with_only_columns(func.min(AuditEntry.noun).label("noun"))
    found = first.cte(recursive=True)
    following = first.where(AuditEntry.noun > found.c.noun).scalar_subquery()
    found = found.union_all(select(following).where(found.c.noun.is_not(None)))
    return tuple(db.session.scalars(select(found.c.noun).where(found.c.noun.is_not(None))))


def _installation(viewer: Viewer) -> Select[Any]:
    if not viewer.is_administrator:
        raise NotFound
    return select(AuditEntry).where(AuditEntry.noun.in_(INSTALLATION))


def _narrowed(viewer: Viewer, filters: AuditFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if filters.person is not None:
        clauses.append(AuditEntry.account_id == filters.person if filters.person else AuditEntry.account_id.is_(None))
        if _hides_hand_ins(viewer):
            clauses.append(~_HANDED_IN)
    if filters.noun is not None and filters.noun_id is not None:
        clauses.append(of_thing(filters.noun, filters.noun_id))
    elif filters.noun is not None:
        clauses.append(AuditEntry.noun == filters.noun)
    elif filters.noun_id is not None:
        clauses.append(AuditEntry.noun_id == filters.noun_id)
    if filters.acts is not None:
        clauses.append(AuditEntry.act.in_(filters.acts))
    if filters.from_on is not None:
        clauses.append(AuditEntry.at >= _midnight(filters.from_on))
    if filters.to_on is not None and filters.to_on < date.max:
        clauses.append(AuditEntry.at < _midnight(filters.to_on + timedelta(days=1)))
    return clauses


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=TOKYO)


def _page(viewer: Viewer, whole: Select[Any], *, limit: int, before: int | None, after: int | None) -> AuditPage:
    """One row more than is shown tells whether there is a neighbour on the far side."""
    statement: Any = whole.with_only_columns(*_columns(viewer)).limit(limit + 1)
    if after is not None:
        statement = statement.where(AuditEntry.id > after).order_by(AuditEntry.id)
        found = [AuditRow(*row) for row in db.session.execute(statement)]
        rows = tuple(reversed(found[:limit]))
        newer, older = len(found) > limit, True
    else:
        if before is not None:
            statement = statement.where(AuditEntry.id < before)
        found = [AuditRow(*row) for row in db.session.execute(statement.order_by(AuditEntry.id.desc()))]
        rows = tuple(found[:limit])
        newer, older = before is not None, len(found) > limit
    if not rows:
        return AuditPage(())
    return AuditPage(rows, rows[0].entry_id if newer else None, rows[-1].entry_id if older else None)


def find_last_change(viewer: Viewer, noun: str, noun_id: int, *, acts: Collection[str] = ()) -> AuditRow | None:
    """Who saved a thing last (by one of some ``acts``): told to whoever runs into that save, whatever else they may read."""
    statement = (
        select(*_columns(viewer))
        .where(AuditEntry.programme_id == viewer.programme, AuditEntry.noun == noun, AuditEntry.noun_id == noun_id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if acts:
        statement = statement.where(AuditEntry.act.in_(acts))
    row = db.session.execute(statement).one_or_none()
    return AuditRow(*row) if row else None
