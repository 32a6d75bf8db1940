"""Journeys: of the one who travelled, once, with the visit or by themselves; older minutes are moved and none is invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.cast import Cast
from tests.conftest import NOW
from tests.hours import make_travel
from tests.records import make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.travel import TravelMeans, TravelRecord
from tracker.domain.visits import VisitRecord
from tracker.models import Travel
from tracker.queries.travel import find_last_travel, list_travel_of_visit
from tracker.services import travel, visits

TODAY = date(2026, 11, 24)
MIGRATIONS = Path(__file__).resolve().parents[2] / "tracker" / "migrations" / "versions"
# the schema before journeys had a table of their own
BEFORE = re.findall('down_revision = "(.*)"', next(MIGRATIONS.glob("*_hours.py")).read_text("utf-8"))[0]
At = Callable[[], AbstractContextManager[None]]
WAY = TravelRecord("架空駅", "本社工場", TravelMeans.TRAIN, 40, 50, cost_yen=980)
ALONE = replace(WAY, travel_on=date(2026, 11, 20), note="定例会議への出席")


def visit_of(cast: Cast, *who: str, **columns: Any) -> int:
    return make_visit(cast.asahi, now=NOW, who=[cast.producer_id(one) for one in who], **columns)


def note(cast: Cast, visit_id: int, *whose: str, who: str = "owner", key: str | None = None, record: TravelRecord = WAY) -> Any:
    return travel.note_travel_of_visit(
        cast.viewer(who),
        visit_id=visit_id,
        producer_ids=[cast.producer_id(one) for one in whose],
        record=record,
        today=TODAY,
        now=NOW,
        idempotency_key=key,
    )


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Travel).where(Travel.deleted_at.is_(None))) or 0


def test_two_who_travelled_together_have_a_journey_each_once(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = visit_of(cast, "owner", "sub")
        first = note(cast, visit_id, "owner", "sub", key="k" * 32)
        assert note(cast, visit_id, "owner", "sub", key="k" * 32) == first
    with at_rest():
        rows = list_travel_of_visit(cast.viewer("owner"), visit_id, today=TODAY)
        assert [(row.producer, row.record, row.on) for row in rows] == [
            ("担い手01", WAY, date(2026, 10, 14)),
            ("担い手03", WAY, date(2026, 10, 14)),
        ]


def test_a_journey_to_a_visit_is_for_whoever_logs_it_and_of_whoever_was_there(cast: Cast, writing: At) -> None:
    with writing():
        visit_id = visit_of(cast, "owner")
        with pytest.raises(RuleBroken) as broken:
            note(cast, visit_id, "sub")
        assert broken.value.field == "producer_id"
        for who, error in (("colleague", NotFound), ("stranger", NotFound), ("clerk", NotAllowed)):
            with pytest.raises(error):
                note(cast, visit_id, "owner", who=who)
        note(cast, visit_id, "owner", who="manager")


def test_a_journey_by_itself_is_one_s_own(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        for who in ("owner", "manager"):
            travel.add_travel(
                cast.viewer(who), producer_id=cast.producer_id("owner"), record=ALONE, today=TODAY, now=NOW, idempotency_key="x"
            )
        with pytest.raises(NotFound):
            travel.add_travel(cast.viewer("colleague"), producer_id=cast.producer_id("owner"), record=ALONE, today=TODAY, now=NOW)
        with pytest.raises(RuleBroken):
            travel.add_travel(cast.viewer("owner"), producer_id=cast.producer_id("owner"), record=WAY, today=TODAY, now=NOW)
    with at_rest():
        assert how_many() == 1


def test_a_day_of_journeys_is_a_day(cast: Cast, writing: At) -> None:
    long = replace(ALONE, minutes_out=1000, minutes_back=None)
    with writing():
        owner = {"producer_id": cast.producer_id("owner"), "today": TODAY, "now": NOW}
        travel.add_travel(cast.viewer("owner"), record=long, **owner)
        with pytest.raises(RuleBroken) as broken:
            travel.add_travel(cast.viewer("owner"), record=replace(long, minutes_out=441), **owner)
        assert broken.value.field == "minutes_out"


def test_the_last_journey_to_the_company_is_offered_without_its_day(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        for on, cost in ((date(2026, 9, 1), 700), (date(2026, 11, 2), 900), (date(2026, 10, 1), 800)):
            visit_id = visit_of(cast, "owner", on=on)
            make_travel(cast, visit_id, now=NOW, cost_yen=cost, note="雨", leaves_at=time(9))
        make_travel(cast, visit_of(cast, "owner", on=date(2026, 11, 9)), now=NOW, who=None)
    with at_rest():
        offer = find_last_travel(cast.viewer("owner"), cast.producer_id("owner"), cast.asahi.enrolment_id)
        assert offer is not None
        assert (offer.on, offer.record.cost_yen, offer.record.note, offer.record.leaves_at) == (date(2026, 11, 2), 900, "", None)
        assert find_last_travel(cast.viewer("owner"), cast.producer_id("sub"), cast.asahi.enrolment_id) is None
        assert find_last_travel(cast.viewer("owner"), cast.producer_id("owner"), cast.minato.enrolment_id) is None


def test_a_visit_is_logged_with_one_s_own_journey_however_often_it_is_sent(cast: Cast, writing: At, at_rest: At) -> None:
    record = VisitRecord(
        visit_on=TODAY,
        producer_ids=frozenset({cast.producer_id("owner")}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="話を聞いた"),),
    )

    def log(key: str, way: TravelRecord | None = WAY) -> int:
        return visits.log_visit(
            cast.viewer("owner"),
            record=record,
            enrolment_id=cast.asahi.enrolment_id,
            travel=way,
            idempotency_key=key,
            today=TODAY,
            now=NOW,
        )

    with writing():
        visit_id = log("1" * 32, None)
    for key in ("1" * 32, "1" * 32, "2" * 32):  # the same form twice, then once more from the back button
        with writing():
            assert log(key) == visit_id
    with at_rest():
        (row,) = list_travel_of_visit(cast.viewer("owner"), visit_id, today=TODAY)
        assert (row.producer, row.record) == ("担い手01", WAY)


def test_a_refused_journey_names_its_part_of_the_form_and_leaves_no_visit(cast: Cast, writing: At) -> None:
    record = VisitRecord(visit_on=TODAY, producer_ids=frozenset({cast.producer_id("owner")}))
    with pytest.raises(RuleBroken) as broken, writing():
        visits.log_visit(
            cast.viewer("owner"),
            record=record,
            enrolment_id=cast.asahi.enrolment_id,
            travel=TravelRecord(from_place="架空駅"),
            as_draft=True,
            today=TODAY,
            now=NOW,
        )
    assert broken.value.field == "travel-minutes_out"


def test_an_older_journey_is_given_to_whoever_travelled(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = visit_of(cast, "owner", "sub")
        travel_id = make_travel(cast, visit_id, now=NOW, who=None, minutes_out=None, minutes_back=None, minutes_both=90)
    viewer, way = cast.viewer("owner"), TravelRecord(minutes_both=90)
    with writing():
        with pytest.raises(RuleBroken):
            travel.correct_travel(
                viewer, travel_id, record=way, producer_id=cast.producer_id("colleague"), version=1, today=TODAY
            )
        travel.correct_travel(viewer, travel_id, record=way, producer_id=cast.producer_id("sub"), version=1, today=TODAY)
    with at_rest():
        assert db.session.get_one(Travel, travel_id).producer_id == cast.producer_id("sub")
    with writing(), pytest.raises(Conflict):
        travel.correct_travel(viewer, travel_id, record=way, producer_id=cast.producer_id("sub"), version=1, today=TODAY)


def test_a_deleted_journey_comes_back_within_thirty_days(cast: Cast, writing: At, at_rest: At) -> None:
    viewer = cast.viewer("owner")
    with writing():
        (travel_id,) = note(cast, visit_of(cast, "owner"), "owner")
        travel.delete_travel(viewer, travel_id, today=TODAY, now=NOW)
        assert how_many() == 0
        with pytest.raises(RuleBroken):
            travel.restore_travel(viewer, travel_id, today=TODAY, now=NOW + timedelta(days=31))
        with pytest.raises(NotFound):
            travel.restore_travel(cast.viewer("colleague"), travel_id, today=TODAY, now=NOW)
        travel.restore_travel(viewer, travel_id, today=TODAY, now=NOW)
    with at_rest():
        assert how_many() == 1


def test_the_minutes_that_visits_held_become_journeys_and_come_back(app: Flask, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        alone = visit_of(cast, "owner")
        together = visit_of(cast, "owner", "sub")
        planned = visit_of(cast, status=EventStatus.SCHEDULED)
        silent = visit_of(cast, "owner")
    minutes = {alone: 90, together: 120, planned: 0}
    with app.app_context():
        flask_migrate.downgrade(revision=BEFORE)
        for visit_id, long in minutes.items():
            db.session.execute(text(f"UPDATE visit SET travel_minutes = {long} WHERE id = {visit_id}"))
        db.session.commit()
        flask_migrate.upgrade()
    with at_rest():
        found = db.session.execute(select(Travel.visit_id, Travel.producer_id, Travel.minutes_both).order_by(Travel.visit_id))
        assert found.all() == [(alone, cast.producer_id("owner"), 90), (together, None, 120), (planned, None, 0)]
        assert db.session.scalar(text("SELECT COUNT(*) FROM visit WHERE travel_minutes IS NOT NULL")) == 0
    with app.app_context():
        flask_migrate.downgrade(revision=BEFORE)
        kept = dict(db.session.execute(text("SELECT id, travel_minutes FROM visit")).all())
        assert kept == {**minutes, silent: None}
        db.session.rollback()
        flask_migrate.upgrade()
