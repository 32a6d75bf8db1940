"""Opening, taking up, correcting, deleting and restoring cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.records import check_restorable
from tracker.domain.text import fold_width, search_key
from tracker.domain.words import N_
from tracker.models import (
    EnrolledCase,
    Enrolment,
    Programme,
    SupportCase,
)
from tracker.queries.cases import is_recorded, next_case_number
from tracker.queries.scope import board, in_programme
from tracker.services import audit
from tracker.services.doubles import stored_key
from tracker.services.versions import check_version, touch


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a form or a roster says of a case; without a number the programme's next one is taken."""

    title: str
    kind: str = ""
    number: str = ""


def open_case(viewer: Viewer, *, enrolment_id: int, case: CaseFacts, now: datetime, idempotency_key: str | None = None) -> int:
    """Make a case of a company and return its id; the same key again returns the one that is there."""
    viewer.require(Act.CASES)
    there = (
        db.session.scalar(select(SupportCase.id).where(SupportCase.idempotency_key == stored_key(idempotency_key)))
        if idempotency_key
        else None
    )
    if there is not None:
        return _lock_case(viewer, there)[0].id
    enrolment = _lock_company(viewer, enrolment_id)
    _check_title(enrolment.company_id, case.title)
    number = _settled_number(viewer, case.number)
    made = SupportCase(
        company_id=enrolment.company_id,
        title=case.title,
        kind=case.kind,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(EnrolledCase(enrolment_id=enrolment_id, case_id=made.id, number=number))
    db.session.flush()
    audit.note(viewer, "open_case", made, after=audit.snapshot(made) | {"enrolment_id": enrolment_id, "number": number})
    return made.id


def take_up_case(viewer: Viewer, *, enrolment_id: int, case_id: int, number: str = "") -> int:
    """Go on in this programme with a case of the company from an earlier one; nothing where that was done already."""
    viewer.require(Act.CASES)
    enrolment = _lock_company(viewer, enrolment_id)
    case = db.session.scalar(
        select(SupportCase).where(
            SupportCase.id == case_id, SupportCase.company_id == enrolment.company_id, SupportCase.deleted_at.is_(None)
        )
    )
    if case is None:
        raise RuleBroken(N_("この企業の案件ではありません。一覧から選び直してください。"), field="earlier_case_id")
    taken_up = select(EnrolledCase.id).where(EnrolledCase.enrolment_id == enrolment_id, EnrolledCase.case_id == case_id)
    if db.session.scalar(taken_up) is None:
        number = _settled_number(viewer, number)
        db.session.add(EnrolledCase(enrolment_id=enrolment_id, case_id=case_id, number=number))
        db.session.flush()
        audit.note(viewer, "take_up_case", case, after={"enrolment_id": enrolment_id, "number": number})
    return case_id


def correct_case(viewer: Viewer, *, case_id: int, case: CaseFacts, version: int | None) -> None:
    """Change title, kind and number; ``version`` is the one that the person saw (None: whatever stands)."""
    viewer.require(Act.CASES)
    row, enrolled = _lock_case(viewer, case_id)
    before = audit.snapshot(row) | {"number": enrolled.number}
    if version is not None:
        check_version(row, version, theirs={name: before[name] for name in ("title", "kind", "number")})
    if search_key(case.title) != search_key(row.title):
        _check_title(row.company_id, case.title, but=case_id)
    number = enrolled.number if case.number in ("", enrolled.number) else _settled_number(viewer, case.number)
    if (case.title, case.kind, number) == (row.title, row.kind, enrolled.number):
        return
    row.title, row.kind, enrolled.number = case.title, case.kind, number
    touch(row)
    audit.note(viewer, "correct_case", row, before=before, after=_after(row) | {"number": number})


def delete_case(viewer: Viewer, *, case_id: int, now: datetime) -> None:
    """Take a case out of every list for thirty days to restore it in; refused while anything is recorded of it."""
    viewer.require(Act.STAFF)
    row, enrolled = _lock_case(viewer, case_id)
    others = select(EnrolledCase.id).join(SupportCase, SupportCase.id == EnrolledCase.case_id)
    others = others.where(SupportCase.deleted_at.is_(None), SupportCase.id != case_id)
    if db.session.scalar(others.where(EnrolledCase.enrolment_id == enrolled.enrolment_id)) is None:
        raise RuleBroken(N_("企業には案件が1件以上必要です。先に別の案件を登録してください。"))
    elsewhere = select(EnrolledCase.id).where(EnrolledCase.case_id == case_id, EnrolledCase.id != enrolled.id)
    if db.session.scalar(elsewhere) is not None:
        raise RuleBroken(N_("この案件はほかの年度の事業でも支援しているため、削除できません。"))
    if db.session.scalar(select(is_recorded(case_id))):
        raise RuleBroken(
            N_(
                "この案件には訪問・会議の記録、宿題、または成果があるため、削除できません。先に記録の案件を変えるか、記録を削除してください。"
            )
        )
    before = audit.snapshot(row)
    row.deleted_at, row.deleted_by_id = now, viewer.account_id or None
    audit.note(viewer, "delete_case", row, before=before)


def restore_case(viewer: Viewer, *, case_id: int, now: datetime) -> int:
    """Bring a deleted case back and return its company's enrolment; RuleBroken after thirty days."""
    viewer.require(Act.STAFF)
    row, enrolled = _lock_case(viewer, case_id, living=False)
    if row.deleted_at is None:
        return enrolled.enrolment_id
    check_restorable(row.deleted_at, now=now)
    _check_title(row.company_id, row.title)
    before = audit.snapshot(row) | {"number": enrolled.number}
    if _is_taken(viewer, enrolled.number):
        enrolled.number = next_case_number(viewer)
    row.deleted_at = row.deleted_by_id = None
    audit.note(viewer, "restore_case", row, before=before, after=_after(row) | {"number": enrolled.number})
    return enrolled.enrolment_id


def lock_programme(viewer: Viewer) -> None:
    """Numbers of companies and cases are given one at a time."""
    if db.session.scalar(select(Programme.id).where(Programme.id == viewer.programme).with_for_update(key_share=True)) is None:
        raise NotFound


def _after(row: SupportCase) -> dict[str, object]:
    return audit.snapshot(row, "version")


def _lock_company(viewer: Viewer, enrolment_id: int) -> Enrolment:
    lock_programme(viewer)
    enrolment = db.session.scalar(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board())
        .with_for_update()
    )
    if enrolment is None:
        raise NotFound
    return enrolment


def _lock_case(viewer: Viewer, case_id: int, *, living: bool = True) -> tuple[SupportCase, EnrolledCase]:
    lock_programme(viewer)
    statement = (
        select(SupportCase, EnrolledCase)
        .join(EnrolledCase, EnrolledCase.case_id == SupportCase.id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(SupportCase.id == case_id, in_programme(viewer, Enrolment.programme_id), board())
        .with_for_update(of=SupportCase)
    )
    found = db.session.execute(statement.where(SupportCase.deleted_at.is_(None)) if living else statement).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _settled_number(viewer: Viewer, number: str) -> str:
    number = fold_width(number)
    if not number:
        return next_case_number(viewer)
    if _is_taken(viewer, number):
        raise RuleBroken(
            N_("案件番号「%(number)s」はこの事業の別の案件が使っています。別の番号にしてください。"),
            field="number",
            number=number,
        )
    return number


def _is_taken(viewer: Viewer, number: str) -> bool:
    statement = (
        select(EnrolledCase.id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), SupportCase.deleted_at.is_(None))
    )
    return db.session.scalar(statement.where(EnrolledCase.number == number)) is not None


def _check_title(company_id: int, title: str, *, but: int | None = None) -> None:
    others = select(SupportCase.title).where(SupportCase.company_id == company_id, SupportCase.deleted_at.is_(None))
    if but is not None:
        others = others.where(SupportCase.id != but)
    if search_key(title) in map(search_key, db.session.scalars(others)):
        raise RuleBroken(N_("この企業には同じ案件名の案件がすでにあります。案件名を分けてください。"), field="title")
