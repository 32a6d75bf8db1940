"""The manager's own workbook of results: taking it is an act, noted in the audit trail."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.era import era_fiscal_year
from tracker.queries.coverage import list_coverage
from tracker.queries.programmes import get_programme
from tracker.queries.results import get_group_results
from tracker.rows.result_books import ResultsBookRow
from tracker.services.results import take_results
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.downloads import XLSX, named
from tracker.web.rights import may
from tracker.web.writing import writes
from tracker.workbooks.assessment import write_results


@bp.post("/<int:round_id>/results/download")
@may(Act.GROUP_RESULTS)
@writes
def download(round_id: int) -> Response:
    viewer, today = viewing.viewer(), viewing.today()
    results = get_group_results(viewer, round_id)
    row = ResultsBookRow(get_programme(viewer), results, list_coverage(viewer, today), today)
    take_results(viewer, round_id=round_id)
    file = BytesIO()
    write_results(row, file, made_at=viewing.now())
    file.seek(0)
    response = send_file(file, mimetype=XLSX)
    response.headers["Content-Disposition"] = _attachment(row)
    return response


def _attachment(row: ResultsBookRow) -> str:
    programme, made_on = row.programme, row.today.isoformat()
    name = f"{era_fiscal_year(programme.fiscal_year)}_評価の結果_{row.results.round.name}_{made_on}_取扱注意.xlsx"
    plain = f"results-{programme.slug}-{row.results.round.number}-{made_on}.xlsx"
    return named(name, plain)
