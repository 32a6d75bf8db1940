"""Handing in: what is said of it, then everything that follows from it, and only then it is done."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.filled_forms import fill_forms
from tracker.handing_in import Words, hand_in
from tracker.queries.form_templates import list_forms
from tracker.queries.programmes import get_programme
from tracker.queries.report import get_report
from tracker.queries.submissions import get_submission
from tracker.rows.report import ReportDaysRow
from tracker.rows.report_preview import ReportPreviewRow, previews
from tracker.rows.submissions import SubmissionRow
from tracker.services.submissions import check_words
from tracker.web import viewing
from tracker.web.paging import asked_id
from tracker.web.refusals import pin
from tracker.web.report import asking, making, missing
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.web.submissions.blueprint import bp
from tracker.web.submissions.forms import SubmitReportForm
from tracker.web.typed import typed
from tracker.workbooks.report.names import file_name

CONFIRMED, EDIT = "confirmed", "edit"  # the buttons of the second question: done, and back to what was typed
STILL_READING = N_("報告書の値を読んでいます。少し待ってから、もう一度「内容を確かめる」を押してください。")


@dataclass(frozen=True, slots=True)
class GoingForm:
    """A form that goes in: its name with its version, and of a small report how many of its cells stay blank."""

    form_id: int
    name: str
    version: int
    blank_count: int | None


@bp.route("/new", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
def new() -> Response | str | tuple[str, int]:
    """Not marked as writing: the workbook is made before the write lock is taken. ``?replaces=``: in place of which one."""
    viewer, today = viewing.viewer(), viewing.today()
    replaced_id = asked_id("replaces")
    replaced = get_submission(viewer, replaced_id) if replaced_id is not None else None
    days = _asked(replaced)
    if days is None:
        return redirect(url_for("report.show"))
    if making.is_large(days) and not request.form:
        making.made("preview", days)  # by the time the words are typed it may be read
    offered = list_forms(viewer)
    ticked = [str(row.form_id) for row in offered if replaced is not None and row.name in replaced.form_names]
    form = SubmitReportForm(data={"title": _usual_title(days, replaced), "handed_in_on": today, "forms": ticked})
    form.offer_forms(offered)
    if EDIT not in request.form and form.validate_on_submit():
        try:
            words = _words(form, days, replaced_id)
            return _hand_in(words, days) if CONFIRMED in request.form else _ask(form, words, days, replaced)
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
    return page, 422 if form.is_submitted() and EDIT not in request.form else 200


def _words(form: SubmitReportForm, days: ReportDaysRow, replaces_id: int | None) -> Words:
    said = Words(
        title=form.title.data or "",
        handed_in_on=form.handed_in_on.data,
        remark=form.remark.data or "",
        replaces_id=replaces_id,
        key=form.idempotency_key.data,
        form_ids=form.form_ids,
    )
    check_words(title=said.title, remark=said.remark, as_of=days.as_of, handed_in_on=said.handed_in_on, today=viewing.today())
    return said


def _ask(form: SubmitReportForm, words: Words, days: ReportDaysRow, replaced: SubmissionRow | None) -> str:
    """The second question: nothing is kept yet."""
    report, going = _read(words, days)
    groups = missing.groups(report, viewing.viewer())
    return render_template(
        "submissions/confirm.html",
        form=form,
        fields=tuple((name, value) for name, value in typed() if name not in (CONFIRMED, EDIT)),
        words=words,
        replaced=replaced,
        days=days,
        period=asking.say_period(days),
        numbers=report.numbers,
        groups=groups,
        lack_count=sum(group.count for group in report.lacks),
        file_name=file_name(days),
        going=going,
        left_out=replaced.names_beyond(one.name for one in going) if replaced is not None else (),
        address=asking.address(days),
    )


def _read(words: Words, days: ReportDaysRow) -> tuple[ReportPreviewRow, list[GoingForm]]:
    """The report as it is now and the forms filled from it; of a large one what was read of it, its forms are filled later."""
    viewer = viewing.viewer()
    if making.is_large(days):
        there = making.made("preview", days)
        if not there.is_done:
            raise RuleBroken(STILL_READING)
        names = {row.form_id: row for row in list_forms(viewer)}
        return there.result(1), [GoingForm(one, names[one].name, names[one].number, None) for one in words.form_ids]
    report = get_report(viewer, as_of=days.as_of, whole=days.whole)
    filled = fill_forms(viewer, words.form_ids, report, attachments=current_app.config["TRACKER"].attachments)
    going = [
        GoingForm(form_id, one.name, one.version, one.blank_count) for form_id, one in zip(words.form_ids, filled, strict=True)
    ]
    return next(previews(report)), going


def _hand_in(words: Words, days: ReportDaysRow) -> Response:
    viewer, now, today = viewing.viewer(), viewing.now(), viewing.today()
    if making.is_large(days):
        there = making.made("submission", days, **{**asdict(words), "handed_in_on": words.handed_in_on.isoformat()})
        return redirect(url_for("report.wait", key=there.key))
    report = get_report(viewer, as_of=days.as_of, whole=days.whole)
    attachments = current_app.config["TRACKER"].attachments
    submission_id = hand_in(viewer, report, words, attachments=attachments, today=today, now=now)
    flash(_("提出にしました。これから期間の中の記録を変更するときは、理由の入力が必要になります。"), "success")
    return redirect(url_for("submissions.show", submission_id=submission_id))


def days_of(row: SubmissionRow) -> ReportDaysRow:
    """The days of a submission."""
    return ReportDaysRow(get_programme(viewing.viewer()).fiscal_year, row.whole, row.as_of)


def _asked(replaced: SubmissionRow | None) -> ReportDaysRow | None:
    """The days that the address names; without days those of the submission that is replaced."""
    if replaced is not None and "as_of" not in request.args:
        return days_of(replaced)
    return asking.days(ReportDateForm(ImmutableMultiDict(request.args), data=asking.usual_days()))


def _usual_title(days: ReportDaysRow, replaced: SubmissionRow | None) -> str:
    if replaced is not None:
        return _("%(title)s（再提出）", title=replaced.title)[:100]
    return _("%(period)s　実施報告", period=asking.say_period(days))
