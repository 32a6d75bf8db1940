"""Until when the years of an association are kept, what is due, and what a purge would take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, func, or_, select

from tracker.database import Base, db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import fiscal_year_of
from tracker.domain.errors import NotFound
from tracker.domain.retention import Content, kept_until, state_of
from tracker.domain.roles import Role
from tracker.models import (
    Attachment,
    AuditEntry,
    AuditText,
    FormVersion,
    Membership,
    MembershipRole,
    Programme,
    Purge,
    RetentionHold,
    Submission,
)
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.retention_tables import (
    GOES,
    list_leaving_accounts,
    list_leaving_cases,
    list_leaving_companies,
    of_year,
    texts_of_year,
)
from tracker.rows.retention import HoldRow, PurgePlanRow, PurgeRow, YearRow


def list_years(viewer: Viewer, *, today: date) -> tuple[YearRow, ...]:
    """The programmes that the viewer's account manages today, the newest year first; for a command the one that it names."""
    viewer.require(Act.STAFF)
    return _years(_managed(viewer, viewer.account_id, today), today=today)


def list_due(viewer: Viewer, *, today: date) -> tuple[YearRow, ...]:
    """The years among them whose time is over, and whose purge is; nothing for whoever could not purge them.

    Nearly always one statement.
    """
    if not viewer.may(Act.STAFF):
        return ()
    asked = ids_of(viewer) | {"account": viewer.account_id, "today": today, "year": fiscal_year_of(today)}
    may_be_due = run(_may_be_due(viewer), asked).scalars().all()
    years = _years(Programme.id.in_(may_be_due), today=today) if may_be_due else ()
    return tuple(year for year in years if year.is_due or year.is_being_purged)


@prepared
def _may_be_due(viewer: Viewer) -> Select[Any]:
    managed = _managed(viewer, bindparam("account", type_=Integer), bindparam("today", type_=Date))
    return select(Programme.id).where(managed, Programme.fiscal_year + Programme.retention_years < bindparam("year"))


def _managed(viewer: Viewer, account_id: Any, today: Any) -> ColumnElement[bool]:
    managed = (
        select(Membership.programme_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.account_id == account_id,
            MembershipRole.role == Role.MANAGER,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
    )
    return or_(Programme.id == viewer.programme, Programme.id.in_(managed))


def get_year(viewer: Viewer, *, today: date) -> YearRow:
    """The viewer's own programme."""
    viewer.require(Act.STAFF)
    found = _years(Programme.id == viewer.programme, today=today)
    if not found:
        raise NotFound
    return found[0]


def list_purges(viewer: Viewer) -> tuple[PurgeRow, ...]:
    viewer.require(Act.STAFF)
    statement = select(Purge).where(Purge.programme_id == viewer.programme).order_by(Purge.id.desc())
    return tuple(map(_purge, db.session.scalars(statement)))


def find_unfinished(viewer: Viewer) -> Purge | None:
    """The purge of the viewer's programme that was begun and is not over."""
    viewer.require(Act.STAFF)
    being_purged = select(Programme.id).where(Programme.id == viewer.programme, Programme.purging_since.is_not(None))
    return db.session.scalars(select(Purge).where(Purge.programme_id.in_(being_purged)).order_by(Purge.id.desc())).first()


def list_holds(viewer: Viewer) -> tuple[HoldRow, ...]:
    """The newest first; at most one of them is not lifted."""
    viewer.require(Act.STAFF)
    statement = select(RetentionHold).where(RetentionHold.programme_id == viewer.programme).order_by(RetentionHold.id.desc())
    return tuple(map(_hold, db.session.scalars(statement)))


def plan_purge(viewer: Viewer, *, now: datetime) -> PurgePlanRow:
    """What a purge of the viewer's programme would take now, whether it is due or not."""
    viewer.require(Act.STAFF)
    by_table = {name: _count(viewer, name) for tables in GOES.values() for name in tables}
    companies = list_leaving_companies(viewer)
    cases = list_leaving_cases(viewer, companies)
    texts = select(func.count()).select_from(AuditText).join(AuditEntry, AuditEntry.id == AuditText.entry_id)
    apart = {
        Content.COMPANIES: len(companies),
        Content.CASES: len(cases),
        Content.ACCOUNTS: len(list_leaving_accounts(viewer, now=now)),
        Content.TEXTS: _number(texts.where(texts_of_year(viewer))),
    }
    counts = {kind: by_table[tables[0]] for kind, tables in GOES.items()} | apart
    files = [_files(Attachment, viewer), _files(FormVersion, viewer)]
    return PurgePlanRow(
        counts=tuple((kind, counts[kind]) for kind in Content if counts[kind]),
        rows=sum(by_table.values()) + sum(apart.values()),
        files=sum(number for number, _size in files),
        bytes=sum(size for _number, size in files),
    )


def _years(wanted: ColumnElement[bool], *, today: date) -> tuple[YearRow, ...]:
    programmes = db.session.scalars(select(Programme).where(wanted).order_by(Programme.fiscal_year.desc(), Programme.id)).all()
    if not programmes:
        return ()
    ids = [one.id for one in programmes]
    reported: dict[int, date] = dict(
        db.session.execute(
            select(Submission.programme_id, func.max(Submission.handed_in_on))
            .where(Submission.programme_id.in_(ids))
            .group_by(Submission.programme_id)
        ).all()
    )
    open_holds = select(RetentionHold).where(RetentionHold.programme_id.in_(ids), RetentionHold.lifted_at.is_(None))
    holds = {one.programme_id: _hold(one) for one in db.session.scalars(open_holds)}
    purges = _last_purges(ids)
    return tuple(_year(one, reported.get(one.id), holds.get(one.id), purges.get(one.id), today) for one in programmes)


def _year(programme: Programme, reported_on: date | None, hold: HoldRow | None, purge: PurgeRow | None, today: date) -> YearRow:
    retention = kept_until(
        fiscal_year=programme.fiscal_year,
        ends_on=programme.contract_ends_on,
        reported_on=[reported_on] if reported_on else [],
        years=programme.retention_years,
    )
    return YearRow(
        programme_id=programme.id,
        slug=programme.slug,
        name=programme.name,
        fiscal_year=programme.fiscal_year,
        years=programme.retention_years,
        version=programme.version,
        reported_on=reported_on,
        retention=retention,
        state=state_of(
            retention,
            today=today,
            is_held=hold is not None,
            is_purged=purge is not None,
            is_being_purged=programme.purging_since is not None,
        ),
        hold=hold,
        purge=purge,
        purging_since=programme.purging_since,
    )


def _last_purges(programme_ids: Sequence[int]) -> dict[int, PurgeRow]:
    statement = select(Purge).where(Purge.programme_id.in_(programme_ids)).order_by(Purge.id)
    return {one.programme_id: _purge(one) for one in db.session.scalars(statement)}


def _hold(row: RetentionHold) -> HoldRow:
    return HoldRow(
        row.id, row.reason, row.account_name, row.created_at, row.version, row.lifted_at, row.lifted_by, row.lifted_reason
    )


def _purge(row: Purge) -> PurgeRow:
    return PurgeRow(row.id, row.created_at, row.account_name, row.reason, row.kept_until, row.row_count, row.file_count)


def _count(viewer: Viewer, name: str) -> int:
    table = Base.metadata.tables[name]
    return _number(select(func.count()).select_from(table).where(of_year(viewer, table)))


def _number(statement: Any) -> int:
    return db.session.scalar(statement) or 0


def _files(model: Any, viewer: Viewer) -> tuple[int, int]:
    statement = select(func.count(), func.coalesce(func.sum(model.size), 0)).where(
        model.programme_id == viewer.programme, model.stored_name.is_not(None)
    )
    number, size = db.session.execute(statement).one()
    return number, size
