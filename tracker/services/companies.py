"""Enrolling companies, correcting what is known of them, deleting and restoring them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.records import check_restorable
from tracker.domain.support import follow_support
from tracker.domain.words import N_
from tracker.models import (
    Assignment,
    Company,
    Enrolment,
    MeetingSection,
    Organisation,
    Outcome,
    Producer,
    Programme,
    TeamMeeting,
    Visit,
)
from tracker.queries.companies import get_company_to_enrol, list_namesakes, merged, next_company_number
from tracker.queries.scope import board, in_programme
from tracker.queries.team_plans import list_assigned
from tracker.services import audit
from tracker.services.cases import CaseFacts, lock_programme, open_case
from tracker.services.company_facts import CompanyFacts, SupportFacts, by_field, check_period, company_columns, support_columns
from tracker.services.doubles import find_sent, stored_key

CHANGED_MEANWHILE = N_("ほかの人が先に保存しました。両方の内容を見比べて、残すほうを選んでください。")


def enrol_company(
    viewer: Viewer,
    *,
    company: CompanyFacts,
    support: SupportFacts,
    first_case: CaseFacts | None,
    now: datetime,
    is_another: bool = False,
    idempotency_key: str | None = None,
) -> int:
    """Make a company, its support and its first case in one act, and return the enrolment's id.

    RuleBroken on ``existing`` where the association has a company of that name already, unless the person says that it
    ``is_another``. The same key again returns the enrolment that is there.
    """
    viewer.require(Act.CASES)
    if (there := find_sent(viewer, Enrolment, idempotency_key)) is not None:
        return there.id
    association = lock_association(viewer)
    columns = company_columns(company)
    if not is_another and list_namesakes(viewer, name=company.name):
        raise RuleBroken(
            N_("同じ名前の企業がすでに登録されています。その企業を支援するのか、別の企業かを選んでください。"), field="existing"
        )
    _check_corporate_number(association, columns["corporate_number"])
    made = Company(organisation_id=association, created_at=now, created_by_id=viewer.account_id or None, **columns)
    db.session.add(made)
    db.session.flush()
    audit.note(viewer, "add_company", made)
    return _enrol(viewer, made.id, support, first_case, now, idempotency_key)


def enrol_existing(
    viewer: Viewer,
    *,
    company_id: int,
    support: SupportFacts,
    first_case: CaseFacts | None,
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Support a company of the association in this programme too, and return the enrolment's id."""
    viewer.require(Act.CASES)
    if (there := find_sent(viewer, Enrolment, idempotency_key)) is not None:
        return there.id
    lock_association(viewer)
    company = get_company_to_enrol(viewer, company_id)
    if company.enrolment_id is not None:
        raise RuleBroken(N_("「%(name)s」はこの事業ですでに支援しています。"), field="existing", name=company.name)
    return _enrol(viewer, company_id, support, first_case, now, idempotency_key)


def correct_company(
    viewer: Viewer, *, enrolment_id: int, company: CompanyFacts, support: SupportFacts, version: int | None, now: datetime
) -> None:
    """Change what is known of a company and of its support; ``version`` is the one that the person saw (None: whatever stands).

    Who began on the old first day of support begins on the new one; RuleBroken where added days would have no team.
    """
    viewer.require(Act.CASES)
    association = lock_association(viewer)
    enrolment = _lock_enrolment(viewer, enrolment_id)
    row = db.session.get_one(Company, enrolment.company_id, with_for_update=True)
    stands = {**audit.snapshot(row, "version"), **audit.snapshot(enrolment, "version", "id")}
    if version is not None and version != row.version + enrolment.version:
        raise Conflict(
            CHANGED_MEANWHILE,
            theirs=by_field(stands),
            version=row.version + enrolment.version,
            thing=("enrolment", enrolment.id),
        )
    columns = company_columns(company, stands)
    _check_corporate_number(association, columns["corporate_number"], but=row.id)
    number = enrolment.number if support.number in (None, enrolment.number) else _settled_number(viewer, support.number)
    check_period(support)
    before, after = Period(enrolment.starts_on, enrolment.ends_on), Period(support.starts_on, support.ends_on)
    if before != after:
        _move_team(enrolment.id, before, after)
    _change(row, columns)
    _change(enrolment, support_columns(support) | {"number": number})
    if row in db.session.dirty or enrolment in db.session.dirty:
        db.session.flush()
        now_stands = {**audit.snapshot(row, "version"), **audit.snapshot(enrolment, "version", "id")}
        audit.note(viewer, "correct_company", enrolment, before=stands, after=now_stands)


def delete_company(viewer: Viewer, *, enrolment_id: int, now: datetime) -> None:
    """Take a company out of the programme for thirty days to restore it in; refused while anything is recorded of it.

    The company itself goes with it where no other programme supports it.
    """
    viewer.require(Act.STAFF)
    lock_association(viewer)
    enrolment = _lock_enrolment(viewer, enrolment_id)
    if _is_recorded(enrolment_id):
        raise RuleBroken(
            N_(
                "この企業には訪問・会議の記録または成果があるため、削除できません。支援が終わったときは、支援終了日を直してください。"
            )
        )
    before = audit.snapshot(enrolment)
    enrolment.deleted_at, enrolment.deleted_by_id = now, viewer.account_id or None
    audit.note(viewer, "delete_company", enrolment, before=before)
    others = select(Enrolment.id).where(Enrolment.company_id == enrolment.company_id, board(), Enrolment.id != enrolment_id)
    if db.session.scalar(others) is None:
        company = db.session.get_one(Company, enrolment.company_id, with_for_update=True)
        company.deleted_at, company.deleted_by_id = now, viewer.account_id or None


def restore_company(viewer: Viewer, *, enrolment_id: int, now: datetime) -> None:
    """Bring a deleted company back with its cases and team; RuleBroken after thirty days or where it was entered anew."""
    viewer.require(Act.STAFF)
    association = lock_association(viewer)
    enrolment = _lock_enrolment(viewer, enrolment_id, living=False)
    if enrolment.deleted_at is None:
        return
    if db.session.scalar(select(merged(enrolment_id))):
        raise RuleBroken(N_("この企業は別の企業に統合されたため、元に戻せません。"))
    check_restorable(enrolment.deleted_at, now=now)
    company = db.session.get_one(Company, enrolment.company_id, with_for_update=True)
    again = select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id), Enrolment.company_id == company.id, board())
    if db.session.scalar(again) is not None:
        raise RuleBroken(N_("「%(name)s」はこの事業ですでに支援しています。"), name=company.name)
    _check_corporate_number(association, company.corporate_number, but=company.id)
    before = audit.snapshot(enrolment)
    if _is_taken(viewer, enrolment.number):
        enrolment.number = next_company_number(viewer)
    company.deleted_at = company.deleted_by_id = None
    enrolment.deleted_at = enrolment.deleted_by_id = None
    audit.note(viewer, "restore_company", enrolment, before=before)


def _enrol(
    viewer: Viewer, company_id: int, support: SupportFacts, first_case: CaseFacts | None, now: datetime, key: str | None
) -> int:
    check_period(support)
    enrolment = Enrolment(
        programme_id=viewer.programme,
        company_id=company_id,
        number=_settled_number(viewer, support.number),
        idempotency_key=stored_key(key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **support_columns(support),
    )
    db.session.add(enrolment)
    db.session.flush()
    audit.note(viewer, "enrol_company", enrolment)
    if first_case is not None:
        open_case(viewer, enrolment_id=enrolment.id, case=first_case, now=now)
    return enrolment.id


def lock_association(viewer: Viewer) -> int:
    """The association's id, locked: two people cannot enter the same company at once."""
    statement = (
        select(Organisation.id)
        .join(Programme, Programme.organisation_id == Organisation.id)
        .where(Programme.id == viewer.programme)
        .with_for_update(of=Organisation)
    )
    association = db.session.scalar(statement)
    if association is None:
        raise NotFound
    lock_programme(viewer)
    return association


def _lock_enrolment(viewer: Viewer, enrolment_id: int, *, living: bool = True) -> Enrolment:
    statement = select(Enrolment).where(Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id))
    enrolment = db.session.scalar((statement.where(board()) if living else statement).with_for_update())
    if enrolment is None:
        raise NotFound
    return enrolment


def _change(row: Any, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _check_corporate_number(association: int, number: str | None, *, but: int | None = None) -> None:
    if number is None:
        return
    statement = select(Company.name).where(
        Company.organisation_id == association,
        Company.corporate_number == number,
        Company.deleted_at.is_(None),
        Company.id != (but or 0),
    )
    taken_by = db.session.scalar(statement)
    if taken_by is not None:
        raise RuleBroken(
            N_("この法人番号は「%(name)s」で登録されています。番号を確かめるか、その企業を選んでください。"),
            field="corporate_number",
            name=taken_by,
        )


def _settled_number(viewer: Viewer, number: int | None) -> int:
    if number is None:
        return next_company_number(viewer)
    if _is_taken(viewer, number):
        raise RuleBroken(
            N_("番号%(number)sはこの事業の別の企業が使っています。別の番号にしてください。"), field="number", number=number
        )
    return number


def _is_taken(viewer: Viewer, number: int) -> bool:
    statement = select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id), board(), Enrolment.number == number)
    return db.session.scalar(statement) is not None


def _move_team(enrolment_id: int, before: Period, after: Period) -> None:
    assigned = {row.assignment_id: row for row in list_assigned(enrolment_id)}
    for row in follow_support(assigned.values(), before=before, after=after):
        if row.assignment_id is not None and row != assigned[row.assignment_id]:
            person = db.session.get_one(Producer, row.producer_id)
            if person.starts_on is not None and row.period.starts_on < person.starts_on:
                raise RuleBroken(
                    N_("%(name)sさんが名簿に入るのは %(day)s からです。支援開始日を確かめるか、先に体制を直してください。"),
                    field="starts_on",
                    name=person.name,
                    day=person.starts_on,
                )
            db.session.get_one(Assignment, row.assignment_id).starts_on = row.period.starts_on


def _is_recorded(enrolment_id: int) -> bool:
    in_visit = exists().where(Visit.enrolment_id == enrolment_id, Visit.deleted_at.is_(None))
    in_meeting = exists().where(
        MeetingSection.enrolment_id == enrolment_id,
        TeamMeeting.id == MeetingSection.meeting_id,
        TeamMeeting.deleted_at.is_(None),
    )
    in_outcome = exists().where(Outcome.enrolment_id == enrolment_id, Outcome.deleted_at.is_(None))
    return bool(db.session.scalar(select(or_(in_visit, in_meeting, in_outcome))))
