"""The market's voice: the list, noting one after the other on a phone, correcting, deleting and restoring."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries import exhibitions, voices
from tracker.queries.cases import list_cases
from tracker.queries.companies import list_company_choices
from tracker.rows.choices import ChoiceRow
from tracker.rows.companies import CompanyChoiceRow
from tracker.rows.exhibitions import ExhibitionRow, VoiceFilter
from tracker.services import voices as services
from tracker.web import choosing, conflicts, viewing
from tracker.web.exhibitors import who_choices, who_value
from tracker.web.paging import page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.web.voices.forms import CorrectVoiceForm, NoteVoiceForm, VoiceFilterForm
from tracker.web.writing import writes

bp = Blueprint("voices", __name__, url_prefix="/p/<programme>/voices")


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = VoiceFilterForm(request.args)
    form.offer(companies=choosing.companies(), exhibitions=exhibitions.list_exhibitions(viewer, today=today))
    readable = form.validate()
    filters = form.read(_asked("case"))
    paging = page_of(voices.count_voices(viewer, today=today, filters=filters))
    deleted = VoiceFilter(deleted=True)
    return render_template(
        "voices/index.html",
        form=form,
        paging=paging,
        rows=voices.list_voices(viewer, today=today, filters=filters, limit=paging.size, offset=paging.offset),
        deleted=voices.list_voices(viewer, today=today, filters=deleted) if viewer.may(Act.STAFF) else (),
    ), 200 if readable else 422


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def new() -> Response | tuple[str, int]:
    """``?exhibition=`` says where; ``who=`` and ``on=`` come from the voice before. Without an exhibition the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    wanted = _asked("exhibition")
    if wanted is None:
        return render_template("voices/choose.html", rows=exhibitions.list_exhibitions(viewer, today=today)), 200
    exhibition = exhibitions.get_exhibition(viewer, wanted, today=today)
    who = _who(exhibition)
    form = NoteVoiceForm(who=request.args.get("who"), heard_on=_day(exhibition))
    form.offer(who)
    if form.validate_on_submit():
        try:
            services.note_voice(
                viewer,
                exhibition_id=exhibition.exhibition_id,
                enrolment_id=form.company,
                voice=form.read(),
                today=today,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("市場の声を記録しました。"), "success")
            again = {"exhibition": exhibition.exhibition_id, "who": form.who.data}
            if "another" in request.form:
                return redirect(url_for("voices.new", **again))
            return redirect(url_for("exhibitions.show", exhibition_id=exhibition.exhibition_id, _anchor="voices"))
    page = render_template("voices/new.html", form=form, exhibition=exhibition, who=who)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:voice_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(voice_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = voices.get_voice(viewer, voice_id, today=today)
    stored = {
        "who": who_value(row.enrolment_id, row.case_id),
        "words": row.words,
        "visitor_kind": row.visitor_kind.value,
        "visitor": row.visitor,
        "heard_on": row.heard_on,
    }
    form = CorrectVoiceForm(version=row.version, **stored)
    form.offer(_who_of(list_company_choices(viewer, today=today, ids=[row.enrolment_id])))
    conflicts.settle(form, stored)
    clash = None
    if form.validate_on_submit():
        try:
            services.correct_voice(viewer, voice_id, voice=form.read(), version=form.version.data, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            clash = conflicts.clash(form, conflict)
        else:
            flash(_("市場の声を訂正しました。"), "success")
            return redirect(url_for("exhibitions.show", exhibition_id=row.exhibition_id, _anchor="voices"))
    status = 409 if clash else 422 if form.is_submitted() else 200
    return render_template("voices/edit.html", form=form, row=row, clash=clash), status


@bp.route("/<int:voice_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(voice_id: int) -> Response | str:
    viewer, today = viewing.viewer(), viewing.today()
    row = voices.get_voice(viewer, voice_id, today=today)
    if request.method == "POST":
        services.delete_voice(viewer, voice_id, today=today, now=viewing.now())
        flash(_("市場の声を削除しました。30日以内なら、市場の声の一覧の下から元に戻せます。"), "success")
        return redirect(url_for("voices.index"))
    return render_template("voices/delete.html", row=row)


@bp.post("/<int:voice_id>/restore")
@may(Act.STAFF)
@writes
def restore(voice_id: int) -> Response:
    try:
        services.restore_voice(viewing.viewer(), voice_id, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("市場の声を元に戻しました。"), "success")
    return redirect(url_for("voices.index"))


def _who(exhibition: ExhibitionRow) -> list[tuple[str, str]]:
    """The companies that take part and that the viewer logs for, each with its cases; NotFound where there is none."""
    there = list_company_choices(viewing.viewer(), today=viewing.today(), act=Act.LOG, ids=exhibition.company_ids)
    if not there:
        raise NotFound
    return _who_of(there)


def _who_of(companies: Sequence[CompanyChoiceRow]) -> list[tuple[str, str]]:
    cases = list_cases(viewing.viewer(), enrolment_ids=[company.enrolment_id for company in companies])
    return who_choices([ChoiceRow(company.enrolment_id, company.name) for company in companies], cases)


def _day(exhibition: ExhibitionRow) -> object:
    """Today while it is open, else its last day; none before it begins."""
    today = viewing.today()
    return None if today < exhibition.starts_on else min(today, exhibition.ends_on)


def _asked(name: str) -> int | None:
    """The id in the address; None for what no row can have."""
    return number_of(request.args.get(name)) or None
