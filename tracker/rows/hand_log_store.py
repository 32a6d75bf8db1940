"""A log as it was read, made into text and back: what is kept between its upload and its undoing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.domain.hand_log import LogField, RowState, Said
from tracker.rows.hand_log import LogColumn, LogOutcome, LogSheet, OutcomeRow
from tracker.rows.roster import RosterProblem


def pack(sheet: LogSheet) -> str:
    """The sheet as JSON; days in ISO form."""
    return json.dumps(asdict(sheet), ensure_ascii=False, default=str)


def unpack(text: str) -> LogSheet:
    """What :func:`pack` wrote."""
    stored = json.loads(text)
    return LogSheet(
        sheet=stored["sheet"],
        heading_row=stored["heading_row"],
        columns=tuple(_column(column) for column in stored["columns"]),
        rows=tuple((row, tuple(cells)) for row, cells in stored["rows"]),
        epoch=date.fromisoformat(stored["epoch"]),
        notes=tuple(RosterProblem(**note) for note in stored["notes"]),
    )


def pack_columns(columns: Mapping[int, LogField]) -> str:
    return json.dumps({str(place): about.value for place, about in columns.items()})


def unpack_columns(text: str) -> dict[int, LogField]:
    return {int(place): LogField(about) for place, about in json.loads(text or "{}").items()}


def pack_choices(rows: Mapping[int, RowState], *, past_done: bool) -> str:
    return json.dumps({"rows": {str(row): state.value for row, state in rows.items()}, "past_done": past_done})


def unpack_choices(text: str) -> tuple[dict[int, RowState], bool]:
    """What was decided row by row, and whether next actions that are overdue by now are done."""
    stored = json.loads(text or "{}")
    rows = {int(row): RowState(state) for row, state in stored.get("rows", {}).items()}
    return rows, bool(stored.get("past_done"))


def pack_outcome(outcome: LogOutcome) -> str:
    return json.dumps(asdict(outcome), ensure_ascii=False, default=_plain)


def unpack_outcome(text: str) -> LogOutcome:
    stored = json.loads(text or "{}")
    left = (
        OutcomeRow(row["row"], RowState(row["state"]), tuple(_said(said) for said in row["said"]))
        for row in stored.get("left", ())
    )
    return LogOutcome(stored.get("counts", {}), tuple(left))


def _column(stored: Mapping[str, Any]) -> LogColumn:
    suggested = LogField(stored["suggested"]) if stored["suggested"] else None
    return LogColumn(stored["place"], stored["heading"], tuple(stored["samples"]), suggested)


def _said(stored: Mapping[str, Any]) -> Said:
    params = {name: _day(value) for name, value in stored["params"].items()}
    return Said(stored["sentence"], params, LogField(stored["about"]) if stored["about"] else None)


def _plain(value: object) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else str(value)


def _day(value: Any) -> Any:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value
