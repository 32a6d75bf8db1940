"""Takes a whole import back: what it made goes, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer, importer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.words import N_
from tracker.models import LogEntry, LogUpload, NextAction, TeamMeeting, Visit
from tracker.queries.scope import in_programme
from tracker.services import audit
from tracker.services.actions import delete_action
from tracker.services.hand_log_rows import take_back_record
from tracker.services.meetings import delete_meeting
from tracker.services.visits import delete_visit

Thing = Visit | TeamMeeting | NextAction


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records were taken away, and how many stay because somebody changed them."""

    removed: int
    kept: int


def undo_log(viewer: Viewer, *, upload_id: int, also: Collection[int] = (), today: date, now: datetime) -> Undone:
    """Delete what an import made; each can be restored for thirty days like anything deleted.

    What somebody saved since stays, and with a record its next actions; ``also`` names entries that go all the same,
    which is the manager's to decide. A scheduled visit that a row had become is scheduled again.
    """
    viewer.require(Act.IMPORT)
    if also:
        viewer.require(Act.STAFF)
    upload = db.session.scalar(
        select(LogUpload).where(LogUpload.id == upload_id, in_programme(viewer, LogUpload.programme_id)).with_for_update()
    )
    if upload is None:
        raise NotFound
    if upload.applied_at is None:
        raise RuleBroken(N_("この記録簿はまだ取り込まれていません。"))
    entries = db.session.scalars(select(LogEntry).where(LogEntry.upload_id == upload_id).order_by(LogEntry.id)).all()
    there = [(entry, thing) for entry in entries if (thing := _thing(entry)).deleted_at is None]
    stays = {entry.id for entry, thing in there if thing.version != entry.version_made and entry.id not in also}
    rows = {entry.row for entry in entries if entry.id in stays and entry.action_id is None and not entry.is_next}
    stays |= {entry.id for entry, _thing in there if entry.action_id is not None and entry.row in rows and entry.id not in also}
    # actions before their records: what is deleted last is what the others hang on
    gone = sorted(((entry, thing) for entry, thing in there if entry.id not in stays), key=lambda pair: pair[0].action_id is None)
    for entry, thing in gone:
        _take_away(importer(viewer), entry, thing, today=today, now=now)
    if upload.undone_at is None or gone:
        upload.undone_at = now
        audit.note(viewer, "undo_log", upload, after={"removed": len(gone), "kept": len(stays)})
    return Undone(len(gone), len(stays))


def _thing(entry: LogEntry) -> Thing:
    if entry.visit_id is not None:
        return db.session.get_one(Visit, entry.visit_id)
    if entry.meeting_id is not None:
        return db.session.get_one(TeamMeeting, entry.meeting_id)
    return db.session.get_one(NextAction, entry.action_id)


def _take_away(viewer: Viewer, entry: LogEntry, thing: Thing, *, today: date, now: datetime) -> None:
    if isinstance(thing, Visit) and entry.before:
        take_back_record(viewer, thing, entry.before)
        db.session.delete(entry)  # the scheduled visit that stands there now comes from no log
    elif isinstance(thing, Visit):
        delete_visit(viewer, visit_id=thing.id, version=thing.version, today=today, now=now)
    elif isinstance(thing, TeamMeeting):
        delete_meeting(viewer, thing.id, today=today, now=now)
    else:
        delete_action(viewer, thing.id, today=today, now=now)
    db.session.flush()
