"""The board of companies and months in words and links: what the components of the dashboard's page take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.domain.cadence import MonthCell, MonthState
from tracker.domain.calendar import Month, fiscal_year_period, months_at_hand
from tracker.domain.phases import Phase
from tracker.rows.dashboard import BoardCompanyRow, BoardTotals, DashboardRow
from tracker.rows.phases import CaseProgressRow
from tracker.web.addresses import query_of
from tracker.web.dashboard import between
from tracker.web.labels import label
from tracker.web.language import compact_day, say_day_among_years, say_short_month, spoken

# What each state means, for the foot of the page.
LEGEND = (
    (MonthState.HELD, _l("実施"), _l("必要な回数を訪問した")),
    (MonthState.SCHEDULED, _l("予定"), _l("今日以後の予定がある")),
    (MonthState.EXCUSED, _l("見送り（理由承認）"), _l("承認された理由がある")),
    (MonthState.AWAITING_RECORD, _l("記録待ち"), _l("予定日を過ぎたか下書きのまま")),
    (MonthState.UNSCHEDULED, _l("日程未定"), _l("今月の予定がない")),
    (MonthState.MISSED, _l("未実施"), _l("訪問も理由もなく月が終わった")),
    (MonthState.OUT_OF_PERIOD, _l("期間外"), _l("支援期間ではない、または短い月")),
)
# What lies before the visits of a month; the worst first.
BETWEEN = (
    ("missing", _l("会議なし"), _l("会議のないまま次の訪問をした")),
    ("settled", _l("会議不要"), _l("会議はなく、マネージャーが理由を確かめた")),
    ("filled", _l("会議あり"), _l("訪問の合間に会議をした")),
)


def lists(row: DashboardRow) -> dict[str, str]:
    """Where each number of the tiles leads: exactly to its rows."""
    year = fiscal_year_period(row.fiscal_year)
    days: dict[str, Any] = {"from": year.starts_on, "to": year.ends_on}
    return {
        "visits": url_for("visits.index", counted=1, fiscal_year=row.fiscal_year),
        "online": url_for("visits.index", counted=1, fiscal_year=row.fiscal_year, mode="online"),
        "event_escorts": url_for("visits.index", status="held", fiscal_year=row.fiscal_year, mode="event"),
        "meetings": url_for("meetings.index", status="held", **days),
        "overdue": url_for("actions.index", overdue=1),
        "outcomes": url_for("outcomes.index", **days | {"to": row.today}),
        "companies": url_for("companies.index", visited_from=year.starts_on, visited_to=year.ends_on),
        "company_meetings": url_for("meetings.index", status="held", by_company=1, **days),
    }


def compared(row: DashboardRow) -> dict[str, list[dict[str, Any]]]:
    """Beside each of the four numbers the running month and the same days of the month before, each leading to its rows."""
    return {
        "visits": _spans(row, "visit_count", "visits.index", {"counted": 1}, ("from", "to")),
        "meetings": _spans(row, "meeting_count", "meetings.index", {"status": "held"}, ("from", "to")),
        "overdue": _spans(row, "overdue_count", "actions.index", {"overdue": 1}, ("due_from", "due_to")),
        "outcomes": _spans(row, "outcome_count", "outcomes.index", {}, ("from", "to")),
    }


def _spans(row: DashboardRow, name: str, endpoint: str, also: dict[str, Any], ends: tuple[str, str]) -> list[dict[str, Any]]:
    first, last = ends
    return [
        {
            "label": words,
            "number": getattr(span, name),
            "url": _to(url_for(endpoint), **also, **{first: span.days.starts_on, last: span.days.ends_on}),
        }
        for span, words in (
            (row.totals.month, _("今月（今日まで）")),
            (row.totals.before, _("前月（同じ日まで）")),
        )
    ]


def say_between(totals: BoardTotals) -> str:
    """In how many gaps between visits a meeting was held, and how many others needed none."""
    held = _("訪問の合間 %(filled)s/%(all)s", filled=totals.filled_gap_count, all=totals.gap_count)
    if not totals.settled_gap_count:
        return held
    return _("%(held)s、会議不要 %(count)s", held=held, count=totals.settled_gap_count)


def say_outcome_target(target: int | None) -> str:
    return _("目標の定めはありません") if target is None else _("目標 %(count)s件", count=target)


def matrix(row: DashboardRow, *, excuses: bool) -> dict[str, Any]:
    """Months and rows as ``month_matrix`` takes them; ``excuses``: whether the viewer decides on excused months."""
    months = row.shown[0].year.cells if row.shown else ()
    this_month = Month.of(row.today)
    near = months_at_hand([cell.month for cell in months], row.today, before=2, after=1)
    visits = url_for("visits.index")
    words = {state: (state.value, label(state)) for state in MonthState}
    words[MonthState.EXCUSED] = (MonthState.EXCUSED.value, _("見送り"))
    return {
        "months": [
            {"label": say_short_month(cell.month), "is_current": cell.month == this_month, "is_near": cell.month in near}
            for cell in months
        ],
        "rows": [
            {
                "name": company.name,
                "url": url_for("companies.show", enrolment_id=company.enrolment_id),
                "note": _note(company),
                "cells": _cells(company, words, visits, excuses=excuses, today=row.today),
            }
            for company in row.shown
        ],
    }


def companies(row: DashboardRow) -> list[dict[str, Any]]:
    """A line a company: its numbers and the chain of visits and the meetings between them."""
    year = fiscal_year_period(row.fiscal_year)
    visits, meetings = url_for("visits.index"), url_for("meetings.index")
    return [
        {
            "company": company,
            "visits_url": _to(visits, company=company.enrolment_id, counted=1, fiscal_year=row.fiscal_year),
            "online_url": _to(visits, company=company.enrolment_id, counted=1, fiscal_year=row.fiscal_year, mode="online"),
            "meetings_url": _to(
                meetings, **{"company": company.enrolment_id, "status": "held", "from": year.starts_on, "to": year.ends_on}
            ),
            "steps": between.chain(company, row.earlier),
        }
        for company in row.shown
    ]


def cases(row: DashboardRow) -> list[dict[str, Any]]:
    """A line a case: its phases as ``phase_track`` takes them, the days in the furthest one, the day it was last worked on."""
    words = {phase: label(phase) for phase in Phase}
    return [
        {
            "case": case,
            "url": url_for("cases.show", case_id=case.case_id),
            "steps": [_step(case, phase, words[phase], row.fiscal_year) for phase in Phase],
            "days": case.progress.days_in_phase(row.today),
        }
        for case in row.cases
    ]


def _note(company: BoardCompanyRow) -> str:
    if not company.lead_name:
        return label(company.staffing.state)
    if company.is_mine:
        return _("自分の担当・主担当 %(name)s", name=company.lead_name)
    return _("主担当 %(name)s", name=company.lead_name)


def _cells(
    company: BoardCompanyRow, words: dict[MonthState, tuple[str, str]], visits: str, *, excuses: bool, today: date
) -> list[dict[str, Any]]:
    """Word, count and link: to the visits behind a number, else to where the month is mended."""
    between, language = _between(company), spoken()
    of_company = f"{visits}?company={company.enrolment_id}&month="
    cells = []
    for cell in company.year.cells:
        state, word = words[cell.state]
        month = cell.month
        if cell.held:
            url: str | None = f"{of_company}{month.iso}&counted=1"
        else:
            url = _cell_url(cell, company, of_company + month.iso, excuses, today)
        cells.append(
            {
                "state": state,
                "label": word,
                "url": url,
                "count": _cell_count(cell, company, language),
                "planned": _planned(cell, company, language),
                "between": between.get((month.year, month.month)),
            }
        )
    return cells


def _between(company: BoardCompanyRow) -> dict[tuple[int, int], dict[str, str]]:
    """Whether a meeting lies before each visit day of a year's month, else whether one was needed; none without two visits."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for gap in company.year.gaps:
        found[gap.to_on.year, gap.to_on.month].add(between.gap_state(company, gap))
    words = {state: str(word) for state, word, _meaning in BETWEEN}
    return {
        month: next({"state": state, "label": word} for state, word in words.items() if state in states)
        for month, states in found.items()
    }


def _cell_count(cell: MonthCell, company: BoardCompanyRow, language: str) -> str:
    held = cell.held
    if held:
        return f"{held}/{cell.required}" if cell.required > held else _times(language, held)
    if cell.state in (MonthState.SCHEDULED, MonthState.AWAITING_RECORD):
        waiting = cell.scheduled_ids or cell.awaiting_ids
        return _days_of(waiting, company, language)[0]
    return ""


def _planned(cell: MonthCell, company: BoardCompanyRow, language: str) -> str:
    """When the company is visited once more in a month that has its visits."""
    if not cell.planned_ids:
        return ""
    return _("予定 %(days)s", days=_("、").join(_days_of(cell.planned_ids, company, language)))


def _days_of(visit_ids: Collection[int], company: BoardCompanyRow, language: str) -> list[str]:
    return [compact_day(language, visit.on) for visit in company.year.visits if visit.visit_id in visit_ids]


@lru_cache
def _times(_language: str, count: int) -> str:
    return ngettext("%(count)s回", "%(count)s回", count, count=count)


def _cell_url(cell: MonthCell, company: BoardCompanyRow, visits: str, excuses: bool, today: date) -> str | None:
    """Where a month without a visit is mended; ``visits`` are those of the month, of whatever state."""
    match cell.state:
        case MonthState.SCHEDULED:
            return f"{visits}&status=scheduled&from={today}"
        case MonthState.AWAITING_RECORD if company.may_log:
            return url_for("visits.log", visit_id=cell.awaiting_ids[0])
        case MonthState.MISSED | MonthState.EXCUSED if excuses:
            return url_for("months.excuse", enrolment_id=company.enrolment_id, month=cell.month.iso)
        case MonthState.EXCUSED:
            return "#excused"
        case MonthState.UNSCHEDULED if company.may_log:
            return url_for("visits.schedule", company=company.enrolment_id)
        case MonthState.MISSED if company.may_log:
            return url_for("visits.new", company=company.enrolment_id)
        case MonthState.AWAITING_RECORD | MonthState.MISSED | MonthState.UNSCHEDULED:
            return visits
    return None


def _step(case: CaseProgressRow, phase: Phase, word: str, here: int) -> dict[str, Any]:
    reached = case.progress.reached_phase(phase)
    return {
        "label": word,
        "reached": reached is not None,
        "is_current": case.progress.furthest is phase,
        "note": _since(spoken(), reached.first_on, here) if reached else "",
    }


@lru_cache(maxsize=1_000)
def _since(_language: str, day: date, here: int) -> str:
    return _("%(day)s～", day=say_day_among_years(day, here))


def _to(address: str, **filters: object) -> str:
    """A list narrowed by filters; the address is built once, there may be thousands of cells."""
    return f"{address}{query_of(filters)}"
