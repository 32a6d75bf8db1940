"""Compares a roster with what the programme already has: what would be made, what is recognised, what would change."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.text import search_key
from tracker.domain.words import N_
from tracker.models import Account, RosterUpload
from tracker.queries.programmes import get_programme
from tracker.queries.roster_cases import plan_cases
from tracker.queries.roster_companies import plan_companies
from tracker.queries.roster_producers import plan_producers
from tracker.queries.scope import in_programme
from tracker.rows.roster import RosterProblem, RosterSheet
from tracker.rows.roster_plan import RosterPlan, RosterUploadRow
from tracker.rows.roster_store import unpack

OTHER_ORGANISATION = N_(
    "ファイルの実施機関は「%(found)s」ですが、この事業の実施機関は「%(wanted)s」です。ファイルを確かめてください。"
)


def get_upload(viewer: Viewer, upload_id: int, *, today: date) -> RosterUploadRow:
    """An uploaded roster with its dry run as the programme stands now."""
    viewer.require(Act.IMPORT)
    found = db.session.execute(
        select(RosterUpload.file_name, RosterUpload.content, RosterUpload.applied_at, func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == RosterUpload.created_by_id)
        .where(RosterUpload.id == upload_id, in_programme(viewer, RosterUpload.programme_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    file_name, content, applied_at, uploaded_by = found
    plan = plan_import(viewer, unpack(content), today=today)
    return RosterUploadRow(upload_id, file_name, uploaded_by, applied_at is not None, plan)


def plan_import(viewer: Viewer, sheet: RosterSheet, *, today: date) -> RosterPlan:
    """The dry run; every row that cannot be imported is a problem that says why."""
    programme = get_programme(viewer)
    problems = list(sheet.problems)
    notes = list(sheet.notes)
    if sheet.organisation and search_key(sheet.organisation) != search_key(programme.organisation):
        params = {"found": sheet.organisation, "wanted": programme.organisation}
        notes.append(RosterProblem(N_("支援企業"), None, "", OTHER_ORGANISATION, params))
    producers, other_producers = plan_producers(viewer, sheet, problems)
    companies, other_companies = plan_companies(viewer, sheet, producers, programme.contract, problems, today=today)
    cases = plan_cases(viewer, sheet, companies, problems)
    return RosterPlan(sheet, companies, producers, cases, tuple(problems), tuple(notes), other_companies, other_producers)
