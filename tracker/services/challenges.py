"""Raising, correcting, deciding, ordering, deleting and restoring challenges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.challenges import ChallengeStatus, check_decision, check_words
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Challenge, EnrolledCase, Enrolment, SupportCase
from tracker.queries import scope
from tracker.services import audit
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version


def raise_challenge(
    viewer: Viewer,
    *,
    enrolment_id: int,
    case_id: int,
    title: str,
    description: str = "",
    raised_on: date,
    today: date,
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Note a challenge of a case and return its id; the same key again returns the one that is there."""
    viewer.require(Act.LOG)
    there = find_sent(viewer, Challenge, idempotency_key)
    if there is not None:
        return there.id
    statement = select(Enrolment.id).where(
        Enrolment.id == enrolment_id,
        scope.in_programme(viewer, Enrolment.programme_id),
        scope.board(),
        scope.company_record(viewer, today, Act.LOG),
    )
    if db.session.scalar(statement.with_for_update()) is None:
        raise NotFound
    title = clean_line(title)
    check_words(title=title, description=description, raised_on=raised_on, today=today)
    check_case(enrolment_id, case_id, field="case_id")
    return add(
        viewer,
        enrolment_id=enrolment_id,
        case_id=case_id,
        title=title,
        description=description,
        raised_on=raised_on,
        key=idempotency_key,
        now=now,
    )


def correct_challenge(
    viewer: Viewer, challenge_id: int, *, title: str, description: str, raised_on: date, version: int, today: date
) -> None:
    """Change what is said of a challenge; Conflict where somebody else saved first."""
    challenge = _lock(viewer, challenge_id, today=today)
    before = audit.snapshot(challenge)
    check_version(challenge, version, theirs={name: before[name] for name in ("title", "description", "raised_on")})
    title = clean_line(title)
    check_words(title=title, description=description, raised_on=raised_on, today=today)
    if challenge.decided_on is not None and raised_on > challenge.decided_on:
        raise RuleBroken(N_("課題が挙がった日は、解決や取り下げを決めた日以前にしてください。"), field="raised_on")
    challenge.title, challenge.description, challenge.raised_on = title, description, raised_on
    audit.note(viewer, "correct_challenge", challenge, before=before)


def decide_challenge(
    viewer: Viewer, challenge_id: int, *, status: ChallengeStatus, decided_on: date, reason: str, version: int, today: date
) -> None:
    """Say by hand that it is resolved, dropped, or open again; a record of a later day can say otherwise."""
    challenge = _lock(viewer, challenge_id, today=today)
    before = audit.snapshot(challenge)
    check_version(challenge, version, theirs={name: before[name] for name in ("status", "decided_on", "reason")})
    reason = clean_line(reason)
    check_decision(status, on=decided_on, reason=reason, raised_on=challenge.raised_on, today=today)
    challenge.status, challenge.decided_on, challenge.reason = status, decided_on, reason
    audit.note(viewer, "decide_challenge", challenge, reason=reason, before=before)


def move_up(viewer: Viewer, challenge_id: int, *, today: date) -> None:
    """Put it before the one that stands above it in its case; the first one stays where it is."""
    challenge = _lock(viewer, challenge_id, today=today)
    siblings = list(
        db.session.scalars(
            select(Challenge)
            .where(
                Challenge.enrolment_id == challenge.enrolment_id,
                Challenge.case_id == challenge.case_id,
                Challenge.deleted_at.is_(None),
            )
            .order_by(Challenge.position, Challenge.id)
            .with_for_update()
        )
    )
    place = siblings.index(challenge)
    if place == 0:
        return
    before = audit.snapshot(challenge)
    siblings[place - 1], siblings[place] = siblings[place], siblings[place - 1]
    for position, sibling in enumerate(siblings, start=1):
        if sibling.position != position:
            sibling.position = position
    audit.note(viewer, "order_challenge", challenge, before=before)


def delete_challenge(viewer: Viewer, challenge_id: int, *, today: date, now: datetime) -> None:
    """Take it out of every list and form; it can be restored for thirty days, with what records say about it."""
    challenge = _lock(viewer, challenge_id, today=today, act=Act.RECORD, living=False)
    viewer.require(Act.STAFF)
    delete_row(viewer, "delete_challenge", challenge, now=now)


def restore_challenge(viewer: Viewer, challenge_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    challenge = _lock(viewer, challenge_id, today=today, act=Act.RECORD, living=False)
    viewer.require(Act.STAFF)
    restore_row(viewer, "restore_challenge", challenge, now=now)


def check_case(enrolment_id: int, case_id: int, *, field: str) -> None:
    """Raise RuleBroken for a case that is not the company's in this programme."""
    known = (
        select(EnrolledCase.id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .where(EnrolledCase.enrolment_id == enrolment_id, EnrolledCase.case_id == case_id, SupportCase.deleted_at.is_(None))
    )
    if db.session.scalar(known) is None:
        raise RuleBroken(N_("この企業の案件から選んでください。"), field=field)


def add(
    viewer: Viewer,
    *,
    enrolment_id: int,
    case_id: int,
    title: str,
    description: str = "",
    raised_on: date,
    key: str | None = None,
    now: datetime,
    came_up: Mapping[str, int] | None = None,
) -> int:
    """Write the row, last of its case; whoever calls has locked the company and checked the words.

    ``came_up``: the record in which it did, by its column.
    """
    last = select(func.max(Challenge.position)).where(Challenge.enrolment_id == enrolment_id, Challenge.case_id == case_id)
    challenge = Challenge(
        programme_id=viewer.programme,
        enrolment_id=enrolment_id,
        case_id=case_id,
        title=title,
        description=description,
        raised_on=raised_on,
        position=(db.session.scalar(last) or 0) + 1,
        idempotency_key=stored_key(key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **(came_up or {}),
    )
    db.session.add(challenge)
    db.session.flush()
    audit.note(viewer, "raise_challenge", challenge)
    return challenge.id


def _lock(viewer: Viewer, challenge_id: int, *, today: date, act: Act = Act.LOG, living: bool = True) -> Challenge:
    """The challenge's row, locked; NotFound where the act is not open to the viewer for its company."""
    viewer.require(act)
    statement = (
        select(Challenge)
        .join(Enrolment, Enrolment.id == Challenge.enrolment_id)
        .where(
            Challenge.id == challenge_id,
            scope.in_programme(viewer, Challenge.programme_id),
            scope.board(),
            scope.company_record(viewer, today, act),
        )
        .with_for_update(of=Challenge)
    )
    if living:
        statement = statement.where(Challenge.deleted_at.is_(None))
    challenge = db.session.scalar(statement)
    if challenge is None:
        raise NotFound
    return challenge
