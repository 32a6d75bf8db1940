"""今週のまとめ: what of the week a lead is told, who gets one by mail, and what became of the mails."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import tokyo_day
from tracker.domain.digests import LONGEST_SENDING, DigestKind, MailState, week_key, week_of
from tracker.domain.mail import is_mail_address
from tracker.domain.roles import Role
from tracker.domain.staffing import AssignmentRole
from tracker.models import Account, Assignment, DigestMail, Membership, MembershipRole, Producer, Programme
from tracker.queries.meetings import count_meetings
from tracker.queries.visits import count_visits
from tracker.rows.digests import LeadWeekRow, MailRow, RecipientRow
from tracker.rows.events import EventFilter


def get_lead_week(viewer: Viewer, *, today: date) -> LeadWeekRow:
    """The viewer's own scheduled visits and meetings from Monday to Sunday."""
    first, last = week_of(today)
    if viewer.producer_id is None:
        return LeadWeekRow(first, last, 0, 0)
    mine = EventFilter(producer=viewer.producer_id, from_on=first, to_on=last, status=EventStatus.SCHEDULED)
    return LeadWeekRow(
        first,
        last,
        count_visits(viewer, today=today, filters=mine),
        count_meetings(viewer, today=today, filters=mine),
    )


def list_recipients(today: date) -> tuple[RecipientRow, ...]:
    """Of every running programme the leads and the managers who take mail and whose account has an address for it."""
    return tuple(
        row
        for kind, clause in ((DigestKind.MANAGER, _manages()), (DigestKind.LEAD, _leads(today)))
        for row in _recipients(kind, clause, today)
        if is_mail_address(row.email)
    )


def _recipients(kind: DigestKind, clause: ColumnElement[bool], today: date) -> list[RecipientRow]:
    statement = (
        select(
            Account.id,
            Account.name,
            Account.email,
            Account.is_administrator,
            Account.locale,
            Programme.id,
            Programme.slug,
        )
        .join(Membership, Membership.account_id == Account.id)
        .join(Programme, Programme.id == Membership.programme_id)
        .where(
            takes_mail(),
            is_member(today),
            Programme.contract_starts_on <= today,
            Programme.contract_ends_on >= today,
            clause,
        )
        .order_by(Programme.id, Account.id)
    )
    return [RecipientRow(*row, kind=kind) for row in db.session.execute(statement)]


def takes_mail() -> ColumnElement[bool]:
    return and_(Account.deactivated_at.is_(None), Account.digest_mail)


def is_member(today: date) -> ColumnElement[bool]:
    return or_(Membership.ends_on.is_(None), Membership.ends_on >= today)


def _has_role(*roles: Role) -> ColumnElement[bool]:
    return exists().where(MembershipRole.membership_id == Membership.id, MembershipRole.role.in_(roles))


def _manages() -> ColumnElement[bool]:
    return _has_role(Role.MANAGER)


def _leads(today: date) -> ColumnElement[bool]:
    """On the roster and 主担当 of a company today, and still somebody who may log."""
    return and_(
        _has_role(Role.COORDINATOR, Role.MANAGER),
        exists().where(
            Producer.account_id == Membership.account_id,
            Producer.programme_id == Membership.programme_id,
            Producer.deleted_at.is_(None),
            or_(Producer.ends_on.is_(None), Producer.ends_on >= today),
            Assignment.producer_id == Producer.id,
            Assignment.role == AssignmentRole.LEAD,
            Assignment.starts_on <= today,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
        ),
    )


def has_mail(recipient: RecipientRow, week_key: str) -> bool:
    """Whether this week's mail of that kind was already made, whatever became of it."""
    statement = select(DigestMail.id).where(
        DigestMail.programme_id == recipient.programme_id,
        DigestMail.account_id == recipient.account_id,
        DigestMail.week_key == week_key,
        DigestMail.kind == recipient.kind,
    )
    return db.session.scalar(statement) is not None


def list_mails(viewer: Viewer, *, now: datetime, limit: int | None = None, offset: int = 0) -> tuple[MailRow, ...]:
    """What was sent in the programme and what was not, the newest week first; in it what needs somebody on top."""
    viewer.require(Act.STAFF)
    statement = (
        select(DigestMail, Account.name)
        .join(Account, Account.id == DigestMail.account_id)
        .where(DigestMail.programme_id == viewer.programme)
        .order_by(DigestMail.week_key.desc(), DigestMail.state == MailState.SENT, Account.name, DigestMail.id)
    )
    return tuple(_row(mail, name, now) for mail, name in db.session.execute(statement.limit(limit).offset(offset)))


def count_mails(viewer: Viewer) -> int:
    viewer.require(Act.STAFF)
    statement = select(func.count()).select_from(DigestMail).where(DigestMail.programme_id == viewer.programme)
    return db.session.scalar(statement) or 0


def _row(mail: DigestMail, name: str, now: datetime) -> MailRow:
    return MailRow(
        mail_id=mail.id,
        name=name,
        to_address=mail.to_address,
        kind=mail.kind,
        week_key=mail.week_key,
        subject=mail.subject,
        state=mail.state,
        attempts=mail.attempts,
        next_try_at=mail.next_try_at,
        claimed_at=mail.claimed_at,
        sent_at=mail.sent_at,
        failure=mail.failure,
        is_stuck=is_stuck(mail, now),
        is_of_this_week=mail.week_key == week_key(tokyo_day(now)),
    )


def is_stuck(mail: DigestMail, now: datetime) -> bool:
    """送信中 for so long that nobody is sending it any more."""
    return mail.state is MailState.SENDING and mail.claimed_at is not None and mail.claimed_at < now - LONGEST_SENDING


def wants_digest_mail(account_id: int) -> bool:
    return bool(db.session.scalar(select(Account.digest_mail).where(Account.id == account_id)))
