"""A saved record takes the pictures and recordings that waited for it, and promises those that are still on a phone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.attachments import AttachedTo
from tracker.models import Attachment, TeamMeeting, Visit
from tracker.queries.prepared import run
from tracker.services import audit

Pictures = Mapping[int, Collection[str]]
_WAITING = select(Attachment.id).where(
    Attachment.programme_id == bindparam("programme"),
    Attachment.enrolment_id.is_(None),
    func.coalesce(Attachment.created_by_id, 0) == bindparam("account"),
)
_UNDER_KEY = Attachment.subject_key == bindparam("key")
_WAITING_UNDER_KEY = _WAITING.where(_UNDER_KEY)
_WAITING_NAMED = _WAITING.where(or_(Attachment.idempotency_key.in_(bindparam("named", expanding=True)), _UNDER_KEY))


def claim_for_visit(viewer: Viewer, visit: Visit, *, key: str | None, pictures: Pictures, now: datetime) -> None:
    """Give a saved visit what waits for it: what was sent under its key, and the pictures that its notes name (by case).

    A picture whose file has not arrived yet is promised: a row without a file, filled when the phone sends it.
    """
    named = _by_key(pictures)
    for row in _waiting(viewer, visit.programme_id, key, named):
        row.kind, row.visit_id, row.enrolment_id, row.subject_key = AttachedTo.VISIT, visit.id, visit.enrolment_id, None
        row.case_id = named.get(row.idempotency_key or "")
        row.is_note = row.is_note or row.idempotency_key in named
    for picture in _not_there_yet(named):
        columns = {"visit_id": visit.id, "enrolment_id": visit.enrolment_id, "case_id": named[picture]}
        _promise(viewer, visit.programme_id, AttachedTo.VISIT, picture, columns, now)


def claim_for_meeting(
    viewer: Viewer, meeting: TeamMeeting, *, key: str | None, pictures: Mapping[int, Pictures], now: datetime
) -> None:
    """The same for a meeting; ``pictures`` by company, then by case: each goes with the section of its case's company.

    What was sent under the meeting's key for a case that no section is about goes on waiting, seen by its sender alone.
    """
    named = {picture: case_id for of_company in pictures.values() for picture, case_id in _by_key(of_company).items()}
    companies = {case_id: enrolment_id for enrolment_id, of_company in pictures.items() for case_id in of_company}
    for row in _waiting(viewer, meeting.programme_id, key, named):
        case_id = named.get(row.idempotency_key or "", row.case_id)
        if case_id not in companies:
            continue
        row.kind, row.meeting_id, row.enrolment_id, row.subject_key = AttachedTo.MEETING, meeting.id, companies[case_id], None
        row.case_id, row.is_note = case_id, row.is_note or row.idempotency_key in named
    for picture in _not_there_yet(named):
        columns = {"meeting_id": meeting.id, "enrolment_id": companies[named[picture]], "case_id": named[picture]}
        _promise(viewer, meeting.programme_id, AttachedTo.MEETING, picture, columns, now)


def _by_key(pictures: Pictures) -> dict[str, int]:
    return {picture: case_id for case_id, of_case in pictures.items() for picture in of_case}


def _waiting(viewer: Viewer, programme_id: int, key: str | None, named: Collection[str]) -> Collection[Attachment]:
    if not named and not key:
        return ()
    asked = {"programme": programme_id, "key": key or "", "account": viewer.account_id}
    found = run(_WAITING_NAMED, {**asked, "named": list(named)}) if named else run(_WAITING_UNDER_KEY, asked)
    there = found.scalars().all()
    return db.session.scalars(select(Attachment).where(Attachment.id.in_(there))).all() if there else ()


def _not_there_yet(named: Collection[str]) -> list[str]:
    if not named:
        return []
    known = set(db.session.scalars(select(Attachment.idempotency_key).where(Attachment.idempotency_key.in_(named))))
    return sorted(set(named) - known)


def _promise(
    viewer: Viewer, programme_id: int, kind: AttachedTo, picture: str, columns: Mapping[str, int], now: datetime
) -> None:
    row = Attachment(
        programme_id=programme_id,
        kind=kind,
        is_note=True,
        idempotency_key=picture,
        created_at=now,
        created_by_id=viewer.account_id or None,
        **columns,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "promise_attachment", row)
