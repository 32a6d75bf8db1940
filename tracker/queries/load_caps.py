"""Caps on the load, for whoever staffs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.load_caps import NO_CAP, LoadCap
from tracker.models import LoadCapSetting
from tracker.queries.scope import in_programme
from tracker.queries.teams import list_candidates
from tracker.rows.load_caps import CapRow, CapsRow


def get_caps(viewer: Viewer, *, today: date) -> CapsRow:
    """The programme's cap, and what holds for everybody who is on the roster today or later."""
    viewer.require(Act.STAFF)
    stored = {
        row.producer_id: row
        for row in db.session.scalars(select(LoadCapSetting).where(in_programme(viewer, LoadCapSetting.programme_id)))
    }
    default = stored.get(None)
    held = LoadCap(default.leads, default.companies) if default else NO_CAP
    people = []
    for candidate in list_candidates(viewer, Period(today), today=today):
        own = stored.get(candidate.person.producer_id)
        is_own = own is not None and own.is_own
        cap = LoadCap(own.leads, own.companies) if own is not None and own.is_own else held
        people.append(CapRow(candidate.person, cap, is_own, own.version if own else 0))
    return CapsRow(held, default.version if default else 0, tuple(people))


def get_cap(viewer: Viewer, producer_id: int, *, today: date) -> CapRow:
    found = next((row for row in get_caps(viewer, today=today).people if row.person.producer_id == producer_id), None)
    if found is None:
        raise NotFound
    return found
