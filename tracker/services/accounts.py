"""Accounts, and their places in programmes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.roles import Role
from tracker.domain.words import N_
from tracker.models import Account, Membership, MembershipRole, Producer
from tracker.services import audit
from tracker.services.doubles import take_turns
from tracker.services.passwords import hash_password
from tracker.services.sessions import end_all_sessions
from tracker.services.versions import check_version, touch

LONGEST_REASON = 200  # why somebody's roles, account or way of signing in was changed
NO_PASSWORD = ""  # the hash of whoever was invited and has chosen none yet: no password fits it


def change_password(viewer: Viewer, *, password: str, now: datetime) -> None:
    """Set the viewer's own password and end all their sessions."""
    account = db.session.get_one(Account, viewer.account_id)
    account.password_hash = hash_password(password, not_like=(account.email, account.name))
    end_all_sessions(account_id=account.id, now=now)
    audit.note(viewer, "change_password", account, after={})


def choose_language(viewer: Viewer, *, locale: str) -> None:
    db.session.execute(update(Account).where(Account.id == viewer.account_id).values(locale=locale))


def choose_digest_mail(viewer: Viewer, *, wanted: bool) -> None:
    """Whether 今週のまとめ comes by mail, in every programme; what waits to be sent goes no more."""
    db.session.execute(update(Account).where(Account.id == viewer.account_id).values(digest_mail=wanted))


def add_member(
    viewer: Viewer,
    *,
    programme_id: int,
    email: str,
    name: str,
    roles: Iterable[Role],
    password: str | None,
    ends_on: date | None,
    now: datetime,
) -> int:
    """Make somebody a member of a programme and return the account's id.

    An address that has an account gets the roles added and keeps its password; sent again, nothing is written. An address
    that the roster knows is joined to its supporter. A new account without a password opens nothing until an invitation is
    accepted (``invitations.py``).
    RuleBroken for an auditor without an end date, an end date that has passed, or one's own roles.
    """
    wanted = set(roles)
    if ends_on is not None and ends_on < tokyo_day(now):
        raise RuleBroken(N_("利用終了日は、今日より前にはできません。今日以降の日を入力してください。"), field="ends_on")
    if not wanted:
        raise RuleBroken(N_("役割を1つ以上選んでください。"), field="roles")
    take_turns(f"account {email}")
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is None:
        account = _new_account(viewer, email=email, name=name, password=password, now=now)
    elif account.id == viewer.account_id:
        raise RuleBroken(N_("自分の役割は変更できません。ほかのマネージャーに頼んでください。"), field="email")
    membership = db.session.scalar(
        select(Membership).where(Membership.account_id == account.id, Membership.programme_id == programme_id).with_for_update()
    )
    if membership is not None:
        has = set(_roles_of(membership.id))
        if wanted <= has and membership.ends_on == ends_on:
            return account.id
        wanted |= has
    _check_end(wanted, ends_on)
    if membership is None:
        membership = Membership(
            account_id=account.id,
            programme_id=programme_id,
            ends_on=ends_on,
            created_at=now,
            created_by_id=viewer.account_id or None,
        )
        db.session.add(membership)
        db.session.flush()
    else:
        membership.ends_on = ends_on
        touch(membership)
    _set_roles(membership, wanted)
    _join_to_roster(account, programme_id)
    audit.note(viewer, "add_member", membership, after={"account_id": account.id, "roles": sorted(wanted), "ends_on": ends_on})
    return account.id


def change_roles(
    viewer: Viewer, *, membership_id: int, roles: Iterable[Role], ends_on: date | None, reason: str, version: int
) -> None:
    """Give a member another set of roles; never one's own, and an auditor needs an end date."""
    membership = db.session.scalar(
        select(Membership).where(Membership.id == membership_id, Membership.programme_id == viewer.programme).with_for_update()
    )
    if membership is None:
        raise NotFound
    if membership.account_id == viewer.account_id:
        raise NotAllowed
    before = {"roles": sorted(_roles_of(membership.id)), "ends_on": membership.ends_on}
    check_version(membership, version, theirs=before)
    wanted = set(roles)
    _check_end(wanted, ends_on)
    reason = checked_reason(reason, longest=LONGEST_REASON)
    membership.ends_on = ends_on
    touch(membership)
    _set_roles(membership, wanted)
    after = {"roles": sorted(wanted), "ends_on": ends_on}
    audit.note(viewer, "change_roles", membership, reason=reason, before=before, after=after)


def _check_end(roles: set[Role], ends_on: date | None) -> None:
    if Role.AUDITOR in roles and ends_on is None:
        raise RuleBroken(N_("監査の利用者には利用終了日を入力してください。"), field="ends_on")


def _new_account(viewer: Viewer, *, email: str, name: str, password: str | None, now: datetime) -> Account:
    if not name:
        raise RuleBroken(N_("氏名を入力してください。"), field="name")
    account = Account(
        email=email,
        name=name,
        password_hash=NO_PASSWORD if password is None else hash_password(password, not_like=(email, name)),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(account)
    db.session.flush()
    audit.note(viewer, "add_account", account)
    return account


def _roles_of(membership_id: int) -> list[Role]:
    return list(db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == membership_id)))


def _set_roles(membership: Membership, roles: set[Role]) -> None:
    db.session.execute(delete(MembershipRole).where(MembershipRole.membership_id == membership.id))
    db.session.add_all(MembershipRole(membership_id=membership.id, role=role) for role in sorted(roles))


def _join_to_roster(account: Account, programme_id: int) -> None:
    producer = db.session.scalar(
        select(Producer).where(
            Producer.programme_id == programme_id,
            Producer.account_id.is_(None),
            func.lower(Producer.email) == account.email,
            Producer.deleted_at.is_(None),
        )
    )
    if producer is not None:
        producer.account_id = account.id


def deactivate_account(viewer: Viewer, *, account_id: int, reason: str, now: datetime) -> None:
    """Close an account and end its sessions; never one's own, never the last administrator's. A closed one stays as it is."""
    # Locked in one order: of two administrators who close each other's accounts at once, the second finds one left.
    active = select(Account.id).where(Account.is_administrator, Account.deactivated_at.is_(None)).order_by(Account.id)
    administrators = set(db.session.scalars(active.with_for_update()))
    account = _account_for_administration(viewer, account_id)
    if account.deactivated_at is not None:
        return
    if administrators == {account.id}:
        raise RuleBroken(N_("最後の管理者は停止できません。先に、別の管理者を登録してください。"))
    reason = checked_reason(reason, longest=LONGEST_REASON)
    before = audit.snapshot(account)
    account.deactivated_at = now
    end_all_sessions(account_id=account.id, now=now)
    audit.note(viewer, "deactivate_account", account, reason=reason, before=before)


def reactivate_account(viewer: Viewer, *, account_id: int, reason: str) -> None:
    account = _account_for_administration(viewer, account_id)
    if account.deactivated_at is None:
        return
    reason = checked_reason(reason, longest=LONGEST_REASON)
    before = audit.snapshot(account)
    account.deactivated_at = None
    audit.note(viewer, "reactivate_account", account, reason=reason, before=before)


def _account_for_administration(viewer: Viewer, account_id: int) -> Account:
    account = db.session.scalar(select(Account).where(Account.id == account_id).with_for_update())
    if account is None or not viewer.is_administrator:
        raise NotFound
    if account.id == viewer.account_id:
        raise NotAllowed
    return account


def make_administrator(viewer: Viewer, *, email: str, name: str, password: str | None, now: datetime) -> int:
    """Make an account the installation's administrator (a new one where there is none) and return its id; its password stays."""
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is None:
        account = _new_account(viewer, email=email, name=name, password=password, now=now)
    account.is_administrator = True
    audit.note(viewer, "make_administrator", account)
    return account.id
