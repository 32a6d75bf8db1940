"""統合: likely doubles, two companies side by side, and the act that makes them one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.merges import get_merge, list_doubles
from tracker.queries.people_merges import get_person_merge, list_double_people
from tracker.queries.programmes import get_programme
from tracker.rows.merges import MergeRow
from tracker.rows.people_merges import PersonMergeRow
from tracker.services.merges import merge_companies
from tracker.services.people_merges import merge_people
from tracker.web import choosing, viewing
from tracker.web.choosing import BY_NAME, Among
from tracker.web.merges.forms import ChooseTwoForm, as_supported, merge_form, of_gone, person_merge_form, signs_in_with_gone
from tracker.web.merges.words import moved_words
from tracker.web.refusals import pin, say, say_words
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("merges", __name__, url_prefix="/p/<programme>/merges")


@bp.get("/")
@may(Act.STAFF)
def index() -> Response | tuple[str, int]:
    """Likely doubles; ``?kept=3&gone=5`` leads to any two of the programme."""
    form, both = _two_of(choosing.companies(apart=True), kept=_("残す企業"), gone=_("まとめられて、なくなる企業"))
    if both:
        return redirect(url_for("merges.companies", enrolment_id=both[0], gone_id=both[1]))
    rows = list_doubles(viewing.viewer())
    return render_template("merges/index.html", rows=rows, form=form), 422 if form.errors else 200


@bp.route("/companies/<int:enrolment_id>/<int:gone_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def companies(enrolment_id: int, gone_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = get_merge(viewer, enrolment_id, gone_id)
    form = merge_form(row)

    def merge() -> None:
        merge_companies(
            viewer,
            kept_id=enrolment_id,
            gone_id=gone_id,
            of_gone=of_gone(form, row),
            as_supported=as_supported(form, row),
            reason=form.reason.data,
            seen=form.seen.data,
            now=viewing.now(),
        )

    status = _try(merge, form, row)
    if status is None:
        flash(_("「%(gone)s」を「%(kept)s」に統合しました。", gone=row.gone_name, kept=row.kept_name), "success")
        return redirect(url_for("companies.show", enrolment_id=enrolment_id))
    return render_template(
        "merges/companies.html",
        row=row,
        form=form,
        moves=moved_words(row.moves),
        warnings=[say_words(sentence, values) for sentence, values in row.warnings],
        hindrance=say_words(*row.hindrance) if row.hindrance else None,
    ), status


@bp.get("/people/")
@may(Act.PEOPLE)
def people() -> Response | tuple[str, int]:
    """Likely doubles on the roster; ``?kept=3&gone=5`` leads to any two of it."""
    viewer = viewing.viewer()
    form, both = _two_of(choosing.producers(apart=True), kept=_("残す人"), gone=_("まとめられて、なくなる人"))
    if both:
        return redirect(url_for("merges.person", producer_id=both[0], gone_id=both[1]))
    rows, programme = list_double_people(viewer), get_programme(viewer)
    return render_template("merges/people.html", rows=rows, form=form, programme=programme), 422 if form.errors else 200


@bp.route("/people/<int:producer_id>/<int:gone_id>", methods=["GET", "POST"])
@may(Act.PEOPLE)
@writes
def person(producer_id: int, gone_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = get_person_merge(viewer, producer_id, gone_id)
    form = person_merge_form(row)

    def merge() -> None:
        merge_people(
            viewer,
            kept_id=producer_id,
            gone_id=gone_id,
            of_gone=of_gone(form, row),
            account_of_gone=signs_in_with_gone(form),
            reason=form.reason.data,
            seen=form.seen.data,
            today=viewing.today(),
            now=viewing.now(),
        )

    status = _try(merge, form, row)
    if status is None:
        flash(_("「%(gone)s」を「%(kept)s」に統合しました。", gone=row.gone.name, kept=row.kept.name), "success")
        return redirect(url_for("producers.show", producer_id=producer_id))
    return render_template(
        "merges/person.html",
        row=row,
        form=form,
        moves=moved_words(row.moves),
        warnings=[say_words(sentence, values) for sentence, values in row.warnings],
        hindrance=say_words(*row.hindrance) if row.hindrance else None,
        programme=get_programme(viewer),
    ), status


def _two_of(among: Among, *, kept: str, gone: str) -> tuple[ChooseTwoForm, tuple[int, int] | None]:
    """The form that chooses any two, and whom it chose; nobody before both were asked for."""
    form = ChooseTwoForm(request.args)
    form.offer(among, kept=kept, gone=gone)
    asked = all({name, name + BY_NAME} & request.args.keys() for name in ("kept", "gone"))
    return form, form.both() if asked else None


def _try(merge: Callable[[], None], form: Any, row: MergeRow | PersonMergeRow) -> int | None:
    """None where it was done; else the status of the page that asks, with what is wrong at its place in the form."""
    if not form.validate_on_submit():
        return 422 if form.is_submitted() else 200
    try:
        merge()
    except RuleBroken as broken:
        pin(form, broken)
        return 422
    except Conflict as conflict:
        form.form_errors.append(say(conflict))
        form.seen.data = row.seen
        return 409
    return None
