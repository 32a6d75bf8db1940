"""The clerk's text of one case, written from the draft a month ago: the records have moved on since."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.demonstration.stage import Stage
from tracker.domain.narratives import NarrativePart, marks
from tracker.queries.narratives import get_narrative
from tracker.services.narratives import write_narrative

DAYS_AGO = 30


def write_a_narrative(stage: Stage, now: datetime) -> None:
    """Where there was something to write about by then."""
    as_of = stage.plan.today - timedelta(days=DAYS_AGO)
    if as_of < stage.plan.starts_on:
        return
    case_id = stage.case_ids[0][0]
    draft = get_narrative(stage.manager, case_id, as_of=as_of).draft
    if not draft[NarrativePart.WORK]:
        return
    texts = {
        **draft,
        NarrativePart.CHALLENGES: draft[NarrativePart.CHALLENGES] + "\n\nいずれも、現場の方と一緒に確かめた課題である。",
    }
    write_narrative(stage.manager, case_id, texts=texts, drafted=marks(draft), number=0, now=now)
