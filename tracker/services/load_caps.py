"""Sets caps on the load, the programme's and a supporter's own, and takes an own one back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.load_caps import LoadCap, check_cap
from tracker.models import LoadCapSetting, Programme
from tracker.queries.scope import in_programme
from tracker.services import audit
from tracker.services.roster_people import check_on_roster
from tracker.services.versions import check_version


def set_cap(viewer: Viewer, *, producer_id: int | None, cap: LoadCap, is_own: bool = True, version: int, now: datetime) -> None:
    """``producer_id`` None: for everybody without an own one; ``is_own`` False: for this person the programme's holds.

    ``version`` is the one that was seen, 0 where there was none. Conflict where somebody else saved first.
    """
    viewer.require(Act.STAFF)
    check_cap(cap)
    if producer_id is not None:
        check_on_roster(viewer, producer_id)
    # the first cap of two at once: both wait for the programme
    db.session.scalars(select(Programme.id).where(Programme.id == viewer.programme).with_for_update(key_share=True)).one()
    row = db.session.scalar(
        select(LoadCapSetting)
        .where(in_programme(viewer, LoadCapSetting.programme_id), LoadCapSetting.producer_id.is_not_distinct_from(producer_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    before = None
    if row is None:
        row = LoadCapSetting(
            programme_id=viewer.programme, producer_id=producer_id, created_at=now, created_by_id=viewer.account_id or None
        )
        db.session.add(row)
    else:
        before = audit.snapshot(row)
        check_version(row, version, theirs={name: before[name] for name in ("leads", "companies", "is_own")})
    row.leads, row.companies, row.is_own = cap.leads, cap.companies, is_own
    db.session.flush()
    audit.note(viewer, "set_cap", row, before=before)
