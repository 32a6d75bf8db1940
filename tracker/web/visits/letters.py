"""After a visit: the letter to the company, noted as sent with one tap, and 先方確認."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.letters import LONGEST_LINK, Language, mailto_that_fits, write_letter
from tracker.queries.letters import get_confirmation, get_letter, get_visit_for_letter
from tracker.services.letters import note_confirmation, note_letter_sent, take_back_letter
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp
from tracker.web.visits.letter_forms import ConfirmForm, LetterForm
from tracker.web.writing import writes


@bp.route("/<int:visit_id>/letter", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def letter(visit_id: int) -> Response | tuple[str, int]:
    """``?language=en`` writes it in English. Nothing is sent from here and nothing of the text is kept."""
    viewer, today = viewing.viewer(), viewing.today()
    row = get_letter(viewer, visit_id, today=today)
    if "sent" in request.form:
        note_letter_sent(viewer, visit_id=visit_id, today=today, now=viewing.now())
        flash(_("送信したことを記録しました。"), "success")
        return redirect(url_for("visits.show", visit_id=visit_id, _anchor="after"))
    if "not_sent" in request.form:
        take_back_letter(viewer, visit_id=visit_id, today=today)
        flash(_("送信の記録を取り消しました。"), "success")
        return redirect(url_for("visits.show", visit_id=visit_id, _anchor="after"))
    language = Language.EN if request.args.get("language") == Language.EN else Language.JA
    written = write_letter(row.facts, language)
    form = LetterForm(to=row.to, subject=written.subject, body=written.body)
    status = 422 if form.is_submitted() and not form.validate() else 200
    link, fits = mailto_that_fits(form.to.data or "", form.read())
    page = render_template(
        "visits/letter.html",
        form=form,
        row=row,
        language=language,
        link=link,
        fits=fits,
        longest_link=LONGEST_LINK,
        confirmation=get_confirmation(viewer, visit_id, today=today),
    )
    return page, status


@bp.route("/<int:visit_id>/confirm", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def confirm(visit_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_for_letter(viewer, visit_id, today=today)
    there = get_confirmation(viewer, visit_id, today=today)
    stored = {"confirmed_by_name": there.confirmed_by_name, "confirmed_on": there.confirmed_on}
    form = ConfirmForm(data={**stored, "confirmed_on": there.confirmed_on or today, "version": there.version})
    if there.version:
        settle(form, stored)
    both = None
    if form.validate_on_submit():
        try:
            note_confirmation(
                viewer,
                visit_id=visit_id,
                confirmed_by_name=form.confirmed_by_name.data or "",
                confirmed_on=form.confirmed_on.data,
                version=form.version.data,
                today=today,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            both = clash(form, conflict)
        else:
            flash(_("先方確認を保存しました。") if form.confirmed_on.data else _("先方確認を取り消しました。"), "success")
            return redirect(url_for("visits.show", visit_id=visit_id, _anchor="after"))
    status = 409 if both else 422 if form.is_submitted() else 200
    return render_template("visits/confirm.html", form=form, row=row, clash=both, there=there), status
