"""The list of logs, uploading one, and saying what its columns are."""

from __future__ import annotations

import hashlib

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries import programmes
from tracker.queries.hand_log import count_uploads, get_log, list_uploads
from tracker.services import transaction
from tracker.services.hand_log import keep_log, match_columns
from tracker.web import viewing
from tracker.web.hand_log.blueprint import bp
from tracker.web.hand_log.forms import UploadLogForm, chosen_columns, columns_form
from tracker.web.paging import page_of
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes
from tracker.workbooks.hand_log import open_log, read_log


@bp.get("/")
@may(Act.IMPORT)
def index() -> str:
    viewer = viewing.viewer()
    paging = page_of(count_uploads(viewer))
    rows = list_uploads(viewer, limit=paging.size, offset=paging.offset)
    return render_template("hand_log/index.html", rows=rows, paging=paging)


@bp.route("/new", methods=["GET", "POST"])
@may(Act.IMPORT)
def new() -> Response | tuple[str, int]:
    """Not marked as writing: a large file is read before the write lock is taken, and what was read is kept inside it."""
    form = UploadLogForm()
    if form.validate_on_submit():
        try:
            return redirect(url_for("hand_log.columns", upload_id=_keep(form)))
        except RuleBroken as broken:
            pin(form, broken)
    programme = programmes.get_programme(viewing.viewer())
    return render_template("hand_log/new.html", form=form, programme=programme), 422 if form.is_submitted() else 200


@bp.route("/<int:upload_id>/columns", methods=["GET", "POST"])
@may(Act.IMPORT)
@writes
def columns(upload_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = get_log(viewer, upload_id, today=viewing.today())
    if not row.is_open:
        flash(_("この記録簿はすでに取り込まれています。"), "info")
        return redirect(url_for("hand_log.show", upload_id=upload_id))
    form = columns_form(row.sheet, row.columns)
    if form.validate_on_submit():
        try:
            match_columns(viewer, upload_id=upload_id, columns=chosen_columns(form, row.sheet), now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            return redirect(url_for("hand_log.show", upload_id=upload_id))
    return render_template("hand_log/columns.html", form=form, row=row), 422 if form.is_submitted() else 200


def _keep(form: UploadLogForm) -> int:
    viewer = viewing.viewer()
    file_name = form.file.data.filename or ""
    content = form.file.data.read()
    sheet = read_log(open_log(content, file_name=file_name))
    digest = hashlib.sha256(content).hexdigest()
    with transaction.writing():
        return keep_log(viewer, sheet=sheet, file_name=file_name, sha256=digest, now=viewing.now())
