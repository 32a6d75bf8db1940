"""The clerk's text of one case, written from the draft a month ago and added to the next day: the records have moved on since."""

from __future__ import annotations

from datetime import timedelta

from tracker.demonstration.stage import Stage, at_evening
from tracker.domain.narratives import NarrativePart, marks
from tracker.queries.narratives import get_narrative
from tracker.services.narratives import write_narrative

DAYS_AGO = 30


def write_a_narrative(stage: Stage) -> None:
    """Where there was something to write about by then."""
    as_of = stage.plan.today - timedelta(days=DAYS_AGO)
    if as_of < stage.plan.starts_on:
        return
    case_id = stage.case_ids[0][0]
    draft = get_narrative(stage.manager, case_id, as_of=as_of).draft
    if not draft[NarrativePart.WORK]:
        return
    drafted = marks(draft)
    written_at = at_evening(as_of)
    number = write_narrative(stage.manager, case_id, texts=draft, drafted=drafted, number=0, now=written_at)
    texts = {
        **draft,
        NarrativePart.CHALLENGES: draft[NarrativePart.CHALLENGES] + "\n\nいずれも、現場の方と一緒に確かめた課題である。",
    }
    next_day = written_at + timedelta(days=1)
    write_narrative(stage.manager, case_id, texts=texts, drafted=drafted, number=number, now=next_day)
