"""Whose data is asked for, handed out or erased, and the words that they are found by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.redaction import MARK, SHORTEST
from tracker.models import Account as AccountModel
from tracker.models import Company, CompanyAlias, Enrolment, Membership, Producer
from tracker.rows.personal_data import Account, Noun, SubjectRow


def get_person(viewer: Viewer, producer_id: int, *, today: date) -> SubjectRow:
    """One of the programme's supporters with their account; NotFound for any other programme's."""
    viewer.require(Act.STAFF)
    producer = db.session.scalar(select(Producer).where(Producer.id == producer_id, Producer.programme_id == viewer.programme))
    if producer is None:
        raise NotFound
    account = None if producer.account_id is None else db.session.get_one(AccountModel, producer.account_id)
    of_account = () if account is None else (account.name, account.email)
    return SubjectRow(
        Noun.PERSON,
        producer.id,
        producer.name,
        _words((producer.name, producer.kana, producer.email, *of_account)),
        Account.NONE if account is None else _fate(viewer, account, today),
        producer.account_id,
    )


def get_company_subject(viewer: Viewer, enrolment_id: int) -> SubjectRow:
    """A supported company of the programme with its contact person and the names that it had before."""
    viewer.require(Act.STAFF)
    company = db.session.scalar(
        select(Company)
        .join(Enrolment, Enrolment.company_id == Company.id)
        .where(Enrolment.id == enrolment_id, Enrolment.programme_id == viewer.programme, Enrolment.deleted_at.is_(None))
    )
    if company is None:
        raise NotFound
    aliases = db.session.scalars(select(CompanyAlias.name).where(CompanyAlias.company_id == company.id).order_by(CompanyAlias.id))
    contact = (company.contact_name, company.contact_phone, company.contact_email)
    words = _words((company.name, *aliases, company.kana, *contact, company.street))
    return SubjectRow(Noun.COMPANY, company.id, company.name, words)


def _words(given: Iterable[str]) -> tuple[str, ...]:
    """What is redacted already, or so short that it stands everywhere, is no word to look for."""
    return tuple(dict.fromkeys(word for word in given if len("".join(word.split())) >= SHORTEST and MARK not in word))


def _fate(viewer: Viewer, account: AccountModel, today: date) -> Account:
    elsewhere = select(func.count()).where(
        Membership.account_id == account.id,
        Membership.programme_id != viewer.programme,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
    )
    stays = account.is_administrator or account.id == viewer.account_id or db.session.scalar(elsewhere)
    return Account.STAYS if stays else Account.GOES
