"""What a moved record says of challenges, and the market's voice heard on it: told where it goes, never dropped unseen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.moves import Destination, check_lines
from tracker.domain.unassigned import NO_CASE
from tracker.models import Challenge, ChallengeProgress, MarketFeedback
from tracker.queries.moves import list_heard
from tracker.services import audit, challenges


def carry_lines(
    viewer: Viewer,
    rows: Sequence[ChallengeProgress],
    lines: Mapping[int, Destination],
    *,
    to_enrolment_id: int,
    cases: Collection[int],
    there: Collection[int] = (),
    raised_on: date,
    now: datetime,
) -> None:
    """Give each line to the challenge that was chosen for it, make a new one of its title, or take it out of the record."""
    offered = set(
        db.session.scalars(select(Challenge.id).where(Challenge.enrolment_id == to_enrolment_id, Challenge.deleted_at.is_(None)))
    )
    said = [row.challenge_id for row in rows]
    check_lines(lines, said=said, challenges=offered, cases=cases, there=there)
    for row in rows:
        to = lines[row.challenge_id]
        if to.case_id is not None:
            title = db.session.get_one(Challenge, row.challenge_id).title
            row.challenge_id = challenges.add(
                viewer, enrolment_id=to_enrolment_id, case_id=to.case_id, title=title, raised_on=raised_on, now=now
            )
        elif to.challenge_id is not None:
            row.challenge_id = to.challenge_id
        else:
            db.session.delete(row)
    db.session.flush()


def carry_voices(
    viewer: Viewer, visit_id: int, chosen: Collection[int], *, to_enrolment_id: int, cases: Mapping[int, int], reason: str
) -> None:
    """Make the chosen voices the other company's; those that were not heard on this visit stay where they are."""
    heard = {row.voice_id for row in list_heard(visit_id)} & set(chosen)
    for voice in db.session.scalars(select(MarketFeedback).where(MarketFeedback.id.in_(heard)).order_by(MarketFeedback.id)):
        before = audit.snapshot(voice)
        voice.enrolment_id = to_enrolment_id
        voice.case_id = (cases.get(voice.case_id) if voice.case_id is not None else None) or None
        audit.note(viewer, "move_voice", voice, reason=reason, before=before)


def known_cases(cases: Mapping[int, int]) -> dict[int, int]:
    """Old case to new case, of those of which both are known."""
    return {old: new for old, new in cases.items() if NO_CASE not in (old, new)}
