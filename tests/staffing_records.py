"""Factories for what staffing has to keep: absences, exclusions and caps; ``tests/records.py`` calls them for the full house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tests.cast import SupportedCompany
from tracker.database import db
from tracker.domain.exclusions import ExclusionKind
from tracker.domain.text import search_key
from tracker.models import Absence, CompanyAlias, Exclusion, LoadCapSetting, MergedRow, StandIn


def staffing_records(company: SupportedCompany, producer_id: int, *, now: datetime, deleted: Mapping[str, Any]) -> dict[str, int]:
    """One of each that lives and one that was deleted, all past, so that they touch no other test."""
    common = {"programme_id": company.programme_id, "producer_id": producer_id}
    days = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}
    excluded = {"enrolment_id": company.enrolment_id, "kind": ExclusionKind.TRAVEL, **common, **days}
    rows = {
        "absence_id": Absence(**common, **days, created_at=now),
        "deleted_absence_id": Absence(**common, **days, **{"created_at": now, **deleted}),
        "exclusion_id": Exclusion(**excluded, created_at=now),
        "deleted_exclusion_id": Exclusion(**excluded, **{"created_at": now, **deleted}),
    }
    db.session.add_all([*rows.values(), LoadCapSetting(programme_id=company.programme_id, producer_id=None, created_at=now)])
    # a company that was merged long ago, whose own rows nobody needs
    merged = {"noun": "enrolment", "gone_id": 2**31 - company.programme_id, "kept_id": company.enrolment_id}
    old_name = {"name": "架空旧社名製作所", "search_key": search_key("架空旧社名製作所")}
    db.session.add_all(
        [
            CompanyAlias(company_id=company.company_id, **old_name, created_at=now),
            MergedRow(programme_id=company.programme_id, **merged, created_at=now),
        ]
    )
    db.session.flush()
    return {name: row.id for name, row in rows.items()}


def make_stand_in(company: SupportedCompany, producer_id: int, *, now: datetime, starts_on: date, ends_on: date) -> int:
    row = StandIn(
        enrolment_id=company.enrolment_id,
        producer_id=producer_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason="出張のため",
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
