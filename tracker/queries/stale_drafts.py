"""Drafts of visits and meetings that the viewer may finish, and of these what was left lying for more than five days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, select

from tracker.domain.access import Act, Viewer
from tracker.domain.warnings import DAYS_TO_MAKE_FINAL
from tracker.models import Account, Company, Enrolment, MeetingSection, TeamMeeting, Visit
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import board, in_programme, is_draft, section_record, visit_record
from tracker.rows.dashboard import DraftRow

_TODAY: Any = bindparam("today", type_=Date)
_WRITTEN_BY = func.coalesce(Account.name, "")


def list_stale_drafts(viewer: Viewer, today: date) -> list[DraftRow]:
    """Drafts that the viewer may finish, of a day more than five days ago; a meeting under one of its companies.

    The days are compared here: asked for them, SQLite would read all records of those days instead of the index of drafts.
    """
    latest = today - timedelta(days=DAYS_TO_MAKE_FINAL + 1)
    found: dict[tuple[int | None, int | None], DraftRow] = {}
    for draft in list_drafts(viewer, today):
        if draft.on <= latest:
            found.setdefault((draft.visit_id, draft.meeting_id), draft)
    return list(found.values())


def list_drafts(viewer: Viewer, today: date) -> list[DraftRow]:
    """Every draft that the viewer may finish, those of visits first; a meeting under each of its companies."""
    asked = ids_of(viewer) | {"today": today}
    visits: Any = run(_visits(viewer), asked)
    meetings: Any = run(_meetings(viewer), asked)
    return [*(_draft(*row, at="visit_id") for row in visits), *(_draft(*row, at="meeting_id") for row in meetings)]


def _draft(
    company: int, name: str, on: date, written_by: str, record_id: int, version: int, account_id: int | None, *, at: str
) -> DraftRow:
    at_record: dict[str, Any] = {at: record_id}
    return DraftRow(company, name, on, written_by, version=version, written_by_id=account_id, **at_record)


@prepared
def _visits(viewer: Viewer) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Visit.enrolment_id,
        Company.name,
        Visit.visit_on,
        _WRITTEN_BY,
        Visit.id,
        Visit.version,
        Account.id,
    )
    return (
        select(*columns)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == Visit.created_by_id)
        .where(
            in_programme(viewer, Visit.programme_id),
            board(),
            Visit.deleted_at.is_(None),
            is_draft(Visit.record_state),
            visit_record(viewer, _TODAY, Act.LOG),
        )
        .order_by(Visit.visit_on, Visit.id)
    )


@prepared
def _meetings(viewer: Viewer) -> Select[Any]:
    day = TeamMeeting.meeting_on
    columns: tuple[Any, ...] = (
        MeetingSection.enrolment_id,
        Company.name,
        day,
        _WRITTEN_BY,
        TeamMeeting.id,
        TeamMeeting.version,
        Account.id,
    )
    return (
        select(*columns)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == TeamMeeting.created_by_id)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            board(),
            TeamMeeting.deleted_at.is_(None),
            is_draft(TeamMeeting.record_state),
            section_record(viewer, _TODAY, day, Act.LOG),
        )
        .order_by(day, TeamMeeting.id, Enrolment.number)
    )
