"""What a person has on the roster becomes another's: every table that names them, each in its own way."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, select, update

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.drafts import UNFINISHED
from tracker.domain.people_merges import joined, merge_places
from tracker.models import (
    Absence,
    ExhibitionAttendance,
    FieldDraft,
    LoadCapSetting,
    MeetingParticipant,
    OwnHours,
    Producer,
    StandIn,
    TeamMeeting,
    TrainingAttendee,
    Visit,
    VisitParticipant,
    WorkMonth,
)
from tracker.queries.diaries import get_diary
from tracker.queries.merges import tables_of
from tracker.queries.people_merges import list_places_of_two
from tracker.queries.team_plans import TeamPlan, list_assigned
from tracker.services import audit
from tracker.services.staffing import change_places

# Known by name, so that a new table that names a person asks to be thought of (a test of the house compares with the models).
MOVED = frozenset({"exclusion", "log_memory", "next_action", "score_look", "travel", "work_log"})
SETTLED = frozenset(
    {"absence", "assignment", "exhibition_attendance", "load_cap", "meeting_participant", "stand_in", "training_attendee"}
    | {"visit_participant", "work_month"}
)
OF_PARTICIPANT = frozenset({"own_hours"})
# Settled round by round (services/merged_ratings.py); a shown round leaves rows with the one who goes.
OF_ROUNDS = frozenset(
    {"adjustment_group", "extra_pair", "hand_in", "manager_rating", "rating_pair", "round_result"},
)
_FIELDS_OF_PEOPLE = ("team", "others", "people", "producer_id", "owner_id")


def merge_people_of_roster(viewer: Viewer, kept: Producer, gone: Producer, *, reason: str, today: date, now: datetime) -> None:
    """Both are locked, with their companies; afterwards no record but those of rounds names the one who goes."""
    for enrolment in list_places_of_two(viewer, kept.id, gone.id):
        before = list_assigned(enrolment.id)
        change_places(viewer, enrolment, TeamPlan(before, merge_places(before, kept.id, gone.id)), now=now)
    _settle_participants(Visit, VisitParticipant, "visit_id", kept.id, gone.id)
    _settle_participants(TeamMeeting, MeetingParticipant, "meeting_id", kept.id, gone.id)
    _settle_trainings(kept.id, gone.id)
    _settle_absences(viewer, kept.id, gone.id, now)
    _settle_stand_ins(viewer, kept.id, gone.id, now)
    _drop_doubles(ExhibitionAttendance, ("exhibition_id", "attended_on"), kept.id, gone.id)
    _drop_doubles(LoadCapSetting, ("programme_id",), kept.id, gone.id)
    _settle_months(viewer, kept.id, gone.id)
    db.session.flush()
    for table, column in tables_of(Producer.__tablename__):
        if table.name not in OF_ROUNDS:
            db.session.execute(update(table).where(table.c[column] == gone.id).values({column: kept.id}))
    _rename_in_drafts(viewer, kept.id, gone.id)
    db.session.flush()
    db.session.expire_all()
    _open_changed_months(viewer, kept.id, reason, today)


def _settle_participants(event: Any, participant: Any, key: str, kept: int, gone: int) -> None:
    """Whoever took part twice did so once; own hours come along where the kept person wrote none of that record."""
    table, hours = participant.__table__, OwnHours.__table__
    ids = set(db.session.scalars(select(table.c[key]).where(table.c.producer_id == gone)))
    there = set(db.session.scalars(select(table.c[key]).where(table.c.producer_id == kept, table.c[key].in_(ids))))
    db.session.add_all(participant(**{key: one, "producer_id": kept}) for one in sorted(ids - there))
    db.session.flush()
    written = select(hours.c[key]).where(hours.c.producer_id == kept, hours.c[key].is_not(None))
    moves = (hours.c.producer_id == gone, hours.c[key].in_(ids), hours.c[key].not_in(written))
    db.session.execute(update(OwnHours).where(*moves).values(producer_id=kept))
    db.session.execute(delete(participant).where(table.c.producer_id == gone))
    db.session.execute(update(event).where(event.id.in_(ids)).values(version=event.version + 1))


def _settle_trainings(kept: int, gone: int) -> None:
    """Of two attendances of one training the fuller stays."""
    there = {one.training_id: one for one in db.session.scalars(_of(TrainingAttendee, kept))}
    fullest = ["attended", "partial", "absent"]
    for row in db.session.scalars(_of(TrainingAttendee, gone)).all():
        mine = there.get(row.training_id)
        if mine is None:
            continue
        if (fullest.index(row.attendance), -(row.minutes or 0)) < (fullest.index(mine.attendance), -(mine.minutes or 0)):
            mine.attendance, mine.minutes = row.attendance, row.minutes
        db.session.delete(row)


def _settle_absences(viewer: Viewer, kept: int, gone: int, now: datetime) -> None:
    """Absences that overlap are one, with both reasons; of two rows the earlier goes on."""
    rows = db.session.scalars(
        select(Absence)
        .where(Absence.producer_id.in_((kept, gone)), Absence.deleted_at.is_(None))
        .order_by(Absence.starts_on, Absence.id)
    ).all()
    for period in joined(Period(row.starts_on, row.ends_on) for row in rows):
        first, *others = [row for row in rows if row.starts_on in period]
        if not {row.producer_id for row in (first, *others)} >= {kept, gone}:
            continue
        assert period.ends_on is not None
        first.ends_on = period.ends_on
        first.reason = "、".join(filter(None, dict.fromkeys(row.reason for row in (first, *others))))[:200]
        for row in others:
            row.deleted_at, row.deleted_by_id = now, viewer.account_id or None


def _settle_stand_ins(viewer: Viewer, kept: int, gone: int, now: datetime) -> None:
    """Who stands in for a company twice on a day does so once: the days of the one who goes that are left, if any."""
    living = StandIn.deleted_at.is_(None)
    mine = db.session.scalars(_of(StandIn, kept).where(living)).all()
    for row in db.session.scalars(_of(StandIn, gone).where(living)).all():
        taken = [Period(one.starts_on, one.ends_on) for one in mine if one.enrolment_id == row.enrolment_id]
        left = Period(row.starts_on, row.ends_on).without(taken)
        if not left:
            row.deleted_at, row.deleted_by_id = now, viewer.account_id or None
            continue
        values = audit.snapshot(row, "id", "starts_on", "ends_on")
        row.starts_on, row.ends_on = left[0].starts_on, left[0].ends_on or row.ends_on
        db.session.add_all(StandIn(**values, starts_on=one.starts_on, ends_on=one.ends_on) for one in left[1:])


def _drop_doubles(model: Any, keys: tuple[str, ...], kept: int, gone: int) -> None:
    """Of what there is once a person (and ``keys``) the kept person's stays."""
    there = {tuple(getattr(row, key) for key in keys) for row in db.session.scalars(_of(model, kept))}
    for row in db.session.scalars(_of(model, gone)).all():
        if tuple(getattr(row, key) for key in keys) in there:
            db.session.delete(row)


def _settle_months(viewer: Viewer, kept: int, gone: int) -> None:
    """Of two diaries of one month the confirmed one stays, the kept person's first; whether it still fits is seen afterwards."""
    there = {row.month_on: row for row in db.session.scalars(_of(WorkMonth, kept))}
    for row in db.session.scalars(_of(WorkMonth, gone)).all():
        mine = there.get(row.month_on)
        if mine is None:
            continue
        goes = mine if mine.confirmed_at is None and row.confirmed_at is not None else row
        db.session.delete(goes)
        db.session.flush()


def _open_changed_months(viewer: Viewer, kept: int, reason: str, today: date) -> None:
    """What a person confirmed as their month is no longer that where the other's hours came to it."""
    if not viewer.may(Act.DIARY):
        return
    confirmed = _of(WorkMonth, kept).where(WorkMonth.confirmed_at.is_not(None)).order_by(WorkMonth.month_on)
    for row in db.session.scalars(confirmed).all():
        if not get_diary(viewer, kept, Month.of(row.month_on), today=today).changes:
            continue
        row.confirmed_at = row.confirmed_by_id = row.approved_at = row.approved_by_id = None
        row.confirmed_by = row.approved_by = ""
        row.reopened_reason = reason


def _rename_in_drafts(viewer: Viewer, kept: int, gone: int) -> None:
    """Who is ticked in what is being typed is the one who is left; the texts stay unread."""
    drafts = select(FieldDraft).where(FieldDraft.programme_id == viewer.programme, FieldDraft.state.in_(UNFINISHED))
    for draft in db.session.scalars(drafts).all():
        fields: dict[str, Any] = json.loads(draft.fields)
        changed = {
            name: _renamed(values, kept, gone)
            for name, values in fields.items()
            if name.rpartition("-")[2] in _FIELDS_OF_PEOPLE and str(gone) in values
        }
        if changed:
            draft.fields = json.dumps(fields | changed, ensure_ascii=False)


def _renamed(values: Iterable[str], kept: int, gone: int) -> list[str]:
    return list(dict.fromkeys(str(kept) if value == str(gone) else value for value in values))


def _of(model: Any, producer_id: int) -> Any:
    table: Table = model.__table__
    return select(model).where(table.c.producer_id == producer_id)
