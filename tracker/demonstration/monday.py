"""What the manager did on Mondays: the months long past are closed, and a case that stands still is put aside for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.demonstration.stage import Stage
from tracker.domain.attention import AttentionKind
from tracker.queries.exceptions import list_exceptions, load
from tracker.services.month_closes import close_clean_months
from tracker.services.snoozes import snooze

OPEN = 3  # so many months are open still: whoever tries it closes them


def work_through_mondays(stage: Stage, now: datetime) -> None:
    """Last of all: what is written into a closed month afterwards would need a reason."""
    today = stage.plan.today
    for month in stage.plan.months:
        if month <= stage.plan.back(OPEN):
            close_clean_months(stage.manager, month=month, today=today, now=now)
    for row in list_exceptions(stage.manager, load(stage.manager, today=today), today=today).open:
        if row.kind is AttentionKind.STUCK_CASE:
            snooze(
                stage.manager,
                kind=row.kind.value,
                subject=row.subject,
                back_on=today + timedelta(days=14),
                reason="先方の新しい設備が入るのを待っている。",
                today=today,
                now=now,
            )
            return
