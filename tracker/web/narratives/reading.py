"""The texts of all cases, that of one with its draft and its versions, and an earlier version."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template

from tracker.domain.access import Act
from tracker.domain.narratives import NarrativePart
from tracker.queries.cases import count_cases, get_case
from tracker.queries.hidden_names import get_report_names
from tracker.queries.narratives import get_narrative, get_narrative_version, list_narrative_versions, list_narratives
from tracker.rows.narratives import NarrativeRow
from tracker.web import viewing
from tracker.web.narratives.blueprint import bp
from tracker.web.narratives.words import whole_text
from tracker.web.paging import page_of
from tracker.web.report.asking import usual_days
from tracker.web.rights import may


@bp.get("/")
@may(Act.REPORT)
def index() -> str:
    viewer = viewing.viewer()
    paging = page_of(count_cases(viewer))
    rows = list_narratives(viewer, as_of=usual_days()["as_of"], limit=paging.size, offset=paging.offset)
    return render_template("narratives/index.html", rows=rows, paging=paging, text=_told(rows))


@bp.get("/<int:case_id>")
@may(Act.REPORT)
def show(case_id: int) -> str:
    viewer = viewing.viewer()
    row = get_narrative(viewer, case_id, as_of=usual_days()["as_of"])
    versions = list_narrative_versions(viewer, case_id)
    return render_template("narratives/show.html", row=row, versions=versions, parts=NarrativePart, text=_told([row]))


@bp.get("/<int:case_id>/versions/<int:number>")
@may(Act.REPORT)
def version(case_id: int, number: int) -> str:
    viewer = viewing.viewer()
    row = get_narrative_version(viewer, case_id, number)
    standing = list_narrative_versions(viewer, case_id)[0]
    return render_template(
        "narratives/version.html", row=row, case=get_case(viewer, case_id), parts=NarrativePart, is_standing=standing == row
    )


def _told(rows: Iterable[NarrativeRow]) -> str:
    """As they leave the house: a company that may not be named is its letter."""
    names, concealment = get_report_names(viewing.viewer())
    return "\n\n\n".join(concealment.tell(whole_text(row, names[row.case.enrolment_id])) for row in rows)
