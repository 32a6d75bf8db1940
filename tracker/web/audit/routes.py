"""The audit trail: of a programme, of the installation, one entry, and the check of the chain."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from tracker.domain.access import Act
from tracker.queries import audit, audit_changes
from tracker.queries.audit_chain import check_chain
from tracker.queries.audit_parts import HAVING_PARTS
from tracker.queries.audit_things import things_of
from tracker.rows.audit import AuditPage
from tracker.web import viewing
from tracker.web.asked import asked_again
from tracker.web.audit.fields import lines_of
from tracker.web.audit.forms import AuditFilterForm
from tracker.web.audit.things import address_of, words_of
from tracker.web.paging import PAGE_SIZE, asked_id
from tracker.web.rights import administrator, may

bp = Blueprint("audit", __name__)


@bp.get("/p/<programme>/audit/")
@may(Act.AUDIT_OWN)
def index() -> tuple[str, int]:
    viewer = viewing.viewer()
    sees_all = viewer.may(Act.AUDIT)
    form = AuditFilterForm(request.args)
    form.offer(viewer, sees_all=sees_all)
    readable = form.validate()
    found = audit.list_entries(viewer, filters=form.filters, limit=PAGE_SIZE, **_stretch())
    total = audit.count_entries(viewer, filters=form.filters)
    has_parts = form.filters.noun in HAVING_PARTS
    page = render_template("audit/index.html", form=form, sees_all=sees_all, total=total, has_parts=has_parts, **_shown(found))
    return page, 200 if readable else 422


@bp.get("/p/<programme>/audit/<int:audit_id>")
@may(Act.AUDIT_OWN)
def show(audit_id: int) -> str:
    viewer = viewing.viewer()
    row = audit.get_entry(viewer, audit_id)
    changes = lines_of(audit_changes.list_changes(viewer, audit_id))
    return render_template(
        "audit/show.html", row=row, changes=changes, reads=viewer.sees_all(Act.MEMO), **_shown(AuditPage((row,)))
    )


@bp.get("/p/<programme>/audit/check")
@may(Act.AUDIT)
def check() -> str:
    """The whole chain is walked for it: a page of its own that somebody asks for, and no part of any other."""
    return render_template("audit/check.html", found=check_chain(), checked_at=viewing.now())


@bp.get("/audit/")
@administrator
def installation() -> tuple[str, int]:
    viewer = viewing.viewer()
    form = AuditFilterForm(request.args)
    form.offer(viewer, sees_all=True, installation=True)
    readable = form.validate()
    found = audit.list_installation(viewer, filters=form.filters, limit=PAGE_SIZE, **_stretch())
    total = audit.count_installation(viewer, filters=form.filters)
    return render_template("audit/installation.html", form=form, total=total, **_shown(found)), 200 if readable else 422


@bp.get("/audit/<int:audit_id>")
@administrator
def show_installation(audit_id: int) -> str:
    viewer = viewing.viewer()
    row = audit.get_installation_entry(viewer, audit_id)
    changes = lines_of(audit_changes.list_installation_changes(viewer, audit_id))
    return render_template("audit/show.html", row=row, changes=changes, reads=True, **_shown(AuditPage((row,))))


@bp.get("/audit/check")
@administrator
def check_installation() -> str:
    return render_template("audit/check.html", found=check_chain(), checked_at=viewing.now())


def _stretch() -> dict[str, int | None]:
    """From which entry the list goes on, as the address says: a key, so that entries made meanwhile move nothing."""
    return {"before": asked_id("before"), "after": asked_id("after")}


def _shown(found: AuditPage) -> dict[str, Any]:
    viewer = viewing.viewer()
    things = things_of(viewer, found.rows, today=viewing.today())
    return {
        "found": found,
        "things": things,
        "say_thing": words_of(things),
        "address_of": address_of(viewer, things),
        "newer_url": _address(after=found.newer) if found.newer else None,
        "older_url": _address(before=found.older) if found.older else None,
    }


def _address(**key: int) -> str:
    assert request.endpoint is not None
    return url_for(request.endpoint, **(request.view_args or {}), **asked_again("before", "after"), **key)  # type: ignore[arg-type]
