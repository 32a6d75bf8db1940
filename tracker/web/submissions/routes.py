"""提出: the list, one submission with its file, what changed since, and handing in."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.report import get_report
from tracker.queries.submissions import get_frozen, get_submission, get_submitted_file, list_submissions
from tracker.rows.report import ReportRow
from tracker.rows.submissions import SubmissionRow
from tracker.services import transaction
from tracker.services.submissions import Prepared, hand_in_report
from tracker.web import viewing
from tracker.web.downloads import XLSX, named
from tracker.web.paging import asked_id, page_of
from tracker.web.refusals import pin
from tracker.web.report import asking
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.web.submissions import words
from tracker.web.submissions.forms import SubmitReportForm
from tracker.workbooks.report import changes_since, freeze_report

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
    response.headers["Content-Disposition"] = named(row.file_name, plain)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<int:submission_id>/changes")
@may(Act.REPORT)
def changes(submission_id: int) -> str:
    row = get_submission(viewing.viewer(), submission_id)
    report = _as_handed_in(row)
    found = changes_since(report, get_frozen(viewing.viewer(), submission_id))
    paging = page_of(len(found))
    lines = words.lines(report, found[paging.offset : paging.offset + paging.size])
    return render_template(
        "submissions/changes.html",
        row=row,
        count=len(found),
        lines=lines,
        paging=paging,
        may_submit=viewing.viewer().may(Act.REPORT_WRITE),
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
def new() -> Response | tuple[str, int]:
    """Not marked as writing: the workbook is made before the write lock is taken. ``?replaces=``: in place of which one."""
    viewer, today = viewing.viewer(), viewing.today()
    replaced_id = asked_id("replaces")
    replaced = get_submission(viewer, replaced_id) if replaced_id is not None else None
    report = _asked(replaced)
    if report is None:
        return redirect(url_for("report.show"))
    form = SubmitReportForm(data={"title": _usual_title(report, replaced), "handed_in_on": today})
    if form.validate_on_submit():
        try:
            submission_id = _hand_in(form, report, replaced)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("提出にしました。これから期間の中の記録を変更するときは、理由の入力が必要になります。"), "success")
            return redirect(url_for("submissions.show", submission_id=submission_id))
    page = render_template(
        "submissions/new.html",
        form=form,
        replaced=replaced,
        head=report.head,
        period=asking.say_period(report.head),
        report_url=url_for("report.show", **asking.address(report.head)),  # type: ignore[arg-type]
    )
    return page, 422 if form.is_submitted() else 200


def _hand_in(form: SubmitReportForm, report: ReportRow, replaced: SubmissionRow | None) -> int:
    viewer, head = viewing.viewer(), report.head
    replacing = None
    if replaced is not None:
        replacing = (f"第{replaced.number}号「{replaced.title}」", get_frozen(viewer, replaced.submission_id))
    frozen = freeze_report(report, made_at=viewing.now(), replacing=replacing)
    prepared = Prepared(
        whole=head.whole,
        as_of=head.as_of,
        file_name=asking.file_name(head.whole, head.as_of, fiscal_year=head.fiscal_year),
        file_content=frozen.file_content,
        frozen_values=frozen.values,
        row_count=frozen.row_count,
        lack_count=frozen.lack_count,
    )
    with transaction.writing():
        return hand_in_report(
            viewer,
            prepared=prepared,
            title=form.title.data or "",
            handed_in_on=form.handed_in_on.data,
            remark=form.remark.data or "",
            replaces_id=replaced.submission_id if replaced else None,
            today=viewing.today(),
            now=viewing.now(),
            key=form.idempotency_key.data,
        )


def _asked(replaced: SubmissionRow | None) -> ReportRow | None:
    """The report that the address names; without days the one that is replaced was of, as known now."""
    if replaced is not None and "as_of" not in request.args:
        return _as_handed_in(replaced)
    days = ReportDateForm(ImmutableMultiDict(request.args), data=asking.usual_days())
    return asking.read(days)


def _as_handed_in(row: SubmissionRow) -> ReportRow:
    """The report of the days of a submission, as known now."""
    return get_report(viewing.viewer(), as_of=row.as_of, whole=row.whole)


def _usual_title(report: ReportRow, replaced: SubmissionRow | None) -> str:
    if replaced is not None:
        return _("%(title)s（再提出）", title=replaced.title)[:100]
    return _("%(period)s　実施報告", period=asking.say_period(report.head))
