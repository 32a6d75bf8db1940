"""The demonstration's stand-in: somebody takes a company over for a week."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.demonstration.cast import COMPANIES, PRODUCERS
from tracker.demonstration.stage import Stage
from tracker.services.stand_ins import set_stand_in

STOOD_IN_FOR = 0  # in COMPANIES


def stand_in(stage: Stage, now: datetime) -> None:
    """From the day before yesterday on, for nine days, by the first of the roster who is not on the team."""
    company, today = COMPANIES[STOOD_IN_FOR], stage.plan.today
    starts_on, ends_on = today - timedelta(days=2), today + timedelta(days=6)
    if starts_on < stage.plan.starts_on or ends_on > stage.plan.ends_on:
        return
    others = [place for place in range(len(PRODUCERS)) if place not in {company.lead, *company.sub_leads}]
    set_stand_in(
        stage.manager,
        enrolment_id=stage.enrolment_ids[STOOD_IN_FOR],
        producer_id=stage.producer_ids[others[0]],
        starts_on=starts_on,
        ends_on=ends_on,
        reason="主担当の海外出張のため",
        today=today,
        now=now,
    )
