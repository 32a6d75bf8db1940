"""The members of a programme, and the accounts of the installation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.roles import Role
from tracker.domain.text import search_key
from tracker.models import Account, Membership, MembershipRole, Producer, Programme
from tracker.queries.links import list_pending_links
from tracker.queries.second_factors import list_secured_accounts
from tracker.rows.accounts import AccountRow, MemberRow, PlaceRow


def list_members(viewer: Viewer, today: date) -> tuple[MemberRow, ...]:
    """Everybody with a place in the viewer's programme, by their reading where the roster has it, else by name."""
    viewer.require(Act.PEOPLE)
    statement = (
        select(Membership, Account, Producer.name, Producer.kana)
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(
            Producer,
            and_(
                Producer.account_id == Account.id, Producer.programme_id == Membership.programme_id, Producer.deleted_at.is_(None)
            ),
        )
        .where(Membership.programme_id == viewer.programme)
    )
    found = sorted(db.session.execute(statement), key=lambda one: _by_reading(one[1], one[3]))
    ids = [account.id for _membership, account, *_name in found]
    secured, not_told = list_secured_accounts(), list_managed_by_others(viewer, ids, today)
    links = list_pending_links(ids)
    roles = _roles(Membership.programme_id == viewer.programme)
    return tuple(
        MemberRow(
            membership_id=membership.id,
            account_id=account.id,
            name=account.name,
            email=account.email,
            roles=roles[membership.id],
            ends_on=membership.ends_on,
            is_active=account.deactivated_at is None,
            producer_name=producer_name,
            version=membership.version,
            has_password=bool(account.password_hash),
            has_second_factor=None if account.id in not_told else account.id in secured,
            link=links.get(account.id),
        )
        for membership, account, producer_name, _kana in found
    )


def get_member(viewer: Viewer, membership_id: int, today: date) -> MemberRow:
    """One member of the viewer's programme; NotFound for any other."""
    for row in list_members(viewer, today):
        if row.membership_id == membership_id:
            return row
    raise NotFound


def list_managed_by_others(viewer: Viewer, account_ids: Collection[int], today: date) -> frozenset[int]:
    """Those of the accounts that belong to a programme today which the viewer does not manage; for an administrator none."""
    if viewer.is_administrator:
        return frozenset()
    living = or_(Membership.ends_on.is_(None), Membership.ends_on >= today)
    managed = (
        select(Membership.programme_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(Membership.account_id == viewer.account_id, MembershipRole.role == Role.MANAGER, living)
    )
    others = select(Membership.account_id).where(
        Membership.account_id.in_(account_ids), living, Membership.programme_id.not_in(managed)
    )
    return frozenset(db.session.scalars(others))


def list_accounts(viewer: Viewer) -> tuple[AccountRow, ...]:
    """Every account, for the installation's administrator; places by programme, nothing of a programme's content."""
    return _accounts(viewer)


def get_account(viewer: Viewer, account_id: int) -> AccountRow:
    """One account, for the administrator; NotFound for none."""
    for row in _accounts(viewer, Account.id == account_id):
        return row
    raise NotFound


def _accounts(viewer: Viewer, *which: ColumnElement[bool]) -> tuple[AccountRow, ...]:
    if not viewer.is_administrator:
        raise NotFound
    accounts = db.session.scalars(select(Account).where(*which)).all()
    ids = [account.id for account in accounts]
    statement = (
        select(Membership.account_id, Membership.id, Programme.name, Membership.ends_on)
        .join(Programme, Programme.id == Membership.programme_id)
        .where(Membership.account_id.in_(ids))
        .order_by(Programme.slug)
    )
    roles = _roles(Membership.account_id.in_(ids))
    places: dict[int, list[PlaceRow]] = defaultdict(list)
    for account_id, membership_id, programme, ends_on in db.session.execute(statement):
        places[account_id].append(PlaceRow(programme, roles[membership_id], ends_on))
    readings = select(Producer.account_id, Producer.kana).where(Producer.account_id.in_(ids), Producer.deleted_at.is_(None))
    kana = {account_id: said for account_id, said in db.session.execute(readings.order_by(Producer.id)) if said}
    secured = list_secured_accounts()
    links = list_pending_links(ids)
    return tuple(
        AccountRow(
            account_id=account.id,
            name=account.name,
            email=account.email,
            is_administrator=account.is_administrator,
            is_active=account.deactivated_at is None,
            places=tuple(places[account.id]),
            has_password=bool(account.password_hash),
            has_second_factor=account.id in secured,
            link=links.get(account.id),
        )
        for account in sorted(accounts, key=lambda one: _by_reading(one, kana.get(one.id)))
    )


def _by_reading(account: Account, kana: str | None) -> tuple[str, int]:
    return search_key(kana or account.name), account.id


def _roles(which: ColumnElement[bool]) -> Mapping[int, tuple[Role, ...]]:
    """By membership, in the order of the roles."""
    statement = select(MembershipRole.membership_id, MembershipRole.role).join(
        Membership, Membership.id == MembershipRole.membership_id
    )
    found: defaultdict[int, set[Role]] = defaultdict(set)
    for membership_id, role in db.session.execute(statement.where(which)):
        found[membership_id].add(role)
    return defaultdict(tuple, {one: tuple(role for role in Role if role in roles) for one, roles in found.items()})


def list_all_programmes(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Id and name of every programme, for the administrator to give roles in."""
    if not viewer.is_administrator:
        raise NotFound
    return tuple((row.id, row.name) for row in db.session.execute(select(Programme.id, Programme.name).order_by(Programme.slug)))
