"""The audit trail."""

from __future__ import annotations

from flask import Blueprint, render_template

from tracker.domain.access import Act
from tracker.queries import audit
from tracker.web import viewing
from tracker.web.paging import page_of
from tracker.web.rights import may

bp = Blueprint("audit", __name__, url_prefix="/p/<programme>/audit")


@bp.get("/")
@may(Act.AUDIT_OWN)
def index() -> str:
    viewer = viewing.viewer()
    paging = page_of(audit.count_entries(viewer))
    rows = audit.list_entries(viewer, limit=paging.size, offset=paging.offset)
    return render_template("audit/index.html", rows=rows, paging=paging, sees_all=viewer.may(Act.AUDIT))
