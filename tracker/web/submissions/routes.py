"""提出: the list, one submission with its files, what changed since, and what is said of one later."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.handing_in import tell_changes
from tracker.queries.report import get_report
from tracker.queries.submissions import get_submission, get_submitted_file, get_submitted_form, list_submissions
from tracker.rows.submissions import ChangePlaces, ChangesRow, SubmissionRow
from tracker.services.submission_notes import annotate_submission, withdraw_submission
from tracker.web import viewing
from tracker.web.downloads import XLSX, named
from tracker.web.forms import BaseForm
from tracker.web.paging import page_of
from tracker.web.refusals import pin
from tracker.web.report import making
from tracker.web.rights import may
from tracker.web.submissions import handing, words
from tracker.web.submissions.blueprint import bp
from tracker.web.submissions.forms import AnnotateForm, WithdrawForm
from tracker.web.writing import writes

__all__ = ["bp"]


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
    return _hand_out(row, get_submitted_file(viewing.viewer(), submission_id), row.file_name)


@bp.get("/<int:submission_id>/forms/<int:submitted_form_id>")
@may(Act.REPORT)
def download_form(submission_id: int, submitted_form_id: int) -> Response:
    form, content = get_submitted_form(viewing.viewer(), submission_id, submitted_form_id)
    return _hand_out(get_submission(viewing.viewer(), submission_id), content, form.file_name)


def _hand_out(row: SubmissionRow, content: bytes, file_name: str) -> Response:
    response = send_file(io.BytesIO(content), mimetype=XLSX)
    plain = f"submission-{row.number}-{row.as_of.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = named(f"第{row.number}号_{file_name}", plain)
    return response


@bp.get("/<int:submission_id>/changes")
@may(Act.REPORT)
def changes(submission_id: int) -> str | Response:
    """Of a large report what was compared for the viewer within the hour; ``?again=1`` compares anew."""
    viewer = viewing.viewer()
    row = get_submission(viewer, submission_id)
    days = handing.days_of(row)
    if making.is_large(days):
        there = making.made("changes", days, afresh="again" in request.args, submission_id=submission_id)
        if not there.is_done:
            return redirect(url_for("report.wait", key=there.key))
        found: ChangesRow = there.result()
    else:
        report = get_report(viewer, as_of=row.as_of, whole=row.whole)
        found = ChangesRow(tell_changes(viewer, report, submission_id), ChangePlaces.of(report))
    paging = page_of(len(found.changes))
    return render_template(
        "submissions/changes.html",
        row=row,
        count=len(found.changes),
        read_at=found.read_at,
        lines=words.lines(viewer, found.changes[paging.offset : paging.offset + paging.size], found.places),
        paging=paging,
        may_submit=viewer.may(Act.REPORT_WRITE),
    )


@bp.route("/<int:submission_id>/annotate", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
@writes
def annotate(submission_id: int) -> Response | tuple[str, int]:
    form = AnnotateForm()

    def do() -> None:
        annotate_submission(
            viewing.viewer(),
            submission_id,
            receipt=form.receipt.data,
            handed_to=form.handed_to.data,
            remark=form.remark.data,
            key=form.idempotency_key.data,
            now=viewing.now(),
        )

    return _act(submission_id, form, "submissions/annotate.html", do, _("書き添えました。"))


@bp.route("/<int:submission_id>/withdraw", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
@writes
def withdraw(submission_id: int) -> Response | tuple[str, int]:
    form = WithdrawForm()

    def do() -> None:
        withdraw_submission(viewing.viewer(), submission_id, reason=form.reason.data, now=viewing.now())

    return _act(submission_id, form, "submissions/withdraw.html", do, _("取り下げました。値とファイルは残っています。"))


def _act(submission_id: int, form: BaseForm, template: str, do: Callable[[], None], said: str) -> Response | tuple[str, int]:
    row = get_submission(viewing.viewer(), submission_id)
    if form.validate_on_submit():
        try:
            do()
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(said, "success")
            return redirect(url_for("submissions.show", submission_id=submission_id))
    return render_template(template, form=form, row=row), 422 if form.is_submitted() else 200
