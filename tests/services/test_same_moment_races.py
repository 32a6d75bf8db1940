"""Two people at the same moment: a visit of one company and day, the sheet of one company; nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date
from threading import Barrier

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.cast import Cast
from tests.conftest import NOW
from tests.tool_records import make_sheet
from tracker.database import db
from tracker.domain.design_sheets import Box
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.same_day import RecordedAlready, SameDay
from tracker.domain.visits import VisitRecord
from tracker.models import DesignSheet, DesignSnapshot, DesignSnapshotBox, Visit, VisitCase, VisitParticipant
from tracker.services import transaction
from tracker.services.design_sheets import start_sheet
from tracker.services.visits import log_visit

At = Callable[[], AbstractContextManager[None]]
Act = Callable[[], object]
TODAY = date(2026, 11, 24)
PATIENCE = 60


@pytest.fixture
def at_once(app: Flask) -> Callable[..., list[object]]:
    """Run acts on a connection and in a transaction of their own each, all let go together; what each said or was asked."""

    def run(*acts: Act) -> list[object]:
        gate = Barrier(len(acts))

        def one(act: Act) -> object:
            with app.app_context():
                gate.wait(PATIENCE)
                try:
                    with transaction.writing():
                        return act()
                except RecordedAlready as asked:
                    return asked

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts, timeout=PATIENCE))

    return run


def logging(cast: Cast, who: str, words: str, same_day: SameDay = SameDay.ASK) -> Act:
    record = VisitRecord(
        visit_on=TODAY,
        producer_ids=frozenset({cast.producer_id(who)}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts=words),),
    )
    return lambda: log_visit(
        cast.viewer(who),
        record=record,
        enrolment_id=cast.asahi.enrolment_id,
        same_day=same_day,
        idempotency_key=f"{who:0<32}",
        today=TODAY,
        now=NOW,
    )


def test_of_two_who_log_one_company_at_once_one_is_recorded_and_the_other_is_asked(
    cast: Cast, at_rest: At, at_once: Callable[..., list[object]]
) -> None:
    words = {"owner": "主担当の聞き取り", "sub": "副担当の聞き取り"}
    said = at_once(*(logging(cast, who, text) for who, text in words.items()))
    (recorded,) = [one for one in said if isinstance(one, int)]
    (asked,) = [one for one in said if isinstance(one, RecordedAlready)]
    assert asked.visit_id == recorded
    late = list(words)[said.index(asked)]
    assert at_once(logging(cast, late, words[late], SameDay.ADD)) == [recorded]
    with at_rest():
        assert db.session.scalars(select(Visit.id)).all() == [recorded]
        facts = db.session.scalars(select(VisitCase.facts)).one()
        assert all(text in facts for text in words.values())
        there = set(db.session.scalars(select(VisitParticipant.producer_id)))
        assert there == {cast.producer_id(who) for who in words}


def test_two_who_both_add_at_once_lose_no_word(cast: Cast, at_rest: At, at_once: Callable[..., list[object]]) -> None:
    (first,) = at_once(logging(cast, "owner", "最初の記録"))
    ways = (logging(cast, who, f"{who}の話", SameDay.ADD) for who in ("sub", "manager_producer"))
    assert at_once(*ways) == [first, first]
    with at_rest():
        facts = db.session.scalars(select(VisitCase.facts)).one()
        assert all(text in facts for text in ("最初の記録", "subの話", "manager_producerの話"))


@pytest.mark.parametrize("of_case", [False, True])
def test_of_two_who_start_one_sheet_at_once_the_second_opens_the_firsts(
    cast: Cast, at_rest: At, at_once: Callable[..., list[object]], of_case: bool
) -> None:
    def starting(who: str) -> Act:
        case_id = cast.asahi.case_id if of_case else None
        return lambda: start_sheet(cast.viewer(who), enrolment_id=cast.asahi.enrolment_id, case_id=case_id, today=TODAY, now=NOW)

    said = at_once(*(starting(who) for who in ("owner", "sub", "manager")))
    assert len({sheet_id for sheet_id, _is_new in said}) == 1  # type: ignore[misc]
    assert sorted(is_new for _sheet_id, is_new in said) == [False, False, True]  # type: ignore[misc]
    with at_rest():
        assert len(db.session.scalars(select(DesignSheet.id)).all()) == 1


def test_the_database_refuses_a_second_sheet_of_a_company_as_a_whole(cast: Cast, app: Flask, writing: At) -> None:
    with writing():
        make_sheet(cast.asahi, now=NOW, words={})
        make_sheet(cast.asahi, now=NOW, words={}, case_id=cast.asahi.case_id)
        make_sheet(cast.minato, now=NOW, words={})
    with pytest.raises(IntegrityError), writing():
        make_sheet(cast.asahi, now=NOW, words={})


def test_of_two_sheets_that_were_there_the_upgrade_keeps_every_word(cast: Cast, app: Flask, writing: At) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="0013")
    with writing():
        first = make_sheet(cast.asahi, now=NOW, words={Box.PURPOSE: "水で困る人をなくす"})
        make_sheet(cast.asahi, now=NOW, words={Box.PURPOSE: "水をきれいにする", Box.NEXT_VALUE: "誰でも使える"})
    with app.app_context():
        flask_migrate.upgrade()
        assert db.session.scalars(select(DesignSheet.id)).all() == [first]
        assert db.session.execute(select(DesignSnapshot.sheet_id, DesignSnapshot.taken_on)).all() == [(first, TODAY)]
        kept = db.session.execute(select(DesignSnapshotBox.box, DesignSnapshotBox.words)).all()
        assert {tuple(row) for row in kept} == {(Box.PURPOSE, "水をきれいにする"), (Box.NEXT_VALUE, "誰でも使える")}
