"""A roster as it was read, made into text and back: what is kept between the dry run and the import."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.rows.roster import RosterCase, RosterCompany, RosterProblem, RosterProducer, RosterSheet

_DAYS = ("starts_on", "ends_on", "joined_on", "left_on")


def pack(sheet: RosterSheet) -> str:
    """The roster as JSON; days in ISO form."""
    return json.dumps(asdict(sheet), ensure_ascii=False, default=str)


def unpack(text: str) -> RosterSheet:
    """What :func:`pack` wrote."""
    stored = json.loads(text)
    return RosterSheet(
        organisation=stored["organisation"],
        fiscal_year=stored["fiscal_year"],
        companies=tuple(RosterCompany(**_days(row), **_names(row)) for row in stored["companies"]),
        producers=tuple(RosterProducer(**_days(row)) for row in stored["producers"]),
        cases=tuple(RosterCase(**row) for row in stored["cases"]),
        problems=tuple(RosterProblem(**row) for row in stored["problems"]),
        notes=tuple(RosterProblem(**row) for row in stored["notes"]),
    )


def _days(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in _DAYS and value is not None else value
        for name, value in row.items()
        if name != "sub_lead_names"
    }


def _names(row: dict[str, Any]) -> dict[str, Any]:
    return {"sub_lead_names": tuple(row["sub_lead_names"])}
