"""Taking an import back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.hand_log import get_log, list_made
from tracker.services.hand_log_undo import undo_log
from tracker.web import viewing
from tracker.web.hand_log.blueprint import bp
from tracker.web.refusals import say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:upload_id>/undo", methods=["GET", "POST"])
@may(Act.IMPORT)
@writes
def undo(upload_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_log(viewer, upload_id, today=today)
    sentence = ""
    if request.method == "POST":
        also = [int(text) for text in request.form.getlist("also") if text.isascii() and text.isdecimal() and len(text) < 10]
        try:
            undone = undo_log(viewer, upload_id=upload_id, also=also, today=today, now=viewing.now())
        except RuleBroken as broken:
            sentence = say(broken)
        else:
            words = _("取り込みを取り消しました。削除 %(gone)s件、残したもの %(kept)s件。", gone=undone.removed, kept=undone.kept)
            flash(words, "success")
            return redirect(url_for("hand_log.show", upload_id=upload_id))
    made = [one for one in list_made(viewer, upload_id) if not one.is_gone]
    changed = [one for one in made if one.is_changed]
    page = render_template("hand_log/undo.html", row=row, changed=changed, count=len(made) - len(changed), sentence=sentence)
    return page, 422 if sentence else 200
