"""What goes out with the report, in words and links: every number leads to exactly its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, npgettext, pgettext

from tracker.domain.cadence import MonthCell, MonthState
from tracker.domain.phases import Phase
from tracker.rows.evidence import Figure
from tracker.rows.report import ReportCaseRow, ReportCompanyRow, ReportOutcomeRow
from tracker.rows.report_preview import ReportPreviewRow
from tracker.web.labels import label
from tracker.web.language import say_day
from tracker.web.report import asking


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with its unit and where its rows are; ``note`` says what it is not."""

    label: str
    number: int
    url: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a place of a table shows, and where its rows are if it is a number."""

    words: str | int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A company's months and its totals."""

    company: ReportCompanyRow
    cells: tuple[Cell, ...]
    totals: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Companies by months with the totals of every column."""

    lines: tuple[Line, ...]
    by_month: tuple[Cell, ...]
    totals: tuple[Cell, ...]


def _behind(report: ReportPreviewRow, figure: Figure, **filters: object) -> str:
    """Where the records are that make the figure, as one document."""
    asked = {"figure": figure.value, **filters, **asking.address(report.head)}
    return f"{url_for('report.evidence')}?{urlencode(asked)}"


def _visited(report: ReportPreviewRow) -> str:
    return url_for("companies.index", visited_from=report.head.period.starts_on, visited_to=report.head.as_of)


def tiles(report: ReportPreviewRow) -> tuple[Tile, ...]:
    """The totals, as the sheet 概要 has them."""
    numbers = report.numbers
    return (
        Tile(_("訪問回数（企業単位）"), numbers.visits, _behind(report, Figure.VISITS), _visits_unit(numbers.visits)),
        Tile(_("うちオンライン"), numbers.online, _behind(report, Figure.ONLINE), _visits_unit(numbers.online)),
        Tile(_("訪問した企業（実企業数）"), numbers.companies, _visited(report), ngettext("社", "社", numbers.companies)),
        Tile(
            _("案件別延べ回数"),
            numbers.case_visits,
            _behind(report, Figure.CASE_VISITS),
            _visits_unit(numbers.case_visits),
            _("案件ごとに数えます"),
        ),
        Tile(
            _("展示会同行"),
            numbers.escorts,
            _behind(report, Figure.ESCORTS),
            _visits_unit(numbers.escorts),
            _("訪問回数に含めません"),
        ),
        Tile(_("会議回数"), numbers.meetings, _behind(report, Figure.MEETINGS), _meetings_unit(numbers.meetings)),
        Tile(
            _("企業別延べ会議回数"),
            numbers.company_meetings,
            _behind(report, Figure.COMPANY_MEETINGS),
            _meetings_unit(numbers.company_meetings),
            _("企業ごとに数えます"),
        ),
        Tile(_("成果（延べ件数）"), numbers.outcomes, _behind(report, Figure.OUTCOMES), ngettext("件", "件", numbers.outcomes)),
    )


def _visits_unit(number: int) -> str:
    return str(npgettext("visit", "回", "回", number))


def _meetings_unit(number: int) -> str:
    return str(npgettext("meeting", "回", "回", number))


def visits(report: ReportPreviewRow) -> MonthTable:
    """The sheet 訪問回数: visits and the states of the months without."""
    rows = report.companies
    lines = []
    for row in rows:
        of_company = {"company": row.enrolment_id}
        totals = (
            Cell(row.visit_count, _behind(report, Figure.VISITS, **of_company)),
            Cell(row.online_count, _behind(report, Figure.ONLINE, **of_company)),
            Cell(row.event_escorts, _behind(report, Figure.ESCORTS, **of_company)),
        )
        lines.append(Line(row, tuple(_month(report, row, cell) for cell in row.cells), totals))
    by_month = tuple(
        Cell(number, _behind(report, Figure.VISITS, month=month.iso))
        for number, month in zip(report.visits_by_month, report.months, strict=True)
    )
    numbers = report.numbers
    grand = (
        Cell(numbers.visits, _behind(report, Figure.VISITS)),
        Cell(numbers.online, _behind(report, Figure.ONLINE)),
        Cell(numbers.escorts, _behind(report, Figure.ESCORTS)),
    )
    return MonthTable(tuple(lines), by_month, grand)


def _month(report: ReportPreviewRow, row: ReportCompanyRow, cell: MonthCell) -> Cell:
    if cell.held:
        number: str | int = cell.held if cell.held >= cell.required else f"{cell.held}/{cell.required}"
        if cell.state is MonthState.OUT_OF_PERIOD:
            number = _("期間外 %(count)s", count=cell.held)
        return Cell(number, _behind(report, Figure.VISITS, company=row.enrolment_id, month=cell.month.iso))
    if cell.state is MonthState.BLANK:
        return Cell("")
    return Cell(_("見送り") if cell.state is MonthState.EXCUSED else label(cell.state))


def meetings(report: ReportPreviewRow) -> MonthTable:
    """The sheet 会議回数: a meeting once for each company in it."""
    rows = report.companies
    lines = tuple(
        Line(
            row,
            tuple(
                Cell(number, _behind(report, Figure.COMPANY_MEETINGS, company=row.enrolment_id, month=month.iso))
                if number or month.first <= report.head.as_of
                else Cell("")
                for month, number in zip(report.months, row.meetings_by_month, strict=True)
            ),
            (Cell(row.meeting_count, _behind(report, Figure.COMPANY_MEETINGS, company=row.enrolment_id)),),
        )
        for row in rows
    )
    by_month = tuple(
        Cell(number, _behind(report, Figure.COMPANY_MEETINGS, month=month.iso))
        for number, month in zip(report.meetings_by_month, report.months, strict=True)
    )
    total = Cell(report.numbers.company_meetings, _behind(report, Figure.COMPANY_MEETINGS))
    return MonthTable(lines, by_month, (total,))


def companies(report: ReportPreviewRow) -> list[dict[str, Any]]:
    """The sheet 企業と体制."""
    return [
        {
            "row": row,
            "url": url_for("companies.show", enrolment_id=row.enrolment_id),
            "lead": row.staffing.team.lead.name if row.staffing.team.lead else "―",
            "sub_leads": _("、").join(person.name for person in row.staffing.team.sub_leads) or "―",
            "staffing": _(row.staffing.sentence, **row.staffing.params) if row.staffing.params else _(row.staffing.sentence),
        }
        for row in report.companies
    ]


def cases(report: ReportPreviewRow) -> list[dict[str, Any]]:
    """The sheet 案件とフェーズ."""
    return [
        {
            "row": row,
            "company": report.names[row.enrolment_id],
            "url": url_for("cases.show", case_id=row.case_id),
            "phases": [_reached(row, phase) for phase in Phase],
            "furthest": label(row.progress.furthest) if row.progress.furthest else "―",
            "visits_url": _behind(report, Figure.CASE_VISITS, case=row.case_id),
        }
        for row in report.cases
    ]


def _reached(row: ReportCaseRow, phase: Phase) -> str:
    reached = row.progress.reached_phase(phase)
    return say_day(reached.first_on) if reached else "―"


def items(report: ReportPreviewRow) -> list[dict[str, Any]]:
    """The sheet 評価: item by item the group's means of every closed round."""
    return [
        {
            "item": item,
            "means": [
                _(value.sentence, **value.params)
                for group in report.results.rounds
                for mean in group.means
                if mean.item.item_id == item.item_id
                for value in (mean.own, mean.peer)
            ],
        }
        for item in report.items
    ]


def outcomes(report: ReportPreviewRow) -> list[dict[str, Any]]:
    """The sheet 成果一覧."""
    return [
        {
            "row": row,
            "company": report.names[row.enrolment_id],
            "kind": f"{label(row.kind)}（{row.kind_detail}）" if row.kind_detail else label(row.kind),
            "leans_on": _leans_on(row),
            "url": _outcome_url(row),
        }
        for row in report.outcomes
    ]


def _outcome_url(row: ReportOutcomeRow) -> str:
    asked = {"company": row.enrolment_id, "from": row.outcome_on, "to": row.outcome_on}
    return f"{url_for('outcomes.index')}?{urlencode(asked)}"


def _leans_on(row: ReportOutcomeRow) -> str:
    """What counts as evidence beside words of its own: named by its kind, for its words are the record's, not the report's."""
    kinds = (
        (row.has_exhibition, pgettext("one", "展示会")),
        (row.answers_challenge, pgettext("one", "課題")),
        (row.has_file, _("添付")),
    )
    return _("、").join(words for there, words in kinds if there)
