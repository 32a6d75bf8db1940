"""The totals of outcomes and the lines of the cases in words and links: every number leads to exactly its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.charts.case_paths import Mark, case_paths
from tracker.domain.calendar import Period, fiscal_year_of, fiscal_year_period, month_to_date
from tracker.domain.case_paths import PathStep
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.rows.case_paths import CasePathRow
from tracker.rows.outcome_board import KindTotalsRow, OutcomeBoardRow
from tracker.rows.outcomes import OutcomeFilter
from tracker.web import headers
from tracker.web.labels import label
from tracker.web.language import axis_day_format, say_day_among_years, say_short_day
from tracker.web.page import Link

SHORT_NAME = 11


def tabs(here: str) -> tuple[Link, ...]:
    names = {"index": _("成果の一覧"), "overview": _("区分と企業の集計"), "paths": _("最初の一歩から事業化まで")}
    return tuple(Link(words, url_for(f"outcomes.{name}"), name == here) for name, words in names.items())


def list_url(filters: OutcomeFilter, period: Period, *, anchor: str | None = None, **narrower: Any) -> str:
    """The list of exactly what was counted: of the period, as narrow as the page is."""
    args: dict[str, Any] = {"company": filters.company, "kind": filters.kind.value if filters.kind else None}
    args |= {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat() if period.ends_on else None} | narrower
    return url_for("outcomes.index", _anchor=anchor, **args)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and the address of its rows; none where there are none."""

    value: int
    url: str


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind with its two numbers, and those of the period before (None: there was none)."""

    label: str
    count: Number
    companies: Number
    before: tuple[Number, Number] | None


def kind_line(row: KindTotalsRow, board: OutcomeBoardRow, filters: OutcomeFilter) -> KindLine:
    kind = row.kind or filters.kind
    narrower = {"kind": kind.value if kind else None}

    def numbers(period: Period, count: int, companies: int) -> tuple[Number, Number]:
        return (
            Number(count, list_url(filters, period, **narrower) if count else ""),
            Number(companies, list_url(filters, period, anchor="companies", **narrower) if companies else ""),
        )

    now = numbers(board.period, row.now.count, row.now.distinct_companies)
    then = numbers(board.before, row.before.count, row.before.distinct_companies) if board.before and row.before else None
    return KindLine(str(label(row.kind)) if row.kind else _("合計"), *now, then)


def finding(board: OutcomeBoardRow) -> str:
    """What the page says in one sentence."""
    return _(
        "%(first)sから%(last)sまでの成果は、延べ件数%(count)s件、実企業数%(companies)s社です。",
        first=say_short_day(board.period.starts_on),
        last=say_short_day(board.period.ends_on),
        count=board.total.now.count,
        companies=board.total.now.distinct_companies,
    )


def periods(today: date, fiscal_year: int, chosen: Period) -> tuple[Link, ...]:
    """The periods that a manager asks for."""
    year = fiscal_year_period(fiscal_year)
    this_month = month_to_date(today)
    spans = [(_("年度の初めから"), Period(year.starts_on, max(today, year.starts_on)))]
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    spans.append((_("この四半期"), Period(quarter, today)))
    spans.append((_("今月"), this_month))
    return tuple(
        Link(words, url_for("outcomes.overview", **_days(span)), span == chosen)
        for words, span in spans
        if fiscal_year_of(span.starts_on) == fiscal_year
    )


def _days(period: Period) -> dict[str, Any]:
    assert period.ends_on is not None
    return {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()}


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in words with the address of what it is; none in a year that the viewer does not read."""

    on: date
    words: str
    url: str | None
    is_commercial: bool


@dataclass(frozen=True, slots=True)
class PathLine:
    """A case's line; ``url`` is the case's page, or the company's where it is of no case."""

    row: CasePathRow
    name: str
    url: str
    steps: tuple[StepLine, ...]


def path_line(row: CasePathRow, years: Mapping[int, str]) -> PathLine:
    """``years``: by programme the short name under which its records are led to."""
    if row.case_id is None:
        name, url = _("特定の案件ではないもの"), url_for("companies.show", enrolment_id=row.enrolment_id)
    else:
        name, url = f"{row.number} {row.title}", url_for("cases.show", case_id=row.case_id)
    return PathLine(row, name, url, tuple(_step(step, row, years) for step in row.path.steps))


def _step(step: PathStep, row: CasePathRow, years: Mapping[int, str]) -> StepLine:
    slug = years.get(step.programme_id)
    url = _step_url(step, slug) if slug else None
    return StepLine(step.on, _said(step), url, step.on == row.path.commercial_on and step.outcome is OutcomeKind.PRODUCT)


def _step_url(step: PathStep, slug: str) -> str:
    if step.source == "visit":
        return url_for("visits.show", visit_id=step.source_id, programme=slug)
    if step.source == "meeting":
        return url_for("meetings.show", meeting_id=step.source_id, programme=slug)
    if step.source == "exhibition":
        return url_for("exhibitions.show", exhibition_id=step.source_id, programme=slug)
    day = Period(step.on, step.on)
    return list_url(OutcomeFilter(company=step.enrolment_id, kind=step.outcome), day, programme=slug)


def _said(step: PathStep) -> str:
    if step.phase:
        return _("%(phase)sを始める", phase=label(step.phase))
    return str(label(step.outcome)) if step.outcome else _("展示会「%(name)s」", name=step.name)


def paths_finding(rows: Sequence[CasePathRow]) -> str:
    cases = [row for row in rows if row.case_id is not None]
    reached = sum(row.path.commercial_on is not None for row in cases)
    return _(
        "%(all)s案件のうち、事業化（製品・サービスの成果）まで進んだのは%(reached)s案件です。", all=len(cases), reached=reached
    )


def _short(line: PathLine) -> str:
    """As much of a case's name as leaves room for its line on a phone."""
    name = line.name if line.row.case_id else line.row.company
    return name if len(name) <= SHORT_NAME else name[: SHORT_NAME - 1] + "…"


def paths_chart(lines: Sequence[PathLine], here: int) -> str:
    headers.mark_chart_page()
    marks = [
        Mark(
            place,
            (step.phase or step.outcome or "shown"),
            step.on,
            _("%(case)s：%(day)s %(words)s", case=line.name, day=say_day_among_years(step.on, here), words=said.words),
            said.url or "",
        )
        for place, line in enumerate(lines)
        for step, said in zip(line.row.path.steps, line.steps, strict=True)
    ]
    names = {phase.value: str(label(phase)) for phase in Phase} | {kind.value: str(label(kind)) for kind in OutcomeKind}
    names |= {"shown": _("展示会"), OutcomeKind.SCENARIO.value: _("一貫シナリオ")}
    return case_paths([_short(line) for line in lines], marks, names, axis_day_format())
