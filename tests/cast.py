"""The fixed cast of the tests: two programmes of two associations, everybody in them made up, with companies and cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.domain.roles import Role
from tracker.domain.staffing import AssignmentRole
from tracker.domain.text import search_key
from tracker.models import (
    Assignment,
    Company,
    EnrolledCase,
    Enrolment,
    Membership,
    Producer,
    Programme,
    SupportCase,
)
from tracker.services.accounts import add_member, deactivate_account, make_administrator
from tracker.services.programmes import found_programme

PASSWORD = "やまびこ-2026-谷川"
STARTS_ON = date(2026, 4, 1)
ENDS_ON = date(2027, 3, 31)
COORDINATOR, MANAGER, CLERK, AUDITOR = Role.COORDINATOR, Role.MANAGER, Role.CLERK, Role.AUDITOR

# The ten of r8, in the order of the roster: who they are in a test, and as what they can sign in.
TEN: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("owner", "担い手01", frozenset({COORDINATOR})),
    ("colleague", "担い手02", frozenset({COORDINATOR})),
    ("sub", "担い手03", frozenset({COORDINATOR})),
    ("manager_producer", "担い手04", frozenset({COORDINATOR, MANAGER})),
    ("fifth", "担い手05", frozenset({COORDINATOR})),
    ("sixth", "担い手06", frozenset({COORDINATOR})),
    ("seventh", "担い手07", frozenset({COORDINATOR})),
    ("eighth", "担い手08", frozenset({COORDINATOR})),
    ("ninth", "担い手09", frozenset({COORDINATOR})),
    ("tenth", "担い手10", frozenset({COORDINATOR})),
)
STAFF: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("manager", "架空マネージャー", frozenset({MANAGER})),
    ("clerk", "架空事務担当", frozenset({CLERK})),
    ("auditor", "架空監査担当", frozenset({AUDITOR})),
    ("deactivated", "架空退職者", frozenset({COORDINATOR})),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in; ``programme_id`` None for whoever is a member nowhere."""

    key: str
    name: str
    email: str
    account_id: int
    programme_id: int | None = None
    membership_id: int | None = None
    roles: frozenset[Role] = frozenset()
    producer_id: int | None = None
    is_administrator: bool = False

    @property
    def viewer(self) -> Viewer:
        return Viewer(
            account_id=self.account_id,
            name=self.name,
            is_administrator=self.is_administrator,
            programme_id=self.programme_id,
            roles=self.roles,
            producer_id=self.producer_id,
        )


@dataclass(frozen=True, slots=True)
class SupportedCompany:
    """A company in its programme, with its cases there."""

    name: str
    programme_id: int
    company_id: int
    enrolment_id: int
    case_ids: tuple[int, ...]

    @property
    def case_id(self) -> int:
        return self.case_ids[0]


@dataclass(frozen=True, slots=True)
class Cast:
    """``cast["owner"].email``, ``cast.viewer("manager")``, ``cast.asahi.enrolment_id``; the slugs are ``r8`` and ``other``.

    Company A is ``asahi`` (owner leads, sub is its sub-lead, one case), company B ``minato`` (colleague leads, fifth is its
    sub-lead, two cases), ``elsewhere`` belongs to the other programme (stranger leads). All from 2026-04-01 to 2027-03-31.
    """

    people: dict[str, Person] = field(repr=False)
    programme_id: int
    other_programme_id: int
    organisation_id: int
    asahi: SupportedCompany
    minato: SupportedCompany
    elsewhere: SupportedCompany
    producer_ids: tuple[int, ...]  # the ten of r8, in the order of TEN
    slug: str = "r8"
    other_slug: str = "other"
    password: str = PASSWORD
    mark: str = ""  # of a second full house: what tells its keys and files from those of the first

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def viewer(self, key: str) -> Viewer:
        """The person as they act in their programme."""
        return self.people[key].viewer

    def producer_id(self, key: str) -> int:
        found = self.people[key].producer_id
        assert found is not None
        return found

    def key(self, letter: str) -> str:
        """A key of 32 characters, as a form chooses one."""
        return (self.mark + letter * 32)[:32]

    def slug_of(self, key: str | None) -> str:
        """The slug of the person's programme; ``r8`` for whoever is a member nowhere."""
        return self.other_slug if key and self.people[key].programme_id == self.other_programme_id else self.slug


def bring_in(now: datetime) -> Cast:
    """Everybody onto the stage, in the running transaction."""
    installation = operator(None)
    r8, other = (
        found_programme(installation, slug=slug, name=name, organisation=organisation, fiscal_year=2026, now=now)
        for slug, name, organisation in (
            ("r8", "架空伴走支援事業", "架空産業振興協会"),
            ("other", "架空別事業", "架空別協会"),
        )
    )
    people = {person.key: person for person in _members(r8, TEN, now, on_roster=True)}
    people |= {person.key: person for person in _members(r8, STAFF, now)}
    outsiders = (
        ("stranger", "架空よその担い手", frozenset({COORDINATOR})),
        ("other_sub", "架空よその副担当", frozenset({COORDINATOR})),
    )
    people |= {person.key: person for person in _members(other, outsiders, now, on_roster=True)}
    people |= {
        person.key: person for person in _members(other, (("other_manager", "架空よその責任者", frozenset({MANAGER})),), now)
    }
    email = "administrator@example.jp"
    account_id = make_administrator(installation, email=email, name="架空管理者", password=PASSWORD, now=now)
    people["administrator"] = Person("administrator", "架空管理者", email, account_id, is_administrator=True)
    deactivate_account(people["administrator"].viewer, account_id=people["deactivated"].account_id, reason="架空の退職", now=now)
    owner = organisation_of(r8)
    asahi = support(r8, "架空アサヒ製作所", number=1, cases=[("1", "新しい治具の開発")], now=now)
    minato = support(r8, "架空みなと精機", number=2, cases=[("2", "海外展示会への出展"), ("3", "後継者の育成")], now=now)
    elsewhere = support(other, "架空よその工業", number=1, cases=[("1", "よその案件")], now=now)
    for company, lead, sub_lead in (
        (asahi, "owner", "sub"),
        (minato, "colleague", "fifth"),
        (elsewhere, "stranger", "other_sub"),
    ):
        for key, role in ((lead, AssignmentRole.LEAD), (sub_lead, AssignmentRole.SUB_LEAD)):
            assign(company.enrolment_id, people[key].producer_id, role, now=now)
    ten = tuple(people[key].producer_id or 0 for key, _name, _roles in TEN)
    return Cast(people, r8, other, owner, asahi, minato, elsewhere, ten)


def _members(
    programme_id: int, wanted: tuple[tuple[str, str, frozenset[Role]], ...], now: datetime, *, on_roster: bool = False
) -> list[Person]:
    return [_member(programme_id, *person, now=now, on_roster=on_roster) for person in wanted]


def _member(programme_id: int, key: str, name: str, roles: frozenset[Role], *, now: datetime, on_roster: bool) -> Person:
    email = f"{key.replace('_', '.')}@example.jp"
    producer = enter_on_roster(programme_id, name, email, now) if on_roster else None
    account_id = add_member(
        operator(programme_id),
        programme_id=programme_id,
        email=email,
        name=name,
        roles=roles,
        password=PASSWORD,
        ends_on=ENDS_ON if AUDITOR in roles else None,
        now=now,
    )
    db.session.flush()
    membership_id = db.session.scalars(
        select(Membership.id).where(Membership.account_id == account_id, Membership.programme_id == programme_id)
    ).one()
    return Person(key, name, email, account_id, programme_id, membership_id, roles, producer.id if producer else None)


def enter_on_roster(programme_id: int, name: str, email: str, now: datetime) -> Producer:
    """One more supporter of a programme; an account with that address joins them when it is made a member."""
    producer = Producer(programme_id=programme_id, name=name, search_key=search_key(name), email=email, created_at=now)
    db.session.add(producer)
    db.session.flush()
    return producer


def organisation_of(programme_id: int) -> int:
    return db.session.scalars(select(Programme.organisation_id).where(Programme.id == programme_id)).one()


def support(programme_id: int, name: str, *, number: int, cases: list[tuple[str, str]], now: datetime) -> SupportedCompany:
    """A company with its cases, supported for the programme's whole year; nobody is on its team yet."""
    company = Company(
        organisation_id=organisation_of(programme_id),
        name=name,
        search_key=search_key(name),
        prefecture="千葉県",
        municipality="架空市",
        contact_name="架空連絡担当",
        contact_phone="03-0000-0000",
        contact_email=f"contact{number}@example.com",
        created_at=now,
    )
    db.session.add(company)
    db.session.flush()
    enrolment = Enrolment(
        programme_id=programme_id, company_id=company.id, number=number, starts_on=STARTS_ON, ends_on=ENDS_ON, created_at=now
    )
    rows = [SupportCase(company_id=company.id, title=title, created_at=now) for _number, title in cases]
    db.session.add_all([enrolment, *rows])
    db.session.flush()
    db.session.add_all(
        EnrolledCase(enrolment_id=enrolment.id, case_id=row.id, number=case_number)
        for row, (case_number, _title) in zip(rows, cases, strict=True)
    )
    db.session.flush()
    return SupportedCompany(name, programme_id, company.id, enrolment.id, tuple(row.id for row in rows))


def assign(
    enrolment_id: int,
    producer_id: int | None,
    role: AssignmentRole,
    *,
    now: datetime,
    starts_on: date = STARTS_ON,
    ends_on: date | None = None,
) -> None:
    """Put somebody into a company's team without asking the rules."""
    assert producer_id is not None
    db.session.add(
        Assignment(
            enrolment_id=enrolment_id, producer_id=producer_id, role=role, starts_on=starts_on, ends_on=ends_on, created_at=now
        )
    )
    db.session.flush()
