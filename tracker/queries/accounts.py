"""Who is signed in, and as what in which programme."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.programmes import nearness
from tracker.models import Account, AccountSession, Membership, MembershipRole, Organisation, Producer, Programme
from tracker.queries.prepared import run
from tracker.queries.second_factors import is_secured
from tracker.rows.accounts import ProgrammeChoiceRow, SessionRow, SignedInRow, StandingRow

# Asked by every request, and so built once.
_SIGNED_IN = (
    select(
        Account.id,
        AccountSession.id,
        Account.email,
        Account.name,
        Account.is_administrator,
        Account.locale,
        AccountSession.is_trusted,
        AccountSession.last_seen_at,
        is_secured(),
    )
    .join(AccountSession, AccountSession.account_id == Account.id)
    .where(
        AccountSession.token_hash == bindparam("token_hash"),
        AccountSession.ended_at.is_(None),
        AccountSession.expires_at > bindparam("now"),
        Account.deactivated_at.is_(None),
    )
)
# The account's place on the roster; somebody who has left it keeps nothing.
_IS_ON_ROSTER = and_(
    Producer.account_id == Membership.account_id,
    Producer.programme_id == Programme.id,
    Producer.deleted_at.is_(None),
    or_(Producer.ends_on.is_(None), Producer.ends_on >= bindparam("today")),
)
_ANY = aliased(Membership)


def _has_not_ended(membership: type[Membership]) -> ColumnElement[bool]:
    return or_(membership.ends_on.is_(None), membership.ends_on >= bindparam("today"))


def _gives_access(membership: type[Membership]) -> ColumnElement[bool]:
    """Whether it runs today and holds a role: somebody whose roles were all taken away is out as if it had ended."""
    held = aliased(MembershipRole)  # the statement may join roles itself
    return and_(_has_not_ended(membership), select(held).where(held.membership_id == membership.id).exists())


_STANDING = (
    select(
        Programme.id,
        Programme.name,
        Programme.fiscal_year,
        Programme.contract_starts_on,
        Programme.records_open,
        Programme.hours_kept,
        Programme.second_factor_demanded,
        Programme.purging_since,
        MembershipRole.role,
        Producer.id,
        select(func.count())
        .select_from(_ANY)
        .where(_ANY.account_id == bindparam("account"), _gives_access(_ANY))
        .scalar_subquery(),
    )
    .join(Membership, Membership.programme_id == Programme.id)
    .join(MembershipRole, MembershipRole.membership_id == Membership.id)
    .outerjoin(Producer, _IS_ON_ROSTER)
    .where(
        Programme.slug == bindparam("slug"),
        Membership.account_id == bindparam("account"),
        _has_not_ended(Membership),
    )
)

_PROGRAMMES_OF = (
    select(
        Programme.id,
        Programme.slug,
        Programme.name,
        Organisation.name,
        Programme.fiscal_year,
        Programme.contract_starts_on,
        Programme.contract_ends_on,
    )
    .join(Membership, Membership.programme_id == Programme.id)
    .join(Organisation, Organisation.id == Programme.organisation_id)
    .where(Membership.account_id == bindparam("account"), _gives_access(Membership))
    .order_by(Programme.fiscal_year.desc(), Programme.slug)
)


def find_signed_in(token_hash: str, now: datetime) -> SignedInRow | None:
    """The living session of an active account, or None."""
    row = run(_SIGNED_IN, {"token_hash": token_hash, "now": now}).one_or_none()
    return SignedInRow(*row) if row else None


def list_sessions(signed_in: SignedInRow, now: datetime) -> tuple[SessionRow, ...]:
    """Where the account is signed in: this device first, then the one that was seen last."""
    living = (AccountSession.ended_at.is_(None), AccountSession.expires_at > now)
    rows = db.session.scalars(
        select(AccountSession)
        .where(AccountSession.account_id == signed_in.account_id, *living)
        .order_by(AccountSession.id != signed_in.session_id, AccountSession.last_seen_at.desc(), AccountSession.id.desc())
    )
    return tuple(
        SessionRow(
            session_id=row.id,
            device=row.device,
            is_trusted=row.is_trusted,
            started_at=row.started_at,
            seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            is_this=row.id == signed_in.session_id,
        )
        for row in rows
    )


def list_programmes_of(account_id: int, today: date) -> tuple[ProgrammeChoiceRow, ...]:
    """The programmes that the account is a member of today: those that run first, of these the newest fiscal year first."""
    found = run(_PROGRAMMES_OF, {"account": account_id, "today": today})
    rows = (
        ProgrammeChoiceRow(programme_id, slug, name, organisation, fiscal_year, Period(starts_on, ends_on))
        for programme_id, slug, name, organisation, fiscal_year, starts_on, ends_on in found
    )
    return tuple(sorted(rows, key=lambda row: nearness(row.contract, today)))


def get_viewer(signed_in: SignedInRow, slug: str, today: date) -> Viewer:
    """The account as it acts in the programme; NotFound for whoever has no role there (administrators too)."""
    return get_standing(signed_in, slug, today).viewer


def get_standing(signed_in: SignedInRow, slug: str, today: date) -> StandingRow:
    """:func:`get_viewer`, and what stands on top of every page: one statement, since every page asks."""
    asked = {"slug": slug, "account": signed_in.account_id, "today": today}
    rows = run(_STANDING, asked).all()
    if not rows:
        raise NotFound
    programme_id, name, fiscal_year, starts_on, *settings, _role, producer_id, programmes = rows[0]
    records_open, hours_kept, demands_second_factor, purging_since = settings
    viewer = Viewer(
        account_id=signed_in.account_id,
        name=signed_in.name,
        is_administrator=signed_in.is_administrator,
        programme_id=programme_id,
        roles=frozenset(row.role for row in rows),
        producer_id=producer_id,
        records_open=records_open,
        hours_kept=hours_kept,
    )
    return StandingRow(
        viewer, name, fiscal_year, starts_on, programmes, demands_second_factor, is_being_purged=purging_since is not None
    )


def get_former_viewer(signed_in: SignedInRow, slug: str) -> Viewer:
    """The account in a programme whose member it is or once was, with no role: who wrote something there; else NotFound."""
    programme_id = db.session.scalar(
        select(Programme.id)
        .join(Membership, Membership.programme_id == Programme.id)
        .where(Programme.slug == slug, Membership.account_id == signed_in.account_id)
    )
    if programme_id is None:
        raise NotFound
    return Viewer(signed_in.account_id, signed_in.name, programme_id=programme_id)


def find_password_hash(account_id: int) -> str | None:
    """Of an active account; empty where no password was chosen yet."""
    return db.session.scalar(select(Account.password_hash).where(Account.id == account_id, Account.deactivated_at.is_(None)))


def is_registered(email: str) -> bool:
    """For commands: whether there is an account of that address, a closed one too."""
    return db.session.scalar(select(Account.id).where(Account.email == email)) is not None


def find_credentials(email: str) -> tuple[int | None, str | None]:
    """The id and password hash behind an address; (None, None) for an unknown or deactivated one."""
    row = db.session.execute(
        select(Account.id, Account.password_hash).where(Account.email == email, Account.deactivated_at.is_(None))
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)
