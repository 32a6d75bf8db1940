"""Everything that a programme keeps of one person or company, read from the models: a new noun is in it on the day it is made."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, or_, select

from tracker.database import Base, db
from tracker.domain.access import Act, Viewer
from tracker.models import Attachment, Programme, TeamMeeting, Visit
from tracker.rows.personal_data import DataRow, FileRow, Noun, SubjectRow, TableRow

# Of others, or made from the rest: ratings are seen by nobody singly, the trail has a page, drafts are their writer's.
_LEFT_OUT = re.compile(
    r"(rating|round|manager_rating|score_look|hand_in|adjustment|audit|board|search|redaction|hidden_reason|submission"
    r"|account_|sign_in|digest_mail|closed_month_change|snooze|merged_row|calendar_feed|field_draft)\w*"
)
# Keys, secrets, and what only the program needs.
_NO_DATA = re.compile(r"(.*_)?(hash|digest|salt|secret|token|stored_name|key|fingerprint|release|device|stamps|version|code)")
_CLOSED = frozenset({"internal_memo"})
_OF_ACCOUNT = ("email", "name", "locale", "digest_mail", "created_at", "deactivated_at")
# How somebody signs in, without what they sign in with.
_OF_SIGNING_IN = {
    "passkey": ("name", "rp_id", "is_synced", "made_at", "used_at", "refused_at"),
    "totp_secret": ("made_at",),
}
# A row about a visit or a meeting says on which day it was, though the rest of that record may be about others.
_DAYS: dict[str, tuple[str, Any, Any]] = {
    "visit_id": ("visit_on", Visit.id, Visit.visit_on),
    "meeting_id": ("meeting_on", TeamMeeting.id, TeamMeeting.meeting_on),
}


def collect_data(viewer: Viewer, subject: SubjectRow, *, with_closed: bool, now: datetime) -> DataRow:
    """The rows of every table that lead to the person or the company, within the viewer's programme."""
    viewer.require(Act.STAFF)
    tables = list(_tables(viewer, subject, with_closed=with_closed))
    files = _files({int(str(row[0])) for table in tables if table.name == "attachment" for row in table.rows})
    name = db.session.scalar(select(Programme.name).where(Programme.id == viewer.programme)) or ""
    return DataRow(subject, name, with_closed, now, tuple(tables), files)


def _tables(viewer: Viewer, subject: SubjectRow, *, with_closed: bool) -> Iterator[TableRow]:
    found: dict[str, set[int]] = {subject.noun.value: {subject.noun_id}}
    own = Base.metadata.tables[subject.noun.value]
    yield _read(own, own.c.id == subject.noun_id, with_closed=with_closed)
    if subject.noun is Noun.PERSON and subject.account_id is not None:
        account = Base.metadata.tables["account"]
        rows = db.session.execute(select(*(account.c[name] for name in _OF_ACCOUNT)).where(account.c.id == subject.account_id))
        yield TableRow("account", _OF_ACCOUNT, tuple(tuple(map(_plain, row)) for row in rows))
        yield from _signing_in(subject.account_id)
    for table in _tables_beside(found):
        leads = [column.in_(found[name]) for column, name in _leads(table) if name in found]
        if not leads:
            continue
        here = or_(*leads)
        if "programme_id" in table.c:
            here &= table.c.programme_id == viewer.programme
        if table.name == "attachment":
            here &= table.c.redacted_at.is_(None) if with_closed else ~table.c.is_confidential & table.c.redacted_at.is_(None)
        read = _read(table, here, with_closed=with_closed)
        if read.rows:
            yield read
            if "id" in table.c:
                found[table.name] = {int(str(row[read.columns.index("id")])) for row in read.rows}


def _signing_in(account_id: int) -> Iterator[TableRow]:
    for name, columns in _OF_SIGNING_IN.items():
        table = Base.metadata.tables[name]
        order = next(iter(table.primary_key.columns))
        rows = db.session.execute(
            select(*(table.c[column] for column in columns)).where(table.c.account_id == account_id).order_by(order)
        ).all()
        if rows:
            yield TableRow(name, columns, tuple(tuple(map(_plain, row)) for row in rows))


def columns_handed_out(table: Table, *, with_closed: bool) -> list[Column[Any]]:
    """What is somebody's data: no keys, nothing that only the program needs."""
    return [
        column
        for column in table.columns
        if not _NO_DATA.fullmatch(column.name)
        and not isinstance(column.type, LargeBinary)
        and (with_closed or column.name not in _CLOSED)
        and not column.name.endswith("_by_id")
    ]


def tables_about(noun: str) -> Iterator[Table]:
    """The tables whose rows can lead to a thing, that of the thing itself first."""
    known = {noun}
    yield Base.metadata.tables[noun]
    for table in _tables_beside(known):
        if any(name in known for _column, name in _leads(table)):
            known.add(table.name)
            yield table


def _tables_beside(known: Collection[str]) -> Iterator[Table]:
    """Every other table that can be handed out, parents before their children; an account is read in a way of its own."""
    left = (table for table in Base.metadata.sorted_tables if not _LEFT_OUT.fullmatch(table.name))
    return (table for table in left if table.name not in known and table.name != "account")


def _leads(table: Table) -> Iterator[tuple[Column[Any], str]]:
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.name == "id":
                yield column, key.column.table.name


def _read(table: Table, here: Any, *, with_closed: bool) -> TableRow:
    columns = columns_handed_out(table, with_closed=with_closed)
    days = [] if table.name == "attachment" else [_DAYS[column.name] for column in columns if column.name in _DAYS]
    beside = [
        select(day).where(key == table.c[name]).scalar_subquery().label(label)
        for name, (label, key, day) in _DAYS.items()
        if (label, key, day) in days
    ]
    names = (*(column.name for column in columns), *(label for label, _key, _day in days))
    order = table.c.id if "id" in table.c else next(iter(table.primary_key.columns))
    rows = db.session.execute(select(*columns, *beside).where(here).order_by(order))
    return TableRow(table.name, names, tuple(tuple(map(_plain, row)) for row in rows))


def _plain(value: object) -> str | int | float | None:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _files(attachment_ids: set[int]) -> tuple[FileRow, ...]:
    statement = (
        select(Attachment.id, Attachment.file_name, Attachment.stored_name)
        .where(Attachment.id.in_(attachment_ids), Attachment.stored_name.is_not(None))
        .order_by(Attachment.id)
    )
    return tuple(FileRow(number, name, stored or "") for number, name, stored in db.session.execute(statement))
