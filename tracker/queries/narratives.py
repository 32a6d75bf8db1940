"""成果のまとめ文 of cases: what stands, the versions before it, and beside it what the records would make of it now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period, fiscal_year_period
from tracker.domain.errors import NotFound
from tracker.domain.narratives import NarrativePart, draft
from tracker.models import Account, NarrativeVersion
from tracker.queries.cases import get_case, list_cases
from tracker.queries.narrative_facts import list_case_facts
from tracker.queries.programmes import get_programme
from tracker.queries.scope import in_programme
from tracker.rows.cases import CaseRow
from tracker.rows.narratives import NarrativeRow, NarrativeVersionRow


def get_narrative(viewer: Viewer, case_id: int, *, as_of: date) -> NarrativeRow:
    """The text of one case of the programme, with its draft as of a day."""
    viewer.require(Act.REPORT)
    return _with_drafts(viewer, [get_case(viewer, case_id)], as_of)[0]


def list_narratives(viewer: Viewer, *, as_of: date, limit: int | None = None, offset: int = 0) -> tuple[NarrativeRow, ...]:
    """Every case of the programme (or a page of them), by company and number."""
    viewer.require(Act.REPORT)
    cases = list_cases(viewer)
    return _with_drafts(viewer, cases[offset:][:limit], as_of)


def list_narrative_versions(viewer: Viewer, case_id: int) -> tuple[NarrativeVersionRow, ...]:
    """Every version of a case's text, the one that stands first."""
    viewer.require(Act.REPORT)
    case = get_case(viewer, case_id)
    statement = _versions(viewer).where(NarrativeVersion.case_id == case.case_id).order_by(NarrativeVersion.number.desc())
    return tuple(_row(found) for found in db.session.execute(statement))


def get_narrative_version(viewer: Viewer, case_id: int, number: int) -> NarrativeVersionRow:
    found = next((row for row in list_narrative_versions(viewer, case_id) if row.number == number), None)
    if found is None:
        raise NotFound
    return found


def list_standing_narratives(viewer: Viewer, case_ids: Collection[int] | None = None) -> dict[int, NarrativeVersionRow]:
    """By case the text that stands, of those that have one. The caller has found the records of these cases open."""
    latest = (
        select(NarrativeVersion.case_id, func.max(NarrativeVersion.number).label("number"))
        .where(in_programme(viewer, NarrativeVersion.programme_id))
        .group_by(NarrativeVersion.case_id)
        .subquery()
    )
    is_latest = and_(latest.c.case_id == NarrativeVersion.case_id, latest.c.number == NarrativeVersion.number)
    statement = _versions(viewer).join(latest, is_latest)
    if case_ids is not None:
        statement = statement.where(NarrativeVersion.case_id.in_(case_ids))
    return {row.case_id: row for row in map(_row, db.session.execute(statement))}


def _with_drafts(viewer: Viewer, cases: Collection[CaseRow], as_of: date) -> tuple[NarrativeRow, ...]:
    year = fiscal_year_period(get_programme(viewer).fiscal_year)
    facts = list_case_facts(viewer, cases, period=Period(year.starts_on, as_of))
    standing = list_standing_narratives(viewer, [case.case_id for case in cases])
    return tuple(NarrativeRow(case, as_of, draft(facts[case.case_id]), standing.get(case.case_id)) for case in cases)


def _versions(viewer: Viewer) -> Any:
    return (
        select(NarrativeVersion, func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == NarrativeVersion.created_by_id)
        .where(in_programme(viewer, NarrativeVersion.programme_id))
    )


def _row(found: Any) -> NarrativeVersionRow:
    version, written_by = found
    return NarrativeVersionRow(
        version_id=version.id,
        case_id=version.case_id,
        number=version.number,
        restored_number=version.restored_number,
        texts={part: getattr(version, part.value) for part in NarrativePart},
        drafted={part: getattr(version, f"{part.value}_digest") for part in NarrativePart},
        written_by=written_by,
        written_at=version.created_at,
    )
