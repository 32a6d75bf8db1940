"""The rows of dialogue tools in the form of a record: those of the last visit stand ready, and none is noted unseen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, FormField, HiddenField

from tracker.domain.tools import LONGEST_FINDING, MOST_USES, ToolUsed
from tracker.rows.notes import CaseChoiceRow
from tracker.rows.tools import ToolRow, ToolUseRow
from tracker.web.form_parts import RowsField
from tracker.web.forms import AtMost, ChoiceField, LineField


class ToolUseForm(Form):
    """One use; a row that is only offered (``offered``) is one where it is ticked, has a finding or names another tool."""

    offered = HiddenField()
    used = BooleanField(_l("今回も使った"))
    what = ChoiceField(_l("ツール・部分"))
    case_id = ChoiceField(_l("案件"))
    finding = LineField(_l("わかったこと（1行）"), [AtMost(LONGEST_FINDING)])

    @property
    def is_blank(self) -> bool:
        return not (self.used.data or self.finding.data or (self.what.data and self.what.data != self.offered.data))

    def is_complete(self) -> bool:
        if not self.what.data:
            self.what.errors = [*self.what.errors, _("使ったツールを選んでください。")]
        return bool(self.what.data)

    def read(self) -> ToolUsed:
        tool_id, _sign, part_id = str(self.what.data).partition("-")
        case_id = self.case_id.data
        return ToolUsed(
            int(tool_id), int(part_id) if part_id else None, int(case_id) if case_id else None, self.finding.data or ""
        )


def tool_uses_field() -> RowsField:
    return RowsField(FormField(ToolUseForm), max_entries=MOST_USES)


def tool_values(stored: Iterable[ToolUseRow], last: Iterable[ToolUseRow] = ()) -> list[dict[str, Any]]:
    """What the rows open with: the uses of the record, else those of the last visit, offered without tick and finding."""
    rows = [_values(use) | {"used": True, "finding": use.finding} for use in stored]
    return rows or [_values(use) for use in last]


def offer_tools(
    field: Any, tools: Sequence[ToolRow], cases: Sequence[CaseChoiceRow], *, noted: Iterable[ToolUseRow] = ()
) -> None:
    """What can be chosen in every row; a tool that was noted and is no longer offered stays a choice of this record."""
    choices = [("", _("選んでください"))]
    for tool in tools:
        if tool.is_active:
            choices.append((str(tool.tool_id), tool.label))
            choices += [(f"{part.tool_id}-{part.part_id}", f"{tool.label}／{part.label}") for part in tool.offered_parts()]
    known = {value for value, _words in choices}
    choices += {_value(use): use.words for use in noted if _value(use) not in known}.items()
    for entry in field:
        entry.form.what.choices = choices
        entry.form.case_id.choices = [("", _("企業全体")), *((str(case.case_id), case.title) for case in cases)]
        entry.form.case_id.data = entry.form.case_id.data or ""


def names_tools(sent: MultiDict[str, str]) -> bool:
    """Whether a row of a form that was sent names a tool, offered or chosen."""
    return any(value and name.startswith("tools-") and name.endswith(("-what", "-offered")) for name, value in sent.items())


def add_blank(field: Any) -> None:
    """The blank row at the end, which the button copies."""
    if len(field.entries) < MOST_USES:
        field.append_entry({})


def complete_uses(field: Any) -> bool:
    """Whether every row that was begun names its tool; says at the row what is missing."""
    lacking = [entry.form for entry in field if not entry.form.is_blank and not entry.form.is_complete()]
    if lacking:
        field.errors = [entry.errors for entry in field.entries]
    return not lacking


def read_uses(field: Any) -> tuple[ToolUsed, ...]:
    return tuple(entry.form.read() for entry in field if not entry.form.is_blank)


def add_missing(field: Any, stored: Iterable[ToolUseRow]) -> None:
    """Two editors: the uses that the other one noted join the rows, so that neither save drops the other's."""
    there = {(entry.form.what.data, entry.form.case_id.data or "") for entry in field if not entry.form.is_blank}
    for use in stored:
        values = _values(use) | {"used": True, "finding": use.finding}
        if (values["what"], values["case_id"]) not in there and len(field.entries) < MOST_USES:
            field.append_entry(values)


def _values(use: ToolUseRow) -> dict[str, Any]:
    return {"offered": _value(use), "what": _value(use), "case_id": str(use.case_id) if use.case_id else ""}


def _value(use: ToolUseRow) -> str:
    return f"{use.tool_id}-{use.part_id}" if use.part_id else str(use.tool_id)
