"""The raters of a round: the suggested additions taken over or back, and reminders."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.letters import Letter, mailto
from tracker.queries import assessments
from tracker.queries import raters as queries
from tracker.rows.assessments import HandInRow, RoundRow
from tracker.services import raters as services
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import AddRatersForm, RemindForm, StepForm
from tracker.web.forms import BACK
from tracker.web.language import say_day
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.post("/<int:round_id>/raters")
@may(Act.ROUNDS)
@writes
def add_raters(round_id: int) -> Response:
    viewer, form = viewing.viewer(), AddRatersForm()
    assessments.get_round(viewer, round_id)
    try:
        count = services.add_raters(
            viewer, round_id=round_id, version=form.version.data, spare=form.chosen, today=viewing.today()
        )
    except (RuleBroken, Conflict) as refused:
        flash(say(refused), "error")
    else:
        flash(ngettext("評価を%(n)s件足しました。", "評価を%(n)s件足しました。", count, n=count), "success")
    return redirect(url_for("assessments.show", round_id=round_id))


@bp.post("/<int:round_id>/raters/drop")
@may(Act.ROUNDS)
@writes
def drop_raters(round_id: int) -> Response:
    viewer, form = viewing.viewer(), StepForm()
    assessments.get_round(viewer, round_id)
    try:
        services.drop_raters(viewer, round_id=round_id, version=form.version.data)
    except (RuleBroken, Conflict) as refused:
        flash(say(refused), "error")
    else:
        flash(_("足した評価を取り消しました。"), "success")
    return redirect(url_for("assessments.show", round_id=round_id))


@bp.route("/<int:round_id>/remind", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def remind(round_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = assessments.get_round(viewer, round_id)
    awaited = [one for one in queries.list_hand_ins(viewer, round_id, today) if one.is_awaited]
    letter = _letter(row)
    form = RemindForm(subject=letter.subject, body=letter.body)
    form.account_ids.choices = [(one.account_id, one.name) for one in awaited]
    if form.validate_on_submit():
        chosen = form.account_ids.data or ()
        try:
            count = services.note_reminders(viewer, round_id=round_id, account_ids=chosen, today=today, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("%(n)s人に催促したことを記録しました。", n=count), "success")
            return redirect(url_for("assessments.show", round_id=round_id, _anchor="hand-ins"))
    letter = Letter(form.subject.data or "", form.body.data or "")
    page = render_template(
        "assessments/remind.html",
        row=row,
        form=form,
        back=BACK,
        awaited=[(one, _link([one], letter)) for one in awaited],
        to_all=_link(awaited, letter),
    )
    return page, 422 if form.is_submitted() and BACK not in request.form else 200


def _letter(row: RoundRow) -> Letter:
    """The reminder: what is asked, until when, and where; the same for everybody, nothing about anybody's answers."""
    return Letter(
        _("「%(name)s」の評価の提出のお願い（締切 %(day)s）", name=row.name, day=say_day(row.due_on)),
        _(
            "お疲れさまです。\n\n「%(name)s」の評価がまだ提出されていません。締切は%(day)sです。\n"
            "次のページから、残りの項目に答えて提出してください。途中までの回答は保存されています。\n\n%(url)s\n",
            name=row.name,
            day=say_day(row.due_on),
            url=url_for("assessments.mine", _external=True),
        ),
    )


def _link(rows: list[HandInRow], letter: Letter) -> str:
    return mailto(",".join(one.email for one in rows if one.email), letter, is_blind=len(rows) > 1)
