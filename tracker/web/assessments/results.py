"""Results after the close: one's own, one person's, the group's and the teams' coverage for the manager, with their figures."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.coverage import strong_from
from tracker.queries import results as queries
from tracker.queries.assessments import get_round
from tracker.queries.coverage import list_coverage
from tracker.web import viewing
from tracker.web.assessments import figures
from tracker.web.assessments.blueprint import bp
from tracker.web.rights import may


@bp.get("/results")
@may(Act.MY_RESULTS)
def my_results() -> str:
    row = queries.get_my_results(viewing.viewer())
    drawn = {"figure_json": figures.radar_of_person(row), "dumbbells_json": figures.dumbbells_of_person(row)}
    return render_template("assessments/my_results.html", row=row, **drawn)


@bp.get("/results/<int:producer_id>")
@may(Act.GROUP_RESULTS)
def person(producer_id: int) -> str:
    row = queries.get_person_results(viewing.viewer(), producer_id)
    drawn = {"figure_json": figures.radar_of_person(row), "dumbbells_json": figures.dumbbells_of_person(row)}
    return render_template("assessments/person.html", row=row, **drawn)


@bp.get("/<int:round_id>/results")
@may(Act.GROUP_RESULTS)
def results(round_id: int) -> str | Response:
    if not get_round(viewing.viewer(), round_id).is_closed:
        flash(_("この評価時期の結果は、まだ公開していません。公開すると、ここに示します。"), "info")
        return redirect(url_for("assessments.show", round_id=round_id))
    row = queries.get_group_results(viewing.viewer(), round_id)
    drawn = {
        "figure_json": figures.radar_of_group(row),
        "dumbbells_json": figures.dumbbells_of_group(row),
        "heat_map_json": figures.heat_map_of_group(row),
    }
    return render_template("assessments/results.html", row=row, **drawn)


@bp.get("/coverage")
@may(Act.GROUP_RESULTS)
def coverage() -> str:
    row = list_coverage(viewing.viewer(), viewing.today())
    limit = strong_from(row.basis.round.scale) if row.basis.round else None
    return render_template("assessments/coverage.html", row=row, strong_from=limit)


@bp.get("/coverage/<int:enrolment_id>")
@may(Act.GROUP_RESULTS)
def company_coverage(enrolment_id: int) -> str:
    row = list_coverage(viewing.viewer(), viewing.today())
    company = next((one for one in row.companies if one.enrolment_id == enrolment_id), None) or abort(404)
    figure_json = figures.bars_of_company(company, row.basis)
    return render_template("assessments/company_coverage.html", row=row, company=company, figure_json=figure_json)
