"""The audit trail, within what the viewer may see."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import TOKYO
from tracker.domain.errors import NotFound
from tracker.domain.redaction import MARK
from tracker.models import Account, AuditEntry, AuditText, HiddenReason, Membership
from tracker.rows.audit import AuditFilter, AuditPage, AuditRow, ChangeRow

EVERYTHING = AuditFilter()
# What the administrator of the installation keeps: its entries are theirs to read, whatever programme they were noted in.
INSTALLATION = ("account", "membership", "programme")

_COLUMNS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.account_name,
    AuditEntry.act,
    AuditEntry.noun,
    AuditEntry.noun_id,
    case((exists().where(HiddenReason.entry_id == AuditEntry.id), MARK), else_=AuditEntry.reason),
)


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
    return _page(_visible(viewer).where(*_narrowed(filters)), limit=limit, before=before, after=after)


def count_entries(viewer: Viewer, *, filters: AuditFilter = EVERYTHING) -> int:
    """How many entries :func:`list_entries` pages through."""
    return db.session.scalar(_visible(viewer).where(*_narrowed(filters)).with_only_columns(func.count())) or 0


def get_entry(viewer: Viewer, entry_id: int) -> AuditRow:
    """One entry that the viewer may read; NotFound for any other."""
    row = db.session.execute(_visible(viewer).with_only_columns(*_COLUMNS).where(AuditEntry.id == entry_id)).one_or_none()
    if row is None:
        raise NotFound
    return AuditRow(*row)


def list_changes(viewer: Viewer, entry_id: int) -> tuple[ChangeRow, ...]:
    """Which fields an act of the trail changed; their texts for whoever may read every memo of the programme."""
    get_entry(viewer, entry_id)
    text = db.session.execute(select(AuditText.before, AuditText.after).where(AuditText.entry_id == entry_id)).one_or_none()
    if text is None or not isinstance(after := json.loads(text.after or "{}"), dict):
        return ()
    before = json.loads(text.before or "{}")
    reads = viewer.sees_all(Act.MEMO)
    return tuple(
        ChangeRow(name, _said(before.get(name)) if reads else None, _said(after.get(name)) if reads else None)
        for name in sorted(before | after)
        if (before.get(name) or None) != (after.get(name) or None)
    )


def _said(value: object) -> str | None:
    if value is None or value in ("", [], {}):
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def list_installation(
    viewer: Viewer, *, filters: AuditFilter = EVERYTHING, limit: int, before: int | None = None, after: int | None = None
) -> AuditPage:
    """What the administrator keeps, of every programme: accounts, roles and programmes; no content."""
    return _page(_installation(viewer).where(*_narrowed(filters)), limit=limit, before=before, after=after)


def count_installation(viewer: Viewer, *, filters: AuditFilter = EVERYTHING) -> int:
    return db.session.scalar(_installation(viewer).where(*_narrowed(filters)).with_only_columns(func.count())) or 0


def list_persons(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Who can have acted in the viewer's programme: everybody who is or was its member; outside one, everybody."""
    statement = select(Account.id, Account.name).order_by(Account.name, Account.id)
    if viewer.programme_id is not None:
        statement = statement.join(Membership, Membership.account_id == Account.id).where(
            Membership.programme_id == viewer.programme_id
        )
        if not viewer.may(Act.AUDIT):
            statement = statement.where(Account.id == viewer.account_id)
    return tuple((row[0], row[1]) for row in db.session.execute(statement))


def _installation(viewer: Viewer) -> Select[Any]:
    if not viewer.is_administrator:
        raise NotFound
    return select(AuditEntry).where(AuditEntry.noun.in_(INSTALLATION))


def _narrowed(filters: AuditFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if filters.person is not None:
        clauses.append(AuditEntry.account_id == filters.person if filters.person else AuditEntry.account_id.is_(None))
    if filters.noun is not None:
        clauses.append(AuditEntry.noun == filters.noun)
    if filters.noun_id is not None:
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


def _page(whole: Select[Any], *, limit: int, before: int | None, after: int | None) -> AuditPage:
    """One row more than is shown tells whether there is a neighbour on the far side."""
    statement: Any = whole.with_only_columns(*_COLUMNS).limit(limit + 1)
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


def find_last_change(viewer: Viewer, noun: str, noun_id: int) -> AuditRow | None:
    """Who saved a thing last: told to whoever runs into that save, whatever else of the trail they may read."""
    statement = (
        select(*_COLUMNS)
        .where(AuditEntry.programme_id == viewer.programme, AuditEntry.noun == noun, AuditEntry.noun_id == noun_id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    return AuditRow(*row) if row else None
