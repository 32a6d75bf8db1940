"""The demonstration's limits of staffing: caps for all and for one, somebody away next month, one conflict of interest."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.demonstration.cast import COMPANIES
from tracker.demonstration.stage import Stage
from tracker.domain.exclusions import ExclusionKind
from tracker.domain.load_caps import LoadCap
from tracker.services.absences import note_absence
from tracker.services.exclusions import ExclusionFacts, note_exclusion
from tracker.services.load_caps import set_cap

NEVER_HERE = 1  # in COMPANIES


def set_limits(stage: Stage, now: datetime) -> None:
    """Nothing of it is broken today: the last of the roster is away from next week on, and never was at the company."""
    company, last = COMPANIES[NEVER_HERE], stage.producer_ids[-1]
    set_cap(stage.manager, producer_id=None, cap=LoadCap(2, 4), version=0, now=now)
    set_cap(stage.manager, producer_id=last, cap=LoadCap(1, 2), version=0, now=now)
    starts_on = stage.plan.today + timedelta(days=7)
    if starts_on < stage.plan.ends_on:
        note_absence(
            stage.manager,
            producer_id=last,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=20),
            reason="長期出張",
            now=now,
        )
    others = [one for place, one in enumerate(stage.producer_ids) if place not in {company.lead, *company.sub_leads}]
    note_exclusion(
        stage.manager,
        ExclusionFacts(stage.enrolment_ids[NEVER_HERE], others[0], ExclusionKind.INTEREST, "以前の勤務先のため"),
        now=now,
    )
