"""A sheet as it stands or as it was saved, and what changed between two states."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request

from tracker.domain.access import Act
from tracker.domain.design_sheets import PARTS, Box, fits_on_paper
from tracker.domain.errors import NotFound
from tracker.queries.design_sheets import get_comparison, get_sheet, get_snapshot
from tracker.web import viewing
from tracker.web.design_sheets.blueprint import bp
from tracker.web.rights import may


@bp.get("/<int:sheet_id>")
@may(Act.RECORD)
def show(sheet_id: int) -> str:
    sheet = get_sheet(viewing.viewer(), sheet_id, today=viewing.today())
    return render_template(
        "design_sheets/show.html", sheet=sheet, words=sheet.words, too_long=_too_long(sheet.words), parts=PARTS, snapshot=None
    )


@bp.get("/<int:sheet_id>/versions/<int:snapshot_id>")
@may(Act.RECORD)
def snapshot(sheet_id: int, snapshot_id: int) -> str:
    sheet, row, words = get_snapshot(viewing.viewer(), sheet_id, snapshot_id, today=viewing.today())
    return render_template(
        "design_sheets/show.html", sheet=sheet, words=words, too_long=_too_long(words), parts=PARTS, snapshot=row
    )


@bp.get("/<int:sheet_id>/changes")
@may(Act.RECORD)
def changes(sheet_id: int) -> str:
    """``?before=`` and ``?after=`` name saved versions; without ``after``, how the sheet stands now."""
    before, after = request.args.get("before", type=int), request.args.get("after", type=int)
    sheet = get_sheet(viewing.viewer(), sheet_id, today=viewing.today())
    if before is None:
        before = sheet.snapshots[0].snapshot_id if sheet.snapshots else None
    known = {row.snapshot_id for row in sheet.snapshots}
    if before not in known or (after is not None and after not in known):
        raise NotFound
    assert before is not None
    sheet, row = get_comparison(viewing.viewer(), sheet_id, before, after, today=viewing.today())
    return render_template("design_sheets/changes.html", sheet=sheet, row=row)


def _too_long(words: Mapping[Box, str]) -> tuple[Box, ...]:
    """The boxes that the printed sheet cannot show in full."""
    return tuple(box for box, text in words.items() if not fits_on_paper(box, text))
