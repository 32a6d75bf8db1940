"""What the manager did on Mondays: a passage is struck out, old months are closed, a case that stands still is put aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.demonstration.stage import Stage
from tracker.demonstration.words import OUGHT_NOT_TO_STAND
from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.redactions import find_places
from tracker.queries.round_plans import list_manager_choices
from tracker.services.month_closes import close_clean_months
from tracker.services.redactions import redact_passages
from tracker.services.snoozes import snooze

WHY_STRUCK_OUT = "個人の電話番号が書かれていたため"
OPEN = 3  # so many months are open still: whoever tries it closes them


def strike_out(stage: Stage, now: datetime) -> None:
    """A number that somebody noted in a memo is taken out everywhere (墨消し), as soon as there is one."""
    places = len(find_places(stage.manager, OUGHT_NOT_TO_STAND).places)
    if places:
        redact_passages(stage.manager, passages=(OUGHT_NOT_TO_STAND,), reason=WHY_STRUCK_OUT, places_seen=places, now=now)


def _manager(stage: Stage) -> Viewer:
    """The manager who can sign in: pages name whoever put something aside."""
    row = next(one for one in list_manager_choices(stage.manager, stage.plan.today) if one.producer_id is None)
    return replace(stage.manager, account_id=row.account_id, name=row.name)


def work_through_mondays(stage: Stage, now: datetime) -> None:
    """Last of all: what is written into a closed month afterwards would need a reason."""
    today, manager = stage.plan.today, _manager(stage)
    for month in stage.plan.months:
        if month <= stage.plan.back(OPEN):
            close_clean_months(manager, month=month, today=today, now=now)
    for row in list_exceptions(manager, load(manager, today=today), today=today).open:
        if row.kind is AttentionKind.STUCK_CASE:
            snooze(
                manager,
                kind=row.kind.value,
                subject=row.subject,
                back_on=today + timedelta(days=14),
                reason="先方の新しい設備が入るのを待っている。",
                today=today,
                now=now,
            )
            return
