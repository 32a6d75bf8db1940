"""The members of a programme, and the accounts of the installation."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import and_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.roles import Role
from tracker.models import Account, Membership, MembershipRole, Producer, Programme
from tracker.queries.links import list_pending_links
from tracker.queries.second_factors import list_secured_accounts
from tracker.rows.accounts import AccountRow, MemberRow


def list_members(viewer: Viewer) -> tuple[MemberRow, ...]:
    """Everybody with a place in the viewer's programme, by name."""
    viewer.require(Act.PEOPLE)
    statement = (
        select(Membership, Account, Producer.name)
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(
            Producer,
            and_(
                Producer.account_id == Account.id, Producer.programme_id == Membership.programme_id, Producer.deleted_at.is_(None)
            ),
        )
        .where(Membership.programme_id == viewer.programme)
        .order_by(Account.name, Account.id)
    )
    found = db.session.execute(statement).all()
    secured = list_secured_accounts()
    links = list_pending_links([account.id for _membership, account, _name in found])
    roles: dict[int, list[Role]] = defaultdict(list)
    of_programme = select(Membership.id).where(Membership.programme_id == viewer.programme)
    for row in db.session.execute(
        select(MembershipRole.membership_id, MembershipRole.role).where(MembershipRole.membership_id.in_(of_programme))
    ):
        roles[row.membership_id].append(row.role)
    return tuple(
        MemberRow(
            membership_id=membership.id,
            account_id=account.id,
            name=account.name,
            email=account.email,
            roles=tuple(role for role in Role if role in roles[membership.id]),
            ends_on=membership.ends_on,
            is_active=account.deactivated_at is None,
            producer_name=producer_name,
            version=membership.version,
            has_password=bool(account.password_hash),
            has_second_factor=account.id in secured,
            link=links.get(account.id),
        )
        for membership, account, producer_name in found
    )


def get_member(viewer: Viewer, membership_id: int) -> MemberRow:
    """One member of the viewer's programme; NotFound for any other."""
    for row in list_members(viewer):
        if row.membership_id == membership_id:
            return row
    raise NotFound


def list_accounts(viewer: Viewer) -> tuple[AccountRow, ...]:
    """Every account, for the installation's administrator; programmes by name, nothing of their content."""
    if not viewer.is_administrator:
        raise NotFound
    programmes: dict[int, list[str]] = defaultdict(list)
    for account_id, name in db.session.execute(
        select(Membership.account_id, Programme.name)
        .join(Programme, Programme.id == Membership.programme_id)
        .order_by(Programme.slug)
    ):
        programmes[account_id].append(name)
    accounts = db.session.scalars(select(Account).order_by(Account.name, Account.id)).all()
    secured = list_secured_accounts()
    links = list_pending_links([account.id for account in accounts])
    return tuple(
        AccountRow(
            account_id=account.id,
            name=account.name,
            email=account.email,
            is_administrator=account.is_administrator,
            is_active=account.deactivated_at is None,
            programmes=tuple(programmes[account.id]),
            has_password=bool(account.password_hash),
            has_second_factor=account.id in secured,
            link=links.get(account.id),
        )
        for account in accounts
    )


def list_all_programmes(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Id and name of every programme, for the administrator to give roles in."""
    if not viewer.is_administrator:
        raise NotFound
    return tuple((row.id, row.name) for row in db.session.execute(select(Programme.id, Programme.name).order_by(Programme.slug)))
