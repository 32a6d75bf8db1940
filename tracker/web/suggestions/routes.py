"""The suggestion: asked in the address and worked out anew each time, so what it shows is never older than the teams."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.reasons import BY_SUGGESTION, SUGGESTION_UNDONE
from tracker.domain.staffing_search import Collision, OutOfTime, suggest
from tracker.queries.staffing_problems import get_problem, tell_suggestion
from tracker.queries.teams import get_staffing, get_team
from tracker.rows.suggestions import ProblemRow, SuggestionRow
from tracker.services import transaction
from tracker.services.staffing import set_team
from tracker.web import viewing
from tracker.web.refusals import say
from tracker.web.rights import may
from tracker.web.suggestions.forms import AcceptForm, WishForm, key_of, places_of
from tracker.web.suggestions.words import absences_ahead, aims, reason_words, rule_words
from tracker.web.writing import writes

bp = Blueprint("suggestions", __name__, url_prefix="/p/<programme>/staffing/suggestion")

DEFAULT_SUB_LEADS = 2
ASKED = ("on", "max_sub_leads", "kept", "reason", "ask")


@bp.get("/")
@may(Act.STAFF)
def show() -> str | tuple[str, int]:
    """``?ask=1`` with a wish works the suggestion out; nothing is written, and nothing is locked while it is searched."""
    viewer, asked = viewing.viewer(), "ask" in request.args
    form = WishForm(request.args if asked else None)
    on = form.on.data or viewing.today()
    row = get_problem(viewer, on=on)
    form.offer(row)
    if not asked:
        form.on.data, form.max_sub_leads.data = on, DEFAULT_SUB_LEADS
        form.kept.data = [key_of(place) for place in row.leads_to_keep]
    answer: dict[str, Any] = {}
    if asked and form.validate():
        answer = _answer(form, row)
    page = render_template("suggestions/show.html", form=form, row=row, undo=_undo(row), asked=_asked(), **answer)
    return page, 422 if form.errors else 200


@bp.post("/<int:enrolment_id>")
@may(Act.STAFF)
@writes
def accept(enrolment_id: int) -> Response:
    """Put the team of one line in place; the way back is the same with the team that stood before."""
    viewer = viewing.viewer()
    company = get_staffing(viewer, enrolment_id, today=viewing.today())
    form = AcceptForm()
    if not form.validate_on_submit():
        flash(_("送られた内容が足りません。提案のページを開き直してください。"), "error")
        return redirect(_back())
    before = get_team(viewer, enrolment_id, form.from_on.data)
    try:
        set_team(
            viewer,
            enrolment_id=enrolment_id,
            lead_id=form.lead_id.data,
            sub_lead_ids=form.subs,
            from_on=form.from_on.data,
            version=form.version.data,
            reason=SUGGESTION_UNDONE if "undone" in request.args else form.reason.data or BY_SUGGESTION,
            now=viewing.now(),
        )
    except RuleBroken as broken:
        flash(say(broken), "error")
        return redirect(_back())
    except Conflict:
        flash(_("%(company)sの体制は、この提案のあとで変わりました。何も変えていません。", company=company.company_name), "error")
        return redirect(_back())
    if "undone" in request.args:
        flash(_("%(company)sを元の体制に戻しました。", company=company.company_name), "success")
        return redirect(_back())
    flash(_("%(company)sの体制を保存しました。", company=company.company_name), "success")
    if before.lead is None or not before.sub_leads:
        flash(_("前の体制は主担当か副担当が欠けていたため、元に戻すボタンはありません。"), "info")
        return redirect(_back())
    subs = ",".join(str(person.producer_id) for person in before.sub_leads)
    return redirect(
        _back(
            undo=enrolment_id,
            undo_version=(form.version.data or 0) + 1,
            undo_lead=before.lead.producer_id,
            undo_subs=subs,
            undo_on=form.from_on.data.isoformat(),
        )
    )


def _answer(form: WishForm, row: ProblemRow) -> dict[str, Any]:
    kept = places_of(form.kept.data or (), row.problem.places())
    row = row.asking(max_sub_leads=form.max_sub_leads.data, kept=kept)
    transaction.abandon()  # what was read is read: nobody waits for the search
    try:
        answer = suggest(row.problem)
    except OutOfTime:
        return {"out_of_time": True}
    if isinstance(answer, Collision):
        return {"collision": [rule_words(row, rule) for rule in answer.rules]}
    told = tell_suggestion(row, answer)
    lines = _lines(row, told, form.reason.data or "")
    return {"told": told, "aims": aims(told), "away": absences_ahead(row, told), "lines": lines, "on": row.on}


def _lines(row: ProblemRow, told: SuggestionRow, wished: str) -> list[dict[str, Any]]:
    """Every line is accepted for the day and the reason of the wish."""
    return [
        {
            "change": line,
            "reason": reason_words(row, line),
            "breaks": [rule_words(row, rule) for rule in line.breaks],
            "sent": {
                "version": line.company.version,
                "from_on": row.on.isoformat(),
                "lead_id": line.after.lead.producer_id if line.after.lead else "",
                "sub_lead_ids": ",".join(str(person.producer_id) for person in line.after.sub_leads),
                "reason": wished,
            },
        }
        for line in told.lines
    ]


def _undo(row: ProblemRow) -> dict[str, Any] | None:
    """The way back from the line that was accepted last, if the address names one that is there."""
    company = row.companies.get(request.args.get("undo", 0, type=int))
    if company is None:
        return None
    return {
        "company": company,
        "sent": {
            "version": request.args.get("undo_version", ""),
            "from_on": request.args.get("undo_on", ""),
            "lead_id": request.args.get("undo_lead", ""),
            "sub_lead_ids": request.args.get("undo_subs", ""),
        },
    }


def _asked() -> dict[str, Any]:
    """The wish of this address, for the addresses that lead back to it."""
    asked: MultiDict[str, str] = request.args
    return {name: asked.getlist(name) for name in ASKED if name in asked}


def _back(**undo: Any) -> str:
    return url_for("suggestions.show", **_asked(), **undo)
