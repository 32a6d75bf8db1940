"""Logs kept by hand: the uploads, one of them with its dry run, what an import made, and the row that a record came from."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.hand_log import SEVERAL_COLUMNS, LogField
from tracker.domain.text import search_key
from tracker.models import Account, Company, Enrolment, LogEntry, LogUpload, NextAction, TeamMeeting, Visit
from tracker.queries.hand_log_known import remembered_columns
from tracker.queries.hand_log_plan import plan_log
from tracker.queries.scope import in_programme
from tracker.rows.hand_log import LogRow, LogSheet, LogUploadRow, MadeRow, SourceRow
from tracker.rows.hand_log_store import unpack, unpack_choices, unpack_columns, unpack_outcome


def list_uploads(viewer: Viewer, *, limit: int | None = None, offset: int = 0) -> tuple[LogUploadRow, ...]:
    """The programme's uploaded logs, the newest on top."""
    viewer.require(Act.IMPORT)
    found = db.session.execute(_uploads(viewer).order_by(LogUpload.id.desc()).limit(limit).offset(offset))
    return tuple(LogUploadRow(*row) for row in found)


def count_uploads(viewer: Viewer) -> int:
    viewer.require(Act.IMPORT)
    statement = select(func.count()).select_from(LogUpload).where(in_programme(viewer, LogUpload.programme_id))
    return db.session.scalar(statement) or 0


def get_log(viewer: Viewer, upload_id: int, *, today: date) -> LogRow:
    """One uploaded log: with its dry run as the programme stands now, or with what became of it; NotFound elsewhere."""
    viewer.require(Act.IMPORT)
    found = db.session.execute(_uploads(viewer).where(LogUpload.id == upload_id)).one_or_none()
    if found is None:
        raise NotFound
    upload = LogUploadRow(*found)
    kept = db.session.get_one(LogUpload, upload_id)
    sheet = unpack(kept.content)
    columns = unpack_columns(kept.columns) or suggest_columns(viewer, sheet)
    choices, past_done = unpack_choices(kept.choices)
    is_open = upload.applied_at is None
    return LogRow(
        upload=upload,
        version=kept.version,
        sheet=sheet,
        columns=columns,
        is_matched=bool(unpack_columns(kept.columns)),
        plan=plan_log(viewer, sheet, columns=columns, choices=choices, today=today) if is_open else None,
        outcome=None if is_open else unpack_outcome(kept.outcome),
        past_done=past_done,
    )


def suggest_columns(viewer: Viewer, sheet: LogSheet) -> dict[int, LogField]:
    """Which column is which field: as somebody said of that heading before, else by its name; what is one alone, once."""
    remembered = remembered_columns(viewer)
    suggested: dict[int, LogField] = {}
    for column in sheet.columns:
        about = remembered.get(search_key(column.heading), column.suggested) if column.heading else column.suggested
        if about is not None and (about in SEVERAL_COLUMNS or about not in suggested.values()):
            suggested[column.place] = about
    return suggested


def list_made(viewer: Viewer, upload_id: int) -> tuple[MadeRow, ...]:
    """What an import made, in the order of its rows, and what of it somebody changed since or took away."""
    viewer.require(Act.IMPORT)
    of_action = aliased(Company)
    enrolled = aliased(Enrolment)
    statement: Any = (
        select(LogEntry, Visit, TeamMeeting, NextAction, Company.name, of_action.name)
        .select_from(LogEntry)
        .join(LogUpload, and_(LogUpload.id == LogEntry.upload_id, in_programme(viewer, LogUpload.programme_id)))
        .outerjoin(Visit, Visit.id == LogEntry.visit_id)
        .outerjoin(Enrolment, Enrolment.id == Visit.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == LogEntry.meeting_id)
        .outerjoin(NextAction, NextAction.id == LogEntry.action_id)
        .outerjoin(enrolled, enrolled.id == NextAction.enrolment_id)
        .outerjoin(of_action, of_action.id == enrolled.company_id)
        .where(LogEntry.upload_id == upload_id)
        .order_by(LogEntry.row, LogEntry.action_id.is_not(None), LogEntry.id)
    )
    return tuple(_made(*row) for row in db.session.execute(statement))


def find_source(viewer: Viewer, *, visit_id: int | None = None, meeting_id: int | None = None) -> SourceRow | None:
    """The row of a log that a record came from, with what stood in it; whoever reads the record may read it."""
    statement = (
        select(LogEntry.row, LogUpload.id, LogUpload.file_name, LogUpload.content)
        .join(LogUpload, LogUpload.id == LogEntry.upload_id)
        .where(in_programme(viewer, LogUpload.programme_id), LogEntry.is_next.is_(False))
        .where(LogEntry.visit_id == visit_id if visit_id is not None else LogEntry.meeting_id == meeting_id)
        .order_by(LogEntry.id)
        .limit(1)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        return None
    row, upload_id, file_name, content = found
    sheet = unpack(content)
    cells = dict(sheet.rows).get(row, ())
    told = ((column.heading, cells[column.place]) for column in sheet.columns if column.place < len(cells))
    return SourceRow(upload_id, file_name, row, tuple((heading, text) for heading, text in told if text))


def _uploads(viewer: Viewer) -> Select[Any]:
    statement: Any = (
        select(
            LogUpload.id,
            LogUpload.file_name,
            func.coalesce(Account.name, ""),
            LogUpload.created_at,
            LogUpload.applied_at,
            LogUpload.undone_at,
        )
        .outerjoin(Account, Account.id == LogUpload.created_by_id)
        .where(in_programme(viewer, LogUpload.programme_id))
    )
    return cast(Select[Any], statement)


def _made(
    entry: LogEntry, visit: Visit | None, meeting: TeamMeeting | None, action: NextAction | None, of_visit: str, of_action: str
) -> MadeRow:
    thing: Any = visit or meeting or action
    on = visit.visit_on if visit else meeting.meeting_on if meeting else action.due_on if action else date.min
    return MadeRow(
        entry_id=entry.id,
        row=entry.row,
        kind="visit" if visit else "meeting" if meeting else "action",
        on=on,
        words=action.what if action else of_visit or "",
        company=of_action or of_visit or "",
        is_changed=thing.version != entry.version_made,
        is_gone=thing.deleted_at is not None,
        is_next=entry.is_next,
        is_provisional=entry.is_provisional,
        visit_id=entry.visit_id,
        meeting_id=entry.meeting_id,
        action_id=entry.action_id,
    )
