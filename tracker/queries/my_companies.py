"""The companies on whose team the viewer is today."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, select

from tracker.domain.access import Viewer
from tracker.models import Enrolment
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import board, in_programme, my_companies

_TODAY: Any = bindparam("today", type_=Date)


def list_my_companies(viewer: Viewer, today: date) -> frozenset[int]:
    if viewer.producer_id is None:
        return frozenset()
    return frozenset(run(_teams_of(viewer), ids_of(viewer) | {_TODAY.key: today}).scalars())


@prepared
def _teams_of(viewer: Viewer) -> Select[Any]:
    mine = my_companies(viewer, _TODAY)
    return select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id), board(), Enrolment.id.in_(mine))
