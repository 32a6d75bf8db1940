"""Invitations and password resets: a link or a printed code, once, by which somebody chooses a password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select, update

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.codes import make_code, read_code
from tracker.domain.digests import MailState
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.links import ASKED_AGAIN, CODE_LENGTH, LASTS, LinkPurpose
from tracker.domain.reasons import checked_reason
from tracker.domain.roles import Role
from tracker.domain.words import N_
from tracker.models import Account, AccountLink, LinkMail, Membership
from tracker.queries.links import get_link
from tracker.queries.members import list_managed_by_others
from tracker.rows.links import HandedLinkRow
from tracker.services import audit
from tracker.services.accounts import LONGEST_REASON, NO_PASSWORD, add_member
from tracker.services.outbox import changed
from tracker.services.passwords import hash_password
from tracker.services.sessions import end_all_sessions, hash_token
from tracker.services.sign_in_attempts import forget_failures


@dataclass(frozen=True, slots=True)
class Invited:
    """``is_new``: they have no password yet, and a link to choose one."""

    account_id: int
    membership_id: int
    is_new: bool


def invite_member(
    viewer: Viewer,
    *,
    programme_id: int,
    email: str,
    name: str,
    roles: Iterable[Role],
    ends_on: date | None,
    by_mail: bool,
    now: datetime,
) -> Invited:
    """:func:`accounts.add_member` with nobody's password; whoever is new gets an invitation, by mail where there is one.

    An invitation that is on its way is not sent a second time: that would make the first one worthless.
    """
    account_id = add_member(
        viewer,
        programme_id=programme_id,
        email=email,
        name=name,
        roles=roles,
        password=None,
        ends_on=ends_on,
        now=now,
    )
    membership_id = db.session.scalars(
        select(Membership.id).where(Membership.account_id == account_id, Membership.programme_id == programme_id)
    ).one()
    account = db.session.get_one(Account, account_id)
    is_new = account.password_hash == NO_PASSWORD
    if is_new and by_mail and not _is_on_its_way(account_id, now):
        _queue(_make(viewer, account, now=now)[0], now=now)
    return Invited(account_id, membership_id, is_new)


def _is_on_its_way(account_id: int, now: datetime) -> bool:
    mailed = exists().where(
        LinkMail.link_id == AccountLink.id,
        LinkMail.state != MailState.FAILED,
        AccountLink.account_id == account_id,
        AccountLink.used_at.is_(None),
        AccountLink.withdrawn_at.is_(None),
        AccountLink.expires_at > now,
    )
    return bool(db.session.scalar(select(mailed)))


def send_link(viewer: Viewer, *, account_id: int, now: datetime) -> None:
    """A new link by mail to whoever it is for; the links of before open nothing any more."""
    account = account_for(viewer, account_id)
    link, _code = _make(viewer, account, now=now)
    _queue(link, now=now)
    audit.note(viewer, "send_link", account, after={"purpose": link.purpose})


def hand_out_code(viewer: Viewer, *, account_id: int, now: datetime) -> HandedLinkRow:
    """A new code to be printed and handed over.

    Whoever holds it can sign in as that person: it is given out by an administrator, or by whoever manages every programme
    that the person belongs to, and never for an administrator.
    """
    account = account_for(viewer, account_id)
    is_above = account.is_administrator and not viewer.is_administrator
    if is_above or list_managed_by_others(viewer, (account.id,), tokyo_day(now)):
        raise RuleBroken(N_("ほかの事業の利用者でもあるため、コードを発行できません。メールで送るか、管理者に頼んでください。"))
    link, code = _make(viewer, account, now=now)
    audit.note(viewer, "hand_out_code", account, after={"purpose": link.purpose})
    return HandedLinkRow(account.name, account.email, account.locale, link.purpose, code, link.expires_at)


def withdraw_links(viewer: Viewer, *, account_id: int, now: datetime) -> None:
    """What was sent or handed out to somebody opens nothing from now on."""
    account = account_in_care(viewer, account_id, now=now)
    if _withdraw(account.id, now=now):
        audit.note(viewer, "withdraw_link", account, after={})


def ask_for_reset(*, email: str, now: datetime) -> bool:
    """Queue a reset link for an active account of that address; nothing where there is none, or one is on its way."""
    account = db.session.scalar(select(Account).where(Account.email == email, Account.deactivated_at.is_(None)))
    if account is None:
        return False
    waiting = exists().where(
        AccountLink.account_id == account.id, AccountLink.created_at > now - ASKED_AGAIN, AccountLink.used_at.is_(None)
    )
    if db.session.scalar(select(waiting)):
        return False
    _queue(_make(Viewer(account.id, account.name), account, now=now)[0], now=now)
    return True


def accept_link(*, code: str, password: str, now: datetime) -> None:
    """Set the password that somebody chose by their link, once; all their sessions end. NotFound where it opens nothing."""
    row = get_link(hash_token(read_code(code)), now)
    password_hash = hash_password(password, not_like=(row.email, row.name))
    used = update(AccountLink).where(
        AccountLink.id == row.link_id, AccountLink.used_at.is_(None), AccountLink.withdrawn_at.is_(None)
    )
    if not changed(used.values(used_at=now)):
        raise NotFound  # somebody else was quicker
    account = db.session.get_one(Account, row.account_id)
    _set_password(account, password_hash, now=now)
    act = "accept_invitation" if row.purpose is LinkPurpose.INVITATION else "reset_password"
    audit.note(Viewer(account.id, account.name), act, account, after={})


def reset_password(viewer: Viewer, *, account_id: int, password: str, reason: str, now: datetime) -> None:
    """Set somebody's password without a link: for the administrator who has nobody to send them one."""
    account = account_for(viewer, account_id)
    reason = checked_reason(reason, longest=LONGEST_REASON)
    _set_password(account, hash_password(password, not_like=(account.email, account.name)), now=now)
    audit.note(viewer, "reset_password", account, reason=reason, after={})


def _set_password(account: Account, password_hash: str, *, now: datetime) -> None:
    account.password_hash = password_hash
    _withdraw(account.id, now=now)
    end_all_sessions(account_id=account.id, now=now)
    forget_failures(who=account.email)


def _make(viewer: Viewer, account: Account, *, now: datetime) -> tuple[AccountLink, str]:
    """A new link of the account in the place of those of before, and its secret."""
    purpose = LinkPurpose.INVITATION if account.password_hash == NO_PASSWORD else LinkPurpose.RESET
    _withdraw(account.id, now=now)
    code = make_code(CODE_LENGTH)
    link = AccountLink(
        account_id=account.id,
        purpose=purpose,
        token_hash=hash_token(code),
        expires_at=now + LASTS[purpose],
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(link)
    db.session.flush()
    return link, code


def _queue(link: AccountLink, *, now: datetime) -> None:
    db.session.add(LinkMail(link_id=link.id, state=MailState.WAITING, next_try_at=now))


def _withdraw(account_id: int, *, now: datetime) -> bool:
    """Whether there was anything to withdraw."""
    open_links = update(AccountLink).where(
        AccountLink.account_id == account_id, AccountLink.used_at.is_(None), AccountLink.withdrawn_at.is_(None)
    )
    return bool(changed(open_links.values(withdrawn_at=now)))


def account_for(viewer: Viewer, account_id: int) -> Account:
    """An active account that the viewer may help: a member of the programme that they manage; never their own."""
    if not viewer.is_administrator:
        viewer.require(Act.PEOPLE)
    account = db.session.scalar(select(Account).where(Account.id == account_id).with_for_update())
    is_member = exists().where(Membership.account_id == account_id, Membership.programme_id == viewer.programme_id)
    if account is None or not (viewer.is_administrator or db.session.scalar(select(is_member))):
        raise NotFound
    if account.id == viewer.account_id:
        raise NotAllowed
    if account.deactivated_at is not None:
        raise RuleBroken(N_("利用を停止している人です。先に、管理者が利用を再開してください。"))
    return account


def account_in_care(viewer: Viewer, account_id: int, *, now: datetime) -> Account:
    """:func:`account_for`, where nobody else has a say: taking a way in from somebody of another programme as well is for an
    administrator, or for whoever manages every programme that the person belongs to."""
    account = account_for(viewer, account_id)
    if list_managed_by_others(viewer, (account.id,), tokyo_day(now)):
        raise RuleBroken(N_("ほかの事業の利用者でもあるため、この操作はできません。管理者に頼んでください。"))
    return account
