"""As of which day a form is to be filled."""

from __future__ import annotations

from datetime import date

from tracker.domain.calendar import fiscal_year_period
from tracker.domain.errors import RuleBroken
from tracker.queries.programmes import get_programme
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.web import viewing
from tracker.web.refusals import pin
from tracker.web.report.forms import ReportDateForm


def read(form: ReportDateForm) -> ReportRow | None:
    """The report of the day that the form names; None with the reason on the form."""
    if form.as_of.raw_data and not form.validate():
        return None
    try:
        return get_report(viewing.viewer(), as_of=form.as_of.data or usual_day())
    except RuleBroken as broken:
        pin(form, broken)
        return None


def usual_day() -> date:
    """Today while the fiscal year runs, else its last day."""
    year = fiscal_year_period(get_programme(viewing.viewer()).fiscal_year)
    assert year.ends_on is not None
    return viewing.today() if viewing.today() in year else year.ends_on
