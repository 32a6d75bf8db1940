"""The roster import: upload and reading, dry run, then one transaction."""

from __future__ import annotations

import hashlib

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries import programmes
from tracker.queries.roster import get_upload
from tracker.rows.roster import RosterProblem
from tracker.services import transaction
from tracker.services.roster import RosterRefused, apply_roster, keep_roster
from tracker.web import viewing
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.roster.forms import UploadRosterForm
from tracker.web.writing import writes
from tracker.workbooks.opening import open_workbook
from tracker.workbooks.roster import read_roster

bp = Blueprint("roster", __name__, url_prefix="/p/<programme>/roster")


@bp.route("/new", methods=["GET", "POST"])
@may(Act.IMPORT)
def new() -> Response | tuple[str, int]:
    """Not marked as writing: a large file is read before the write lock is taken, and what was read is kept inside it."""
    form = UploadRosterForm()
    problems: tuple[RosterProblem, ...] = ()
    if form.validate_on_submit():
        try:
            return redirect(url_for("roster.show", upload_id=_keep(form)))
        except RosterRefused as refused:
            pin(form, refused)
            problems = refused.problems
        except RuleBroken as broken:
            pin(form, broken)
    programme = programmes.get_programme(viewing.viewer())
    page = render_template("roster/new.html", form=form, problems=problems, programme=programme)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<int:upload_id>")
@may(Act.IMPORT)
def show(upload_id: int) -> str:
    return render_template("roster/show.html", upload=get_upload(viewing.viewer(), upload_id, today=viewing.today()), refused=())


@bp.post("/<int:upload_id>/apply")
@may(Act.IMPORT)
@writes
def apply(upload_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    try:
        done = apply_roster(viewer, upload_id=upload_id, today=today, now=viewing.now())
    except RosterRefused as refused:
        transaction.abandon()  # what was written before the row that stands in the way must not be read as if it stood
        upload = get_upload(viewer, upload_id, today=today)
        return render_template("roster/show.html", upload=upload, refused=refused.problems), 422
    if done.plan.changes_nothing:
        flash(_("この名簿はすでに取り込まれています。変わるところはありませんでした。"), "info")
    else:
        flash(_("名簿を取り込みました。"), "success")
    return redirect(url_for("companies.index"))


def _keep(form: UploadRosterForm) -> int:
    viewer = viewing.viewer()
    fiscal_year = programmes.get_programme(viewer).fiscal_year
    file_name = form.file.data.filename or ""
    content = form.file.data.read()
    sheet = read_roster(open_workbook(content, file_name=file_name), today=viewing.today(), fiscal_year=fiscal_year)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.writing():
        return keep_roster(viewer, sheet=sheet, file_name=file_name, sha256=digest, now=viewing.now())
