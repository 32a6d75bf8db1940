"""The numbers of a log's pages, each with the address that leaves exactly its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, npgettext

from tracker.domain.hand_log import EntryKind, RowState
from tracker.rows.hand_log import LogPlan, LogRow, MadeRow, PlannedRow
from tracker.web.hand_log.words import STATES


def _is_in(state: RowState, row: PlannedRow) -> bool:
    return row.state is state


_ROWS: Mapping[str, Callable[[PlannedRow], bool]] = {
    "visits": lambda row: row.is_taken and row.source.kind is EntryKind.VISIT,
    "online": lambda row: row.is_taken and row.source.kind is EntryKind.VISIT and row.source.mode.value == "online",
    "meetings": lambda row: row.is_taken and row.source.kind is EntryKind.MEETING,
    "actions": lambda row: row.is_taken and bool(row.actions),
    "next": lambda row: row.is_taken and row.next_on is not None,
    "unassigned": lambda row: row.is_taken and any(company.is_unassigned for company in row.companies),
    "noted": lambda row: row.is_taken and bool(row.said),
    **{state.value: partial(_is_in, state) for state in RowState},
}
_MADE: Mapping[str, Callable[[MadeRow], bool]] = {
    "visits": lambda made: made.kind == "visit" and not made.is_next,
    "meetings": lambda made: made.kind == "meeting",
    "actions": lambda made: made.kind == "action",
    "provisional": lambda made: made.is_provisional and not made.is_changed and not made.is_gone,
    "next": lambda made: made.is_next,
    "changed": lambda made: made.is_changed and not made.is_gone,
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit, its rows' address and what stands beside it."""

    label: str
    number: int
    unit: str
    url: str
    note: str = ""
    is_attention: bool = False


def filter_rows(rows: tuple[PlannedRow, ...], asked: Mapping[str, Any]) -> tuple[PlannedRow, ...]:
    """The rows that the address asks for; all of them where it asks for nothing known."""
    fits = _ROWS.get(str(asked.get("rows", "")))
    return rows if fits is None else tuple(row for row in rows if fits(row))


def filter_made(made: tuple[MadeRow, ...], asked: Mapping[str, Any]) -> tuple[MadeRow, ...]:
    fits = _MADE.get(str(asked.get("rows", "")))
    return made if fits is None else tuple(one for one in made if fits(one))


def links_of(plan: LogPlan, upload_id: int) -> list[Number]:
    """What the import makes and what it leaves."""
    counts = plan.counts

    def url(rows: str) -> str:
        return url_for("hand_log.show", upload_id=upload_id, rows=rows)

    def of(name: str) -> int:
        return len(filter_rows(plan.rows, {"rows": name}))

    online = _("うちオンライン %(count)s件", count=counts.online)
    sections = _("企業別延べ %(count)s件", count=counts.sections)
    to_check = _("要確認：担当か期限が仮置き %(count)s件", count=counts.provisional)
    return [
        Number(_("読んだ行"), counts.rows, _unit(counts.rows, "行"), url_for("hand_log.show", upload_id=upload_id)),
        Number(_("企業訪問になる行"), of("visits"), _unit(of("visits"), "行"), url("visits"), online),
        Number(_("会議になる行"), of("meetings"), _unit(of("meetings"), "行"), url("meetings"), sections),
        Number(_("宿題のある行"), of("actions"), _unit(of("actions"), "行"), url("actions"), to_check),
        Number(_("案件未指定のままの行"), of("unassigned"), _unit(of("unassigned"), "行"), url("unassigned")),
        Number(_("次回の予定を入れる行"), counts.next_visits, _unit(counts.next_visits, "行"), url("next")),
        *(
            Number(str(STATES[state]), counts.of(state), _unit(counts.of(state), "行"), url(state.value), "", is_attention)
            for state, is_attention in _LEFT
            if counts.of(state)
        ),
    ]


_LEFT = (
    (RowState.ASKED, True),
    (RowState.KEPT, True),
    (RowState.DOUBLE, False),
    (RowState.THERE, False),
    (RowState.LEFT, False),
)


def links_of_made(made: tuple[MadeRow, ...], row: LogRow) -> list[Number]:
    """What an import made, as it stands now."""
    labels = {
        "visits": _("企業訪問"),
        "meetings": _("チームミーティング"),
        "actions": _("宿題"),
        "provisional": _("要確認の宿題"),
        "next": _("次回の予定"),
        "changed": _("取込のあとで変わったもの"),
    }
    found = {name: len(filter_made(made, {"rows": name})) for name in labels}
    return [
        Number(
            label,
            found[name],
            _unit(found[name], "件"),
            url_for("hand_log.show", upload_id=row.upload.upload_id, rows=name),
            is_attention=name == "provisional" and found[name] > 0,
        )
        for name, label in labels.items()
    ]


def _unit(count: int, unit: str) -> str:
    return npgettext("unit", "行", "行", count) if unit == "行" else ngettext("件", "件", count)
