"""Overlapping hours of one person, asked for around what was just recorded; the diary lists those of a whole month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Set
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.work_log import SourceKind
from tracker.domain.work_warnings import overlapping
from tracker.models import Producer
from tracker.queries.activities import list_activities
from tracker.rows.meetings import MeetingRow
from tracker.rows.trainings import TrainingRow
from tracker.rows.travel import TravelRow
from tracker.rows.visits import VisitRow
from tracker.rows.work_log import ActivityRow, OverlapRow

Records = Set[tuple[str, int]]


def list_overlaps_of_visit(viewer: Viewer, visit: VisitRow, journeys: Collection[TravelRow]) -> tuple[OverlapRow, ...]:
    """With the visit or with a journey to it."""
    people = {person.producer_id for person in visit.people} | {one.producer_id for one in journeys}
    about = {(SourceKind.VISIT, visit.visit_id), *((SourceKind.TRAVEL, one.travel_id) for one in journeys)}
    return _around(viewer, visit.visit_on, people, about) if visit.is_held else ()


def list_overlaps_of_meeting(viewer: Viewer, meeting: MeetingRow) -> tuple[OverlapRow, ...]:
    people = {person.producer_id for person in meeting.people}
    about = {(SourceKind.MEETING, meeting.meeting_id)}
    return _around(viewer, meeting.meeting_on, people, about) if meeting.is_held else ()


def list_overlaps_of_training(viewer: Viewer, training: TrainingRow) -> tuple[OverlapRow, ...]:
    people = {one.producer_id for one in training.attendees}
    return _around(viewer, training.training_on, people, {(SourceKind.TRAINING, training.training_id)})


def list_overlaps_of_day(viewer: Viewer, producer_id: int, on: date) -> tuple[OverlapRow, ...]:
    """Whatever overlaps on a day of one supporter."""
    return list_overlaps_among(list_activities(viewer, from_on=on, to_on=on, producer_id=producer_id))


def _around(viewer: Viewer, on: date, people: Collection[int | None], about: Records) -> tuple[OverlapRow, ...]:
    """What of these people, as far as the viewer may read their hours, overlaps with one of these records."""
    known = {producer_id for producer_id in people if producer_id is not None}
    if not known or not viewer.may(Act.DIARY):
        return ()
    found = list_overlaps_among(list_activities(viewer, from_on=on, to_on=on, among=known))
    return tuple(row for row in found if row.records & about)


def list_overlaps_among(rows: Iterable[ActivityRow]) -> tuple[OverlapRow, ...]:
    """What overlaps of activities that were read already, person by person; nothing is asked where nothing does."""
    pairs = list(_pairs(rows))
    ids = {one.producer_id for one, _other in pairs}
    names: dict[int, str] = {}
    if ids:
        names = {row[0]: row[1] for row in db.session.execute(select(Producer.id, Producer.name).where(Producer.id.in_(ids)))}
    return tuple(OverlapRow(names[one.producer_id], one, other) for one, other in pairs)


def _pairs(rows: Iterable[ActivityRow]) -> Iterator[tuple[ActivityRow, ActivityRow]]:
    people: defaultdict[int, dict[object, ActivityRow]] = defaultdict(dict)
    for row in rows:
        people[row.producer_id][row.activity.ref] = row
    for by_ref in people.values():
        for one, other in overlapping(row.activity for row in by_ref.values()):
            yield by_ref[one.ref], by_ref[other.ref]
