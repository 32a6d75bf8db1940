"""Which report a page is asked for, and how its address and its file are called."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from tracker.domain.calendar import Period, fiscal_year_period
from tracker.domain.errors import RuleBroken
from tracker.queries.programmes import get_programme
from tracker.queries.report import get_report, report_days
from tracker.rows.report import ReportDaysRow, ReportRow
from tracker.web import viewing
from tracker.web.language import say_day, say_fiscal_year
from tracker.web.refusals import pin
from tracker.web.report.forms import ReportDateForm


def days(form: ReportDateForm) -> ReportDaysRow | None:
    """The days that the form names; None with the reason on the form."""
    programme = get_programme(viewing.viewer())
    year = fiscal_year_period(programme.fiscal_year)
    if any(field.raw_data for field in (form.as_of, form.starts_on, form.ends_on)) and not form.validate():
        return None
    try:
        whole = form.whole(year)
        as_of = form.as_of.data or usual_day(whole or year)
        asked = ReportDaysRow(programme.fiscal_year, *report_days(programme, as_of=as_of, whole=whole))
    except RuleBroken as broken:
        pin(form, broken)
        return None
    form.show_day(asked.as_of)
    return asked


def read(form: ReportDateForm) -> ReportRow | None:
    """The whole report that the form names; None with the reason on the form."""
    asked = days(form)
    return None if asked is None else get_report(viewing.viewer(), as_of=asked.as_of, whole=asked.whole)


def usual_day(whole: Period) -> date:
    """Today while the period runs, else its last day."""
    assert whole.ends_on is not None
    return viewing.today() if viewing.today() in whole else whole.ends_on


def usual_days() -> dict[str, date]:
    """What the form shows before anything was chosen."""
    return {"as_of": usual_day(fiscal_year_period(get_programme(viewing.viewer()).fiscal_year))}


def address(head: ReportDaysRow) -> dict[str, str]:
    """The report's days as an address has them."""
    days = {"as_of": head.as_of.isoformat()}
    if not head.is_of_year and head.whole.ends_on is not None:
        days |= {"starts_on": head.whole.starts_on.isoformat(), "ends_on": head.whole.ends_on.isoformat()}
    return days


def say_period(head: ReportDaysRow) -> str:
    """The fiscal year, or from when to when."""
    if head.is_of_year or head.whole.ends_on is None:
        return say_fiscal_year(head.fiscal_year)
    return _("%(start)s～%(end)s", start=say_day(head.whole.starts_on), end=say_day(head.whole.ends_on))
