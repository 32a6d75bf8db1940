"""Who is signed in, and as what in which programme."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound
from tracker.models import Account, AccountSession, Membership, MembershipRole, Organisation, Producer, Programme
from tracker.rows.accounts import ProgrammeChoiceRow, SignedInRow


def find_signed_in(token_hash: str, now: datetime) -> SignedInRow | None:
    """The living session of an active account, or None."""
    statement = (
        select(Account.id, AccountSession.id, Account.email, Account.name, Account.is_administrator, Account.locale)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(
            AccountSession.token_hash == token_hash,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            Account.deactivated_at.is_(None),
        )
    )
    row = db.session.execute(statement).one_or_none()
    return SignedInRow(*row) if row else None


def list_programmes_of(account_id: int, today: date) -> tuple[ProgrammeChoiceRow, ...]:
    """The programmes that the account is a member of today, newest fiscal year first."""
    statement = (
        select(Programme.id, Programme.slug, Programme.name, Organisation.name, Programme.fiscal_year)
        .join(Membership, Membership.programme_id == Programme.id)
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .where(Membership.account_id == account_id, or_(Membership.ends_on.is_(None), Membership.ends_on >= today))
        .order_by(Programme.fiscal_year.desc(), Programme.slug)
    )
    return tuple(ProgrammeChoiceRow(*row) for row in db.session.execute(statement))


def get_viewer(signed_in: SignedInRow, slug: str, today: date) -> Viewer:
    """The account as it acts in the programme; NotFound for whoever is no member there (administrators too)."""
    member = db.session.execute(
        select(Programme.id, Programme.records_open, Membership.id)
        .join(Membership, Membership.programme_id == Programme.id)
        .where(
            Programme.slug == slug,
            Membership.account_id == signed_in.account_id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
    ).one_or_none()
    if member is None:
        raise NotFound
    programme_id, records_open, membership_id = member
    roles = db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == membership_id))
    return Viewer(
        account_id=signed_in.account_id,
        name=signed_in.name,
        is_administrator=signed_in.is_administrator,
        programme_id=programme_id,
        roles=frozenset(roles),
        producer_id=_current_producer(signed_in.account_id, programme_id, today),
        records_open=records_open,
    )


def _current_producer(account_id: int, programme_id: int, today: date) -> int | None:
    """The account's place on the roster; somebody who has left it keeps nothing."""
    return db.session.scalar(
        select(Producer.id).where(
            Producer.account_id == account_id,
            Producer.programme_id == programme_id,
            Producer.deleted_at.is_(None),
            or_(Producer.ends_on.is_(None), Producer.ends_on >= today),
        )
    )


def find_credentials(email: str) -> tuple[int | None, str | None]:
    """The id and password hash behind an address; (None, None) for an unknown or deactivated one."""
    row = db.session.execute(
        select(Account.id, Account.password_hash).where(Account.email == email, Account.deactivated_at.is_(None))
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)
