"""Days away beside plans: everybody's for whoever staffs, a team's for its lead, one's own for others; never the reason."""

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
from tracker.models import Absence, StandIn
from tracker.queries.absences import list_away_at, list_coming_absences
from tracker.services.staffing import hand_over_lead

Ways = Callable[[], AbstractContextManager[None]]
FIRST, LAST = date(2026, 12, 7), date(2026, 12, 27)
SEEN = [
    ("manager", ["owner", "sub"]),
    ("owner", ["owner", "sub"]),
    ("sub", ["sub"]),
    ("colleague", []),
    ("clerk", []),
    ("other_manager", []),
]


@pytest.mark.parametrize(("who", "seen"), SEEN)
def test_whoever_takes_part_and_is_away_is_named_to_whoever_may_know(
    cast: Cast, writing: Ways, at_rest: Ways, who: str, seen: list[str]
) -> None:
    people = [cast.producer_id(name) for name in ("owner", "sub")]
    with writing():
        for producer_id in (*people, cast.producer_id("fifth")):
            of = {"programme_id": cast.programme_id, "producer_id": producer_id, "created_at": NOW}
            db.session.add(Absence(**of, starts_on=FIRST, ends_on=LAST, reason="秘めた理由"))
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
            assert {row.reason for row in away} <= {""}
            assert list_away_at(viewer, ref, on=date(2026, 12, 28)) == ()
        assert {row.person.producer_id for row in list_coming_absences(viewer, people, from_on=LAST)} == expected
        assert list_coming_absences(viewer, people, from_on=date(2026, 12, 28)) == ()


def test_a_lead_knows_of_whoever_stands_in_and_no_more_once_the_team_has_another_lead(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    day = date(2026, 12, 14)
    standing_in = cast.producer_id("fifth")
    with writing():
        company, on_the_day = cast.asahi.enrolment_id, {"starts_on": day, "ends_on": day}
        db.session.add(StandIn(enrolment_id=company, producer_id=standing_in, **on_the_day, created_at=NOW))
        for producer_id in (standing_in, cast.producer_id("sub")):
            of = {"programme_id": cast.programme_id, "producer_id": producer_id, "created_at": NOW}
            db.session.add(Absence(**of, starts_on=FIRST, ends_on=LAST))
        ref = EventRef(EventKind.VISIT, add_visit(cast.asahi, day, EventStatus.SCHEDULED, people=[standing_in]))
        hand_over_lead(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            to_producer_id=cast.producer_id("sixth"),
            from_on=date(2026, 12, 20),
            keep_as_sub=False,
            now=NOW,
        )
    with at_rest():
        assert [row.person.producer_id for row in list_away_at(cast.viewer("owner"), ref, on=day)] == [standing_in]
        people = [standing_in, cast.producer_id("sub")]
        for who, seen in (("owner", []), ("sixth", [cast.producer_id("sub")])):
            away = list_coming_absences(cast.viewer(who), people, from_on=date(2026, 12, 20))
            assert [row.person.producer_id for row in away] == seen
