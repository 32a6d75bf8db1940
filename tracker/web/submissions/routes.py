"""提出: the list, one submission with its file, what changed since, and handing in."""

from __future__ import annotations

import io
from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.handing_in import Words, hand_in
from tracker.queries.programmes import get_programme
from tracker.queries.report import get_report
from tracker.queries.submissions import get_frozen, get_submission, get_submitted_file, list_submissions
from tracker.rows.report import ReportDaysRow
from tracker.rows.submissions import ChangePlaces, ChangesRow, SubmissionRow
from tracker.services.submissions import check_words
from tracker.web import viewing
from tracker.web.downloads import XLSX, named
from tracker.web.paging import asked_id, page_of
from tracker.web.refusals import pin
from tracker.web.report import asking, making
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.web.submissions import words
from tracker.web.submissions.forms import SubmitReportForm
from tracker.workbooks.report import changes_since

bp = Blueprint("submissions", __name__, url_prefix="/p/<programme>/report/submissions")


@bp.get("/")
@may(Act.REPORT)
def index() -> str:
    return render_template("submissions/index.html", submissions=list_submissions(viewing.viewer()))


@bp.get("/<int:submission_id>")
@may(Act.REPORT)
def show(submission_id: int) -> str:
    viewer = viewing.viewer()
    row = get_submission(viewer, submission_id)
    return render_template("submissions/show.html", row=row, may_submit=viewer.may(Act.REPORT_WRITE))


@bp.get("/<int:submission_id>/download")
@may(Act.REPORT)
def download(submission_id: int) -> Response:
    row = get_submission(viewing.viewer(), submission_id)
    response = send_file(io.BytesIO(get_submitted_file(viewing.viewer(), submission_id)), mimetype=XLSX)
    plain = f"submission-{row.number}-{row.as_of.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = named(f"第{row.number}号_{row.file_name}", plain)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<int:submission_id>/changes")
@may(Act.REPORT)
def changes(submission_id: int) -> str | Response:
    """Of a large report what was compared for the viewer within the hour; ``?again=1`` compares anew."""
    viewer = viewing.viewer()
    row = get_submission(viewer, submission_id)
    days = _days_of(row)
    if making.is_large(days):
        there = making.made("changes", days, afresh="again" in request.args, submission_id=submission_id)
        if not there.is_done:
            return redirect(url_for("report.wait", key=there.key))
        found: ChangesRow = there.result()
    else:
        report = get_report(viewer, as_of=row.as_of, whole=row.whole)
        found = ChangesRow(changes_since(report, get_frozen(viewer, submission_id)), ChangePlaces.of(report))
    paging = page_of(len(found.changes))
    return render_template(
        "submissions/changes.html",
        row=row,
        count=len(found.changes),
        read_at=found.read_at,
        lines=words.lines(found.changes[paging.offset : paging.offset + paging.size], found.places),
        paging=paging,
        may_submit=viewer.may(Act.REPORT_WRITE),
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
def new() -> Response | tuple[str, int]:
    """Not marked as writing: the workbook is made before the write lock is taken. ``?replaces=``: in place of which one."""
    viewer, today = viewing.viewer(), viewing.today()
    replaced_id = asked_id("replaces")
    replaced = get_submission(viewer, replaced_id) if replaced_id is not None else None
    days = _asked(replaced)
    if days is None:
        return redirect(url_for("report.show"))
    form = SubmitReportForm(data={"title": _usual_title(days, replaced), "handed_in_on": today})
    if form.validate_on_submit():
        try:
            return _hand_in(form, days, replaced_id)
        except RuleBroken as broken:
            pin(form, broken)
    page = render_template(
        "submissions/new.html",
        form=form,
        replaced=replaced,
        days=days,
        period=asking.say_period(days),
        report_url=url_for("report.show", **asking.address(days)),  # type: ignore[arg-type]
    )
    return page, 422 if form.is_submitted() else 200


def _hand_in(form: SubmitReportForm, days: ReportDaysRow, replaces_id: int | None) -> Response:
    viewer, now, today = viewing.viewer(), viewing.now(), viewing.today()
    said = Words(
        title=form.title.data or "",
        handed_in_on=form.handed_in_on.data,
        remark=form.remark.data or "",
        replaces_id=replaces_id,
        key=form.idempotency_key.data,
    )
    check_words(title=said.title, remark=said.remark, as_of=days.as_of, handed_in_on=said.handed_in_on, today=today)
    if making.is_large(days):
        there = making.made("submission", days, **{**asdict(said), "handed_in_on": said.handed_in_on.isoformat()})
        return redirect(url_for("report.wait", key=there.key))
    submission_id = hand_in(viewer, get_report(viewer, as_of=days.as_of, whole=days.whole), said, today=today, now=now)
    flash(_("提出にしました。これから期間の中の記録を変更するときは、理由の入力が必要になります。"), "success")
    return redirect(url_for("submissions.show", submission_id=submission_id))


def _asked(replaced: SubmissionRow | None) -> ReportDaysRow | None:
    """The days that the address names; without days those of the submission that is replaced."""
    if replaced is not None and "as_of" not in request.args:
        return _days_of(replaced)
    return asking.days(ReportDateForm(ImmutableMultiDict(request.args), data=asking.usual_days()))


def _days_of(row: SubmissionRow) -> ReportDaysRow:
    return ReportDaysRow(get_programme(viewing.viewer()).fiscal_year, row.whole, row.as_of)


def _usual_title(days: ReportDaysRow, replaced: SubmissionRow | None) -> str:
    if replaced is not None:
        return _("%(title)s（再提出）", title=replaced.title)[:100]
    return _("%(period)s　実施報告", period=asking.say_period(days))
