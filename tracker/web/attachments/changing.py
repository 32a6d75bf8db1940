"""Attachments named, deleted, brought back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.attachments import get_attachment
from tracker.rows.attachments import AttachmentRow
from tracker.services.attachments import delete_attachment, describe_attachment, restore_attachment
from tracker.web import viewing
from tracker.web.attachments.blueprint import bp
from tracker.web.attachments.forms import DescribeAttachmentForm
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:attachment_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(attachment_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_attachment(viewer, attachment_id, today=today, act=Act.LOG)
    form = DescribeAttachmentForm(obj=row)
    settle(form, {"caption": row.caption, "is_confidential": row.is_confidential})
    if form.validate_on_submit():
        try:
            describe_attachment(
                viewer,
                attachment_id,
                caption=form.caption.data or "",
                is_confidential=form.is_confidential.data,
                version=form.version.data,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("attachments/edit.html", form=form, row=row, clash=clash(form, conflict)), 409
        else:
            flash(_("保存しました。"), "success")
            return redirect(_place_of(row))
    return render_template("attachments/edit.html", form=form, row=row, clash=None), 422 if form.is_submitted() else 200


@bp.route("/<int:attachment_id>/delete", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def delete(attachment_id: int) -> Response | str:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_attachment(viewer, attachment_id, today=today, act=Act.LOG)
    if request.method == "POST":
        delete_attachment(viewer, attachment_id, today=today, now=viewing.now())
        if row.exhibition_id is not None or row.training_id is not None:
            flash(_("添付を削除しました。30日以内なら、このページから元に戻せます。"), "success")
        else:
            flash(_("添付を削除しました。30日以内なら、企業の「資料」から元に戻せます。"), "success")
        return redirect(_place_of(row))
    return render_template("attachments/delete.html", row=row, back=_place_of(row))


@bp.post("/<int:attachment_id>/restore")
@may(Act.LOG)
@writes
def restore(attachment_id: int) -> Response:
    viewer, today = viewing.viewer(), viewing.today()
    try:
        restore_attachment(viewer, attachment_id, today=today, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("添付を元に戻しました。"), "success")
    return redirect(_place_of(get_attachment(viewer, attachment_id, today=today, act=Act.LOG)))


def _place_of(row: AttachmentRow) -> str:
    if row.visit_id is not None:
        return url_for("visits.show", visit_id=row.visit_id)
    if row.meeting_id is not None:
        return url_for("meetings.show", meeting_id=row.meeting_id)
    if row.outcome_id is not None:
        return url_for("outcomes.edit", outcome_id=row.outcome_id)
    if row.exhibition_id is not None:
        return url_for("exhibitions.show", exhibition_id=row.exhibition_id)
    if row.training_id is not None:
        return url_for("trainings.show", training_id=row.training_id)
    if row.enrolment_id is not None:
        return url_for("companies.files", enrolment_id=row.enrolment_id)
    return url_for("visits.index")
