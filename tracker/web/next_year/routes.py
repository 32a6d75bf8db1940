"""Next year's programme: proposed from this one, chosen line by line, made in one act."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.years import get_next_year
from tracker.rows.programmes import NextYearRow
from tracker.services.next_years import begin_next_year, check_next_year
from tracker.web import viewing
from tracker.web.forms import BACK
from tracker.web.next_year.forms import NextYearForm, next_year_form
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.typed import typed
from tracker.web.writing import writes

bp = Blueprint("next_year", __name__, url_prefix="/p/<programme>/next-year")


@bp.route("/", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def new() -> Response | tuple[str, int]:
    """The form; sent, it is said what will be made, and sent with ``done`` it is made."""
    viewer = viewing.viewer()
    row = get_next_year(viewer)
    form = next_year_form(row, me=viewer.account_id)
    if row.following is not None and form.is_submitted():
        return redirect(url_for("next_year.new"))
    if form.validate_on_submit():
        try:
            if request.form.get("done") != "1":
                check_next_year(viewer, form.chosen)
                return _asked(row, form), 200
            slug = begin_next_year(viewer, chosen=form.chosen, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("次の年度の事業を作りました。内容を確かめてください。"), "success")
            return redirect(url_for("programmes.edit", programme=slug))
    return render_template("next_year/new.html", form=form, row=row), 422 if form.is_submitted() else 200


def _asked(row: NextYearRow, form: NextYearForm) -> str:
    sent = tuple((name, value) for name, value in typed() if name != BACK)
    return render_template("next_year/confirm.html", row=row, form=form, fields=sent, back=BACK, chosen=form.chosen)
