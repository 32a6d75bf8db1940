"""A company's exhibitions and what the market said there, as rows of its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.domain.access import Viewer
from tracker.queries.exhibitions import list_exhibitions
from tracker.queries.voices import list_voices
from tracker.rows.exhibitions import ExhibitionFilter, VoiceFilter
from tracker.rows.timeline import TimelineKind, TimelineRow


def exhibitions(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    """Those in which the company takes part, with what it shows; of board depth."""
    for row in list_exhibitions(viewer, today=today, filters=ExhibitionFilter(company=enrolment_id)):
        yield TimelineRow(
            TimelineKind.EXHIBITION,
            row.starts_on,
            row.exhibition_id,
            title=row.name,
            until=row.ends_on,
            people=tuple(dict.fromkeys(one.name for one in row.attendance)),
            words="、".join(one.exhibit for one in row.exhibitors if one.enrolment_id == enrolment_id and one.exhibit),
            case_ids=tuple(one.case_id for one in row.exhibitors if one.enrolment_id == enrolment_id and one.case_id),
        )


def voices(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    """What was said to the company; of record depth."""
    for row in list_voices(viewer, today=today, filters=VoiceFilter(company=enrolment_id)):
        yield TimelineRow(
            TimelineKind.VOICE,
            row.heard_on,
            row.exhibition_id,
            title=row.exhibition,
            visitor_kind=row.visitor_kind,
            people=(row.visitor,) if row.visitor else (),
            words=row.words,
            case_ids=(row.case_id,) if row.case_id else (),
        )
