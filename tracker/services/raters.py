"""The raters of a round: peers added to a planned design, and reminders that were given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import RuleBroken
from tracker.domain.rounds import RoundState
from tracker.domain.words import N_
from tracker.models import AssessmentRound, ExtraPair, RoundReminder
from tracker.queries.raters import list_hand_ins
from tracker.queries.round_plans import SPARE, draft_round
from tracker.services import audit
from tracker.services.assessments import locked_round
from tracker.services.versions import check_version, touch


def add_raters(viewer: Viewer, *, round_id: int, version: int, spare: int, today: date) -> int:
    """Take over the suggestion: the fewest ratings by which everybody reaches the minimum (``spare`` above it); how many."""
    row = _planned(viewer, round_id, version)
    if spare not in SPARE:
        raise RuleBroken(N_("一覧にある案から選んでください。"))
    before = audit.snapshot(row)
    pairs = draft_round(viewer, round_id, today).addition(spare).pairs
    db.session.add_all(ExtraPair(round_id=round_id, rater_id=pair.rater_id, ratee_id=pair.ratee_id) for pair in pairs)
    if pairs:
        touch(row)
        audit.note(viewer, "add_raters", row, before=before)
    return len(pairs)


def drop_raters(viewer: Viewer, *, round_id: int, version: int) -> None:
    """Take back every peer that was added to the design."""
    row = _planned(viewer, round_id, version)
    before = audit.snapshot(row)
    db.session.execute(delete(ExtraPair).where(ExtraPair.round_id == round_id))
    touch(row)
    audit.note(viewer, "drop_raters", row, before=before)


def note_reminders(viewer: Viewer, *, round_id: int, account_ids: Collection[int], today: date, now: datetime) -> int:
    """Note that raters were reminded today, once a day each; how many. Whoever has handed in or left is not reminded."""
    row = locked_round(viewer, round_id)
    if row.state is not RoundState.OPEN or row.ended_at is not None:
        raise RuleBroken(N_("催促できるのは、受付中の評価時期だけです。"))
    awaited = {one.account_id for one in list_hand_ins(viewer, round_id, today) if one.is_awaited and one.account_id}
    if not account_ids:
        raise RuleBroken(N_("催促した人を選んでください。"), field="account_ids")
    if not set(account_ids) <= awaited:
        raise RuleBroken(
            N_("選んだ人の中に、もう提出した人か、この評価時期で評価しない人がいます。選び直してください。"), field="account_ids"
        )
    there = set(
        db.session.scalars(
            select(RoundReminder.account_id).where(RoundReminder.round_id == round_id, RoundReminder.reminded_on == today)
        )
    )
    new = sorted(set(account_ids) - there)
    by = viewer.account_id or None
    db.session.add_all(
        RoundReminder(round_id=round_id, account_id=one, reminded_on=today, reminded_at=now, reminded_by_id=by) for one in new
    )
    if new:
        audit.note(viewer, "remind_raters", row, after={"reminded": new})
    return len(set(account_ids))


def _planned(viewer: Viewer, round_id: int, version: int) -> AssessmentRound:
    row = locked_round(viewer, round_id)
    check_version(row, version)
    if row.state is not RoundState.PLANNED:
        raise RuleBroken(N_("この評価時期はすでに始まっています。評価する人は変えられません。"))
    return row
