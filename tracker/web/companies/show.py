"""One company: where it stands, and its one timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tracker.domain.access import Act
from tracker.domain.attachments import AttachedTo
from tracker.domain.cadence import EventStatus, MonthCell
from tracker.domain.calendar import Month
from tracker.domain.errors import NotFound
from tracker.domain.follow_up import ActionStatus
from tracker.queries import programmes
from tracker.queries.actions import count_actions, list_actions
from tracker.queries.attachments import attachments_by_event, count_attachments, list_attachments
from tracker.queries.cadence import get_year
from tracker.queries.cases import list_cases
from tracker.queries.challenges import list_challenges
from tracker.queries.companies import get_company
from tracker.queries.design_sheets import list_sheets
from tracker.queries.other_years import list_other_years
from tracker.queries.outcomes import count_outcomes
from tracker.queries.phases import list_case_progress
from tracker.queries.scope import may_log_company, may_read_company
from tracker.queries.summaries import get_summary
from tracker.queries.teams import find_next_team, get_staffing
from tracker.queries.timeline import list_timeline
from tracker.queries.today import list_last_visits
from tracker.rows.actions import ActionFilter
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.challenges import ChallengeFilter
from tracker.rows.outcomes import OutcomeFilter
from tracker.web import viewing
from tracker.web.companies import story
from tracker.web.companies.forms import SummaryDayForm
from tracker.web.companies.routes import bp
from tracker.web.design_sheets.forms import StartSheetForm
from tracker.web.labels import label
from tracker.web.page import Link
from tracker.web.paging import asked_id, page_of
from tracker.web.rights import may


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with its own address; ``count`` None shows no number."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


@bp.get("/<int:enrolment_id>")
@may(Act.BOARD)
def show(enrolment_id: int) -> str:
    everything = list_timeline(viewing.viewer(), enrolment_id, today=viewing.today())
    frame = _frame(enrolment_id, "show")
    form = story.TimelineForm(request.args)
    filters = form.narrow(everything, frame["cases"])
    rows = [row for row in everything if filters.lets_through(row)]
    paging = page_of(len(rows))
    tomorrow = viewing.today() + timedelta(days=1)
    last = list_last_visits(viewing.viewer(), [enrolment_id], before=tomorrow, today=viewing.today())
    return render_template(
        "companies/show.html",
        last=last.get(enrolment_id),
        other_years=list_other_years(viewing.viewer(), enrolment_id, today=viewing.today()),
        stretches=story.stretches(rows[paging.offset : paging.offset + paging.size], this_month=Month.of(viewing.today())),
        paging=paging,
        filters=filters,
        form=form,
        attached=attachments_by_event(viewing.viewer(), enrolment_id, today=viewing.today()),
        kinds=story.kind_links(everything, filters),
        actions=list_actions(
            viewing.viewer(), today=viewing.today(), filters=ActionFilter(company=enrolment_id, status=ActionStatus.OPEN)
        ),
        **frame,
    )


@bp.get("/<int:enrolment_id>/cases")
@may(Act.BOARD)
def cases(enrolment_id: int) -> str:
    rows = list_challenges(viewing.viewer(), today=viewing.today(), filters=ChallengeFilter(company=enrolment_id))
    return render_template("companies/cases.html", challenges=rows, **_frame(enrolment_id, "cases"))


@bp.get("/<int:enrolment_id>/files")
@may(Act.RECORD)
def files(enrolment_id: int) -> str:
    """資料: everything that is attached to the company and to its records."""
    viewer, today = viewing.viewer(), viewing.today()
    frame = _frame(enrolment_id, "files")
    if not frame["company"].record:
        raise NotFound
    chosen = request.args.get("kind", "")
    filters = AttachmentFilter(company=enrolment_id, kind=AttachedTo(chosen) if chosen in set(AttachedTo) else None)
    paging = page_of(count_attachments(viewer, today=today, filters=filters))
    return render_template(
        "companies/files.html",
        rows=list_attachments(viewer, today=today, filters=filters, limit=paging.size, offset=paging.offset),
        paging=paging,
        kinds=_attached_links(filters.kind),
        deleted=list_attachments(viewer, today=today, filters=AttachmentFilter(company=enrolment_id, deleted=True)),
        **frame,
    )


@bp.get("/<int:enrolment_id>/design-sheets")
@may(Act.RECORD)
def design_sheets(enrolment_id: int) -> str:
    """経営デザインシート: as photo or file, and as sheets that are written here."""
    viewer, today = viewing.viewer(), viewing.today()
    sheets = list_sheets(viewer, enrolment_id, today=today)
    form = StartSheetForm(formdata=None)
    form.offer(list_cases(viewer, enrolment_ids=[enrolment_id]), sheets)
    filters = AttachmentFilter(company=enrolment_id, kind=AttachedTo.DESIGN_SHEET)
    return render_template(
        "companies/design_sheets.html",
        sheets=sheets,
        form=form,
        files=list_attachments(viewer, today=today, filters=filters),
        **_frame(enrolment_id, "design_sheets"),
    )


@bp.get("/<int:enrolment_id>/summary")
@may(Act.RECORD)
def summary(enrolment_id: int) -> str:
    """The one sheet for the results meeting; ``?case=`` makes it one case's, ``?as_of=`` an earlier day's."""
    viewer, today = viewing.viewer(), viewing.today()
    form = SummaryDayForm(request.args, as_of=today)
    day = min(form.as_of.data or today, today) if form.validate() else today
    company = get_company(viewer, enrolment_id, today=today)
    cases = list_case_progress(viewer, as_of=day, enrolment_ids=[enrolment_id])
    case = next((row for row in cases if row.case_id == asked_id("case")), None)
    return render_template(
        "companies/summary.html",
        company=company,
        staffing=get_staffing(viewer, enrolment_id, today=day),
        row=get_summary(viewer, enrolment_id, case_id=case.case_id if case else None, as_of=day, today=today),
        form=form,
        as_of=day,
        case=case,
        cases=cases,
        may_log=may_log_company(viewer, enrolment_id, today),
        programme=programmes.get_programme(viewer),
    )


@bp.get("/<int:enrolment_id>/details")
@may(Act.BOARD)
def details(enrolment_id: int) -> str:
    return render_template("companies/details.html", **_frame(enrolment_id, "details"))


def _frame(enrolment_id: int, here: str) -> dict[str, Any]:
    """What stands above every tab of a company."""
    viewer, today = viewing.viewer(), viewing.today()
    company = get_company(viewer, enrolment_id, today=today)
    programme = programmes.get_programme(viewer)
    year = get_year(viewer, enrolment_id, fiscal_year=programme.fiscal_year, today=today)
    return {
        "company": company,
        "programme": programme,
        "staffing": get_staffing(viewer, enrolment_id, today=today),
        "next_team": find_next_team(viewer, enrolment_id, after=today),
        "cases": list_case_progress(viewer, as_of=today, enrolment_ids=[enrolment_id]),
        "year": year,
        "this_month": _cell_of(year, today),
        "next_visit_on": _next_visit(year, today),
        "may_log": may_log_company(viewer, enrolment_id, today),
        "tabs": _tabs(enrolment_id, here, today),
    }


def _cell_of(year: CompanyYearRow, today: date) -> MonthCell | None:
    return year.cell(Month.of(today))


def _next_visit(year: CompanyYearRow, today: date) -> date | None:
    days = (
        visit.on for visit in year.visits if visit.status is EventStatus.SCHEDULED and visit.on >= today and not visit.is_draft
    )
    return min(days, default=None)


def _tabs(enrolment_id: int, here: str, today: date) -> tuple[Tab, ...]:
    viewer = viewing.viewer()
    open_actions = count_actions(viewer, today=today, filters=ActionFilter(company=enrolment_id, status=ActionStatus.OPEN))
    outcomes, _companies = count_outcomes(viewer, filters=OutcomeFilter(company=enrolment_id))
    return (
        Tab(_("経過"), url_for("companies.show", enrolment_id=enrolment_id), here == "show"),
        Tab(_("案件と課題"), url_for("companies.cases", enrolment_id=enrolment_id), here == "cases"),
        Tab(_("体制"), url_for("staffing.show", enrolment_id=enrolment_id), False),
        Tab(_("宿題"), url_for("actions.index", company=enrolment_id, status="open"), False, open_actions),
        Tab(_("成果"), url_for("outcomes.index", company=enrolment_id), False, outcomes),
        *_files_tab(enrolment_id, here, today),
        *_design_tab(enrolment_id, here, today),
        Tab(_("企業情報"), url_for("companies.details", enrolment_id=enrolment_id), here == "details"),
    )


def _files_tab(enrolment_id: int, here: str, today: date) -> tuple[Tab, ...]:
    """資料, for whoever may read the company's record."""
    viewer = viewing.viewer()
    if not may_read_company(viewer, enrolment_id, today):
        return ()
    count = count_attachments(viewer, today=today, filters=AttachmentFilter(company=enrolment_id))
    return (Tab(_("資料"), url_for("companies.files", enrolment_id=enrolment_id), here == "files", count),)


def _design_tab(enrolment_id: int, here: str, today: date) -> tuple[Tab, ...]:
    """経営デザインシート, for whoever may read the company's record."""
    if not may_read_company(viewing.viewer(), enrolment_id, today):
        return ()
    return (Tab(_("経営デザインシート"), url_for("companies.design_sheets", enrolment_id=enrolment_id), here == "design_sheets"),)


def _attached_links(chosen: AttachedTo | None) -> tuple[Link, ...]:
    return tuple(
        Link(
            str(label(kind)) if kind else _("すべて"),
            url_for("companies.files", kind=kind.value if kind else None, **(request.view_args or {})),
            kind is chosen,
        )
        for kind in (None, *AttachedTo)
    )
