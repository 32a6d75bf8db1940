"""After the visit: the next date, the letter to the company, and its confirmation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.domain.letters import Letter, is_too_long, mail_address, write_letter
from tracker.queries.letters import get_letter
from tracker.queries.visits import get_visit_to_log
from tracker.services.letters import LONGEST_CONFIRMER, confirm_visit, note_letter_sent
from tracker.services.scheduled_visits import schedule_following
from tracker.web import viewing
from tracker.web.forms import AtMost, BaseForm, BlockField, DateField, LineField, Required
from tracker.web.language import say_day
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp, number_of
from tracker.web.writing import writes

DAYS_TO_NEXT = 28
LANGUAGES = ("ja", "en")


class LetterForm(BaseForm):
    """The letter as it will be sent; it is kept nowhere."""

    subject = LineField(_l("件名"), [Required(), AtMost(200)])
    body = BlockField(_l("本文"), [Required(), AtMost(20_000)])


class ConfirmForm(BaseForm):
    """先方確認: who and when."""

    confirmed_by = LineField(_l("確認した人"), [AtMost(LONGEST_CONFIRMER)], description=_l("例：架空社長"))
    confirmed_on = DateField(_l("確認した日"))


@bp.post("/<int:visit_id>/next")
@may(Act.LOG)
@writes
def next(visit_id: int) -> Response:
    """The next visit four weeks on, with one tap; another day has its own form."""
    days = number_of(request.form.get("days")) or DAYS_TO_NEXT
    try:
        day = schedule_following(viewing.viewer(), visit_id=visit_id, days=days, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("次回の訪問を%(day)sに予定しました。", day=say_day(day)), "success")
    return redirect(url_for("visits.show", visit_id=visit_id))


@bp.route("/<int:visit_id>/letter", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def letter(visit_id: int) -> tuple[str, int]:
    """Nothing is written: what is sent here comes back with the address that opens it in one's own mail program."""
    row = get_letter(viewing.viewer(), visit_id, today=viewing.today())
    locale = get_locale()
    language = request.args.get("language", locale.language if locale else "ja")
    written = write_letter(row.facts, language=language if language in LANGUAGES else "ja")
    form = LetterForm(subject=written.subject, body=written.body)
    valid = form.validate() if form.is_submitted() else True
    text = Letter(form.subject.data or "", form.body.data or "")
    address = mail_address(row.to, text)
    too_long = is_too_long(address)
    page = render_template(
        "visits/letter.html",
        form=form,
        row=row,
        visit=get_visit_to_log(viewing.viewer(), visit_id, today=viewing.today()),
        address=mail_address(row.to, Letter(text.subject, "")) if too_long else address,
        too_long=too_long,
    )
    return page, 200 if valid else 422


@bp.post("/<int:visit_id>/letter/sent")
@may(Act.LOG)
@writes
def sent(visit_id: int) -> Response:
    try:
        note_letter_sent(viewing.viewer(), visit_id, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("先方に送ったことを記録しました。"), "success")
    return redirect(url_for("visits.show", visit_id=visit_id))


@bp.route("/<int:visit_id>/confirm", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def confirm(visit_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    visit = get_visit_to_log(viewer, visit_id, today=today)
    assert visit.record is not None
    form = ConfirmForm(confirmed_by=visit.record.confirmed_by, confirmed_on=visit.record.confirmed_on or today)
    if form.validate_on_submit():
        try:
            confirm_visit(viewer, visit_id, confirmed_by=form.confirmed_by.data, confirmed_on=form.confirmed_on.data, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("先方確認を記録しました。"), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    return render_template("visits/confirm.html", form=form, visit=visit), 422 if form.is_submitted() else 200
