"""A diary as it leaves the house: a company that may not be named is A社, B社 …, the same letter as in the report."""

from __future__ import annotations

from dataclasses import replace

from tracker.domain.access import Viewer
from tracker.queries.hidden_names import get_report_names
from tracker.rows.diaries import DiaryRow
from tracker.rows.work_log import ActivityRow


def with_report_names(viewer: Viewer, diary: DiaryRow) -> DiaryRow:
    """The same diary; the names in its lines, their words and the places of its journeys are those of the report."""
    names, concealment = get_report_names(viewer)
    if not concealment:
        return diary
    tell = concealment.tell

    def told(line: ActivityRow) -> ActivityRow:
        journey = line.travel
        if journey is not None:
            record = replace(journey.record, from_place=tell(journey.record.from_place), to_place=tell(journey.record.to_place))
            journey = replace(journey, company=tell(journey.company), record=record)
        companies = tuple(names[one] for one in line.activity.companies)
        return replace(line, companies=companies, content=tell(line.content), travel=journey)

    return replace(diary, days=tuple(replace(day, lines=tuple(map(told, day.lines))) for day in diary.days))
