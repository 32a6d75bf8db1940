"""The forms of the log import; which fields they have follows from the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from tracker.domain.hand_log import REQUIRED_FIELDS, LogField, MemoryKind
from tracker.domain.hand_log_names import Found
from tracker.rows.companies import CompanyChoiceRow
from tracker.rows.hand_log import LogPlan, LogSheet
from tracker.rows.producers import ProducerRow
from tracker.services.hand_log import NameMeant
from tracker.web.forms import BaseForm, ChoiceField
from tracker.web.hand_log.words import FIELDS

NOT_READ, OPEN, NOBODY = "", "", "nobody"


class UploadLogForm(BaseForm):
    """One workbook or CSV file."""

    file = FileField(
        _l("記録簿のファイル"),
        [FileRequired(_l("Excelブック（.xlsx）かCSVを選んでください。"))],
        description=_l("Excelブック（.xlsx）かCSV、10MBまで"),
    )


def columns_form(sheet: LogSheet, columns: Mapping[int, LogField]) -> BaseForm:
    """One choice a column of the file: which field it is."""

    class MatchColumnsForm(BaseForm):
        """Made for one file."""

    for column in sheet.columns:
        samples = _("例：%(samples)s", samples=_("、").join(column.samples)) if column.samples else _("中身は空です。")
        heading = column.heading or _("見出しのない列（%(n)s列目）", n=column.place + 1)
        field = ChoiceField(heading, description=samples, default=_value(columns.get(column.place)))
        setattr(MatchColumnsForm, f"column_{column.place}", field)
    form = MatchColumnsForm()
    offered = [(NOT_READ, _("読み込まない")), *((about.value, _field(about)) for about in FIELDS)]
    for column in sheet.columns:
        choice: Any = form[f"column_{column.place}"]
        choice.choices = offered
    return form


def chosen_columns(form: BaseForm, sheet: LogSheet) -> dict[int, LogField]:
    """What was chosen, by the place of the column."""
    chosen = {column.place: form[f"column_{column.place}"].data for column in sheet.columns}
    return {place: LogField(value) for place, value in chosen.items() if value}


def names_form(plan: LogPlan, companies: tuple[CompanyChoiceRow, ...], people: tuple[ProducerRow, ...]) -> BaseForm:
    """One choice a spelling that means nobody yet, or that somebody gave a meaning before."""

    class SayNamesForm(BaseForm):
        """Made for one dry run."""

    of_companies = {row.enrolment_id: row.name for row in companies}
    of_people = {row.producer_id: row.name for row in people}
    offered: dict[str, list[tuple[str, Any]]] = {}
    for name, kind, found in _names(plan):
        known = of_companies if kind is MemoryKind.COMPANY else of_people
        first = [one for one in found.candidates if one in known]
        rest = [one for one in known if one not in first]
        nobody = [(NOBODY, _("担い手ではない人（そのほかの同席者）"))] if kind is MemoryKind.PERSON else []
        offered[name] = [(OPEN, _("まだ決めない")), *nobody, *((str(one), known[one]) for one in [*first, *rest])]
        default = str(found.known_id) if found.known_id is not None else NOBODY if found.is_other else OPEN
        hint = _("近い名前：%(names)s", names=_("、").join(known[one] for one in first)) if first else ""
        setattr(SayNamesForm, name, ChoiceField(found.written, default=default, description=hint))
    form = SayNamesForm()
    for name, choices in offered.items():
        field: Any = form[name]
        field.choices = choices
    return form


def names_said(form: BaseForm, plan: LogPlan) -> list[NameMeant]:
    """What was said anew of names; what stands as it was is nothing said."""
    said = []
    for name, kind, found in _names(plan):
        field: Any = form[name]
        if not field.data or field.data == field.default:
            continue
        said.append(NameMeant(kind, found.written, None if field.data == NOBODY else int(field.data)))
    return said


def _names(plan: LogPlan) -> list[tuple[str, MemoryKind, Found]]:
    companies = (*plan.unknown_companies, *plan.remembered_companies)
    people = (*plan.unknown_people, *plan.remembered_people)
    return [
        *((f"company_{place}", MemoryKind.COMPANY, found) for place, found in enumerate(companies)),
        *((f"person_{place}", MemoryKind.PERSON, found) for place, found in enumerate(people)),
    ]


def _field(about: LogField) -> str:
    return _("%(field)s（必要）", field=FIELDS[about]) if about in REQUIRED_FIELDS else str(FIELDS[about])


def _value(about: LogField | None) -> str:
    return about.value if about is not None else NOT_READ
