"""Keeps an uploaded roster and imports it: everything in one transaction, nothing while there is a problem, twice is once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.text import search_key
from tracker.domain.words import N_
from tracker.models import Company, Enrolment, Producer, RosterUpload
from tracker.queries import roster_cases, roster_companies, roster_producers
from tracker.queries.roster import plan_import
from tracker.queries.scope import in_programme
from tracker.rows.roster import RosterProblem, RosterSheet
from tracker.rows.roster_plan import PlanKind, PlannedCase, PlannedCompany, PlannedProducer, RosterPlan, TeamPlanKind
from tracker.rows.roster_store import pack, unpack
from tracker.services import audit
from tracker.services.cases import CaseFacts, correct_case, open_case, take_up_case
from tracker.services.companies import correct_company, enrol_company, enrol_existing, lock_association
from tracker.services.company_facts import CompanyFacts, SupportFacts
from tracker.services.producers import ProducerFacts, correct_producer, take_on_producer
from tracker.services.staffing import depart, set_team


class RosterRefused(RuleBroken):
    """The roster cannot be imported: ``problems`` name every row that stands in the way."""

    def __init__(self, problems: tuple[RosterProblem, ...]) -> None:
        super().__init__(
            N_("直すところが%(count)s件あるため、取り込めません。何も保存していません。"), field="file", count=len(problems)
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; ``plan`` is its dry run, made again inside the transaction."""

    upload_id: int
    plan: RosterPlan


def keep_roster(viewer: Viewer, *, sheet: RosterSheet, file_name: str, sha256: str, now: datetime) -> int:
    """Keep what was read from a file for its dry run, and return the upload's id; the file itself is not kept."""
    viewer.require(Act.IMPORT)
    if sheet.problems:
        raise RosterRefused(sheet.problems)
    upload = RosterUpload(
        programme_id=viewer.programme,
        file_name=file_name[:200],
        sha256=sha256,
        content=pack(sheet),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(upload)
    db.session.flush()
    return upload.id


def apply_roster(viewer: Viewer, *, upload_id: int, today: date, now: datetime) -> Imported:
    """Import a kept roster, checked again as the programme stands now; RosterRefused where a row stands in the way.

    Nobody is deleted: a company or supporter that the file does not name is left as it is.
    """
    viewer.require(Act.IMPORT)
    _lock_in_order(viewer)
    upload = db.session.scalar(
        select(RosterUpload)
        .where(RosterUpload.id == upload_id, in_programme(viewer, RosterUpload.programme_id))
        .with_for_update()
    )
    if upload is None:
        raise NotFound
    plan = plan_import(viewer, unpack(upload.content), today=today)
    if plan.problems:
        raise RosterRefused(plan.problems)
    if not plan.changes_nothing:
        _carry_out(viewer, plan, now)
    if upload.applied_at is None:
        upload.applied_at = now
        counts = {"companies": len(plan.companies), "producers": len(plan.producers), "cases": len(plan.cases)}
        audit.note(viewer, "import_roster", upload, after={"file": upload.sha256, **counts})
    return Imported(upload_id, plan)


def _lock_in_order(viewer: Viewer) -> None:
    """What single acts lock one by one, in their order, so that none of them waits for the import while it waits for them."""
    lock_association(viewer)
    enrolments = select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id)).order_by(Enrolment.id)
    db.session.execute(enrolments.with_for_update()).all()


def _carry_out(viewer: Viewer, plan: RosterPlan, now: datetime) -> None:
    people = {search_key(row.source.name): _keep_producer(viewer, row, now) for row in plan.producers}
    enrolments = {row.source.search_key: _keep_company(viewer, row, now) for row in plan.companies}
    # Numbers that the file gives are given before those that follow on.
    for case in sorted(plan.cases, key=lambda row: (not row.source.number, row.source.row)):
        _keep_case(viewer, case, enrolments[case.source.company_key], now)
    for company in plan.companies:
        if company.team is TeamPlanKind.SET:
            _set_team(viewer, company, enrolments[company.source.search_key], people, now)
    for producer in plan.producers:
        if producer.source.left_on is not None and producer.kind is not PlanKind.SAME:
            with _named(roster_producers.SHEET, producer.source.row):
                producer_id = people[search_key(producer.source.name)]
                depart(viewer, producer_id=producer_id, last_on=producer.source.left_on, now=now)


@contextmanager
def _named(sheet: str, row: int) -> Iterator[None]:
    """A rule that breaks only now is named with its row, like every other problem of the file."""
    try:
        yield
    except RosterRefused:
        raise
    except RuleBroken as broken:
        raise RosterRefused((RosterProblem(sheet, row, "", broken.sentence, broken.params),)) from broken


def _keep_producer(viewer: Viewer, planned: PlannedProducer, now: datetime) -> int:
    source = planned.source
    with _named(roster_producers.SHEET, source.row):
        if planned.producer_id is None:
            new = ProducerFacts(source.name, source.kana, source.category, source.email, source.joined_on)
            return take_on_producer(viewer, producer=new, now=now)
        if planned.kind is PlanKind.CHANGED:
            row = db.session.get_one(Producer, planned.producer_id)
            facts = ProducerFacts(
                name=source.name,
                kana=source.kana or row.kana,
                category=source.category or row.category,
                email=source.email or row.email,
                starts_on=source.joined_on or row.starts_on,
            )
            correct_producer(viewer, producer_id=row.id, producer=facts, version=None)
        return planned.producer_id


def _keep_company(viewer: Viewer, planned: PlannedCompany, now: datetime) -> int:
    with _named(roster_companies.SHEET, planned.source.row):
        if planned.enrolment_id is not None:
            if planned.kind is PlanKind.CHANGED:
                _correct(viewer, planned, planned.enrolment_id, now)
            return planned.enrolment_id
        support = SupportFacts(planned.starts_on, planned.ends_on, planned.number, remarks=planned.source.remarks)
        if planned.company_id is None:
            company = _facts(planned, None)
            return enrol_company(viewer, company=company, support=support, first_case=None, is_another=True, now=now)
        enrolment_id = enrol_existing(viewer, company_id=planned.company_id, support=support, first_case=None, now=now)
        if planned.changes:
            _correct(viewer, planned, enrolment_id, now)
        return enrolment_id


def _correct(viewer: Viewer, planned: PlannedCompany, enrolment_id: int, now: datetime) -> None:
    enrolment = db.session.get_one(Enrolment, enrolment_id)
    support = SupportFacts(
        starts_on=planned.starts_on,
        ends_on=planned.ends_on,
        number=planned.number,
        has_concrete_plan=enrolment.has_concrete_plan,
        has_stable_business=enrolment.has_stable_business,
        wants_growth=enrolment.wants_growth,
        remarks=planned.source.remarks or enrolment.remarks,
    )
    company = _facts(planned, db.session.get_one(Company, enrolment.company_id))
    correct_company(viewer, enrolment_id=enrolment_id, company=company, support=support, version=None, now=now)


def _facts(planned: PlannedCompany, row: Company | None) -> CompanyFacts:
    """What the file says, and what stands where it says nothing."""
    source = planned.source
    if row is None:
        return CompanyFacts(source.legal_name, source.kana, source.corporate_number, source.prefecture, source.municipality)
    return CompanyFacts(
        name=source.legal_name,
        kana=source.kana or row.kana,
        corporate_number=source.corporate_number or row.corporate_number or "",
        prefecture=source.prefecture,
        municipality=source.municipality,
        street=row.street,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        contact_email=row.contact_email,
        may_be_named=row.may_be_named,
    )


def _keep_case(viewer: Viewer, planned: PlannedCase, enrolment_id: int, now: datetime) -> None:
    source = planned.source
    with _named(roster_cases.SHEET, source.row):
        facts = CaseFacts(source.title, source.kind, source.number)
        if planned.case_id is None:
            open_case(viewer, enrolment_id=enrolment_id, case=facts, now=now)
            return
        if not planned.is_enrolled:
            take_up_case(viewer, enrolment_id=enrolment_id, case_id=planned.case_id, number=source.number)
        if planned.changes:
            correct_case(viewer, case_id=planned.case_id, case=facts, version=None)


def _set_team(viewer: Viewer, planned: PlannedCompany, enrolment_id: int, people: dict[str, int], now: datetime) -> None:
    source = planned.source
    with _named(roster_companies.SHEET, source.row):
        set_team(
            viewer,
            enrolment_id=enrolment_id,
            lead_id=people[search_key(source.lead_name)],
            sub_lead_ids=[people[search_key(name)] for name in source.sub_lead_names],
            from_on=planned.starts_on,
            now=now,
        )
