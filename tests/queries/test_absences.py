"""Days away beside plans: of everybody for whoever staffs, one's own for anybody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_meeting, add_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.warnings import EventKind, EventRef
from tracker.models import Absence
from tracker.queries.absences import list_away_at, list_coming_absences

Ways = Callable[[], AbstractContextManager[None]]
FIRST, LAST = date(2026, 12, 7), date(2026, 12, 27)
SEEN = [("manager", ["owner", "sub"]), ("owner", ["owner"]), ("colleague", []), ("clerk", []), ("other_manager", [])]


@pytest.mark.parametrize(("who", "seen"), SEEN)
def test_whoever_takes_part_and_is_away_is_named_to_whoever_may_know(
    cast: Cast, writing: Ways, at_rest: Ways, who: str, seen: list[str]
) -> None:
    people = [cast.producer_id(name) for name in ("owner", "sub")]
    with writing():
        for producer_id in (*people, cast.producer_id("fifth")):
            of = {"programme_id": cast.programme_id, "producer_id": producer_id, "created_at": NOW}
            db.session.add(Absence(**of, starts_on=FIRST, ends_on=LAST))
            db.session.add(Absence(**of, starts_on=FIRST, ends_on=LAST, deleted_at=NOW))
        refs = [
            EventRef(EventKind.VISIT, add_visit(cast.asahi, LAST, EventStatus.SCHEDULED, people=people)),
            EventRef(EventKind.MEETING, add_meeting([cast.asahi], LAST, people, EventStatus.SCHEDULED)),
        ]
    with at_rest():
        viewer, expected = cast.viewer(who), {cast.producer_id(name) for name in seen}
        for ref in refs:
            away = list_away_at(viewer, ref, on=LAST)
            assert {row.person.producer_id for row in away} == expected and len(away) == len(expected)
            assert list_away_at(viewer, ref, on=date(2026, 12, 28)) == ()
        assert {row.person.producer_id for row in list_coming_absences(viewer, people, from_on=LAST)} == expected
        assert list_coming_absences(viewer, people, from_on=date(2026, 12, 28)) == ()
