"""Writing the text of a case beside its draft, and bringing an earlier version back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.narratives import NarrativePart
from tracker.queries.cases import get_case
from tracker.queries.narratives import get_narrative, get_narrative_version
from tracker.services.narratives import bring_back_narrative, write_narrative
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.narratives.blueprint import bp
from tracker.web.narratives.forms import BringBackForm, narrative_form
from tracker.web.refusals import pin
from tracker.web.report.asking import usual_days
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:case_id>/edit", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
@writes
def edit(case_id: int) -> Response | tuple[str, int]:
    row = get_narrative(viewing.viewer(), case_id, as_of=usual_days()["as_of"])
    form, both = narrative_form(row), None
    if form.is_submitted():
        settle(form, {part.value: row.texts[part] for part in NarrativePart})
    if form.validate_on_submit():
        try:
            write_narrative(
                viewing.viewer(),
                case_id,
                texts=form.texts,
                drafted=form.drafted,
                number=form.version.data,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            both = clash(form, conflict)
        else:
            flash(_("まとめ文を保存しました。"), "success")
            return redirect(url_for("narratives.show", case_id=case_id))
    status = 409 if both else 422 if form.is_submitted() else 200
    return render_template("narratives/edit.html", form=form, row=row, clash=both, parts=NarrativePart), status


@bp.route("/<int:case_id>/versions/<int:number>/bring-back", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
@writes
def bring_back(case_id: int, number: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = get_narrative_version(viewer, case_id, number)
    form = BringBackForm(version=get_narrative(viewer, case_id, as_of=usual_days()["as_of"]).number)
    stale = False
    if form.validate_on_submit():
        try:
            bring_back_narrative(
                viewer,
                case_id,
                number=number,
                standing=form.version.data,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except Conflict as conflict:
            stale, form.version.data = True, conflict.version or 0
        else:
            flash(_("第%(number)s版の文に戻しました。前の版も残っています。", number=number), "success")
            return redirect(url_for("narratives.show", case_id=case_id))
    page = render_template("narratives/bring_back.html", form=form, row=row, case=get_case(viewer, case_id), stale=stale)
    return page, 409 if stale else 200
