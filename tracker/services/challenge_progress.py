"""Keeping what a visit or a meeting's section says about challenges, and the challenges that came up in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.challenges import LONGEST_TITLE, NewChallenge, Progress, says_something
from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Challenge, ChallengeProgress
from tracker.services import challenges


class Said(Protocol):
    """What the record of a visit or the section of a meeting says about challenges."""

    @property
    def progress(self) -> tuple[Progress, ...]: ...

    @property
    def raised(self) -> tuple[NewChallenge, ...]: ...


def keep_challenges(
    viewer: Viewer,
    said: Said,
    *,
    enrolment_id: int,
    on: date,
    prefix: str = "",
    now: datetime,
    in_meeting: int | None = None,
    **record: int,
) -> None:
    """Keep under ``visit_id=…`` or ``section_id=…`` (of ``in_meeting``) what was said, and add what came up."""
    came_up = {"came_up_visit_id": record["visit_id"]} if in_meeting is None else {"came_up_meeting_id": in_meeting}
    keep_progress(said.progress, enrolment_id=enrolment_id, prefix=f"{prefix}challenges", **record)
    note_new(viewer, said.raised, enrolment_id=enrolment_id, raised_on=on, field=f"{prefix}raised", now=now, came_up=came_up)


def says(said: Said, *, enrolment_id: int, **record: int) -> bool:
    """Whether the database holds all of it already."""
    stored = {one.challenge_id: one for one in stored_progress(**record)}
    return all(stored.get(one.challenge_id, Progress(one.challenge_id)) == one for one in said.progress) and all(
        has_challenge(one.case_id, clean_line(one.title), enrolment_id=enrolment_id) for one in said.raised
    )


def keep_progress(progress: Sequence[Progress], *, enrolment_id: int, prefix: str = "challenges", **record: int) -> None:
    """Make what ``visit_id=…`` or ``section_id=…`` says these; what says nothing is no row.

    RuleBroken for a challenge of another company. What the record says about challenges that the form no longer shows
    (deleted, or of the company that the record was moved from) stays.
    """
    if not progress:
        return
    known = set(
        db.session.scalars(select(Challenge.id).where(Challenge.enrolment_id == enrolment_id, Challenge.deleted_at.is_(None)))
    )
    stored = {row.challenge_id: row for row in _rows(record)}
    seen: set[int] = set()
    for index, one in enumerate(progress):
        if one.challenge_id not in known or one.challenge_id in seen:
            if not says_something(one):
                continue
            raise RuleBroken(
                N_("この企業の課題ではないものが含まれています。画面を開き直して、入力し直してください。"),
                field=f"{prefix}-{index}-state",
            )
        seen.add(one.challenge_id)
        row = stored.get(one.challenge_id)
        if not says_something(one):
            if row is not None:
                db.session.delete(row)
        elif row is None:
            db.session.add(ChallengeProgress(challenge_id=one.challenge_id, state=one.state, words=one.words, **record))
        else:
            row.state, row.words = one.state, one.words
    db.session.flush()


def stored_progress(**record: int) -> tuple[Progress, ...]:
    """What lies under ``visit_id=…`` or ``section_id=…``."""
    return tuple(Progress(row.challenge_id, row.state, row.words) for row in _rows(record))


def note_new(
    viewer: Viewer,
    new: Sequence[NewChallenge],
    *,
    enrolment_id: int,
    raised_on: date,
    field: str = "raised",
    now: datetime,
    came_up: Mapping[str, int],
) -> None:
    """Add the challenges that came up; one whose words the case has already is not made again, so sending again never doubles."""
    places = {case_id: place for place, case_id in enumerate(dict.fromkeys(one.case_id for one in new))}
    for one in new:
        title = clean_line(one.title)
        if not title or has_challenge(one.case_id, title, enrolment_id=enrolment_id):
            continue
        at = f"{field}-{places[one.case_id]}-titles"
        if len(title) > LONGEST_TITLE:
            raise RuleBroken(N_("課題は、1行を%(longest)s文字以内にしてください。"), field=at, longest=LONGEST_TITLE)
        challenges.check_case(enrolment_id, one.case_id, field=at)
        challenges.add(
            viewer, enrolment_id=enrolment_id, case_id=one.case_id, title=title, raised_on=raised_on, now=now, came_up=came_up
        )


def has_challenge(case_id: int, title: str, *, enrolment_id: int) -> bool:
    """Whether the case has a living challenge of just these words."""
    statement = select(Challenge.id).where(
        Challenge.enrolment_id == enrolment_id,
        Challenge.case_id == case_id,
        Challenge.title == title,
        Challenge.deleted_at.is_(None),
    )
    return db.session.scalar(statement.limit(1)) is not None


def snapshot(**record: int) -> list[dict[str, Any]]:
    """What the record says, for the audit trail."""
    return told(stored_progress(**record))


def told(said: Iterable[Progress]) -> list[dict[str, Any]]:
    """The same of what is at hand."""
    return [
        {"challenge_id": one.challenge_id, "state": one.state.value if one.state else None, "words": one.words} for one in said
    ]


def _rows(record: dict[str, int]) -> Sequence[ChallengeProgress]:
    statement = select(ChallengeProgress).order_by(ChallengeProgress.challenge_id)
    for name, value in record.items():
        statement = statement.where(getattr(ChallengeProgress, name) == value)
    return db.session.scalars(statement).all()
