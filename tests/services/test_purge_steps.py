"""A purge goes step by step: after each the database is whole, and one that was ended anywhere goes on when it is asked again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from itertools import count
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import Records
from tests.retention_records import LONG_AGO, make_old
from tracker.cli.findings import of_database, of_trail
from tracker.config import Config
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import RuleBroken
from tracker.models import AuditEntry, Purge, Visit, VisitCase
from tracker.queries.board_check import list_wrong_lines
from tracker.queries.retention import get_year, list_due, plan_purge
from tracker.queries.search_index import NAME
from tracker.rows.retention import YearRow
from tracker.services import purge_steps
from tracker.services.purges import begin_purge
from tracker.services.retention import hold_records, lift_hold
from tracker.services.transaction import sweep
from tracker.services.transaction import writing as in_transaction

At = Callable[[], AbstractContextManager[None]]
GoOn = Callable[..., bool]
TODAY = tokyo_day(NOW)
STEPS_A_CALL, LOOKS_A_STEP = 5, 3


@pytest.fixture
def begun(cast: Cast, records: Records, writing: At) -> Viewer:
    """The manager of a year that is long over, whose purge was begun and has taken nothing yet."""
    with writing():
        make_old(cast)
    manager = cast.viewer("manager")
    with writing():
        rows = plan_purge(manager, now=NOW).rows
        begin_purge(manager, year=str(LONG_AGO), reason="保存期間が過ぎたため", rows_seen=rows, now=NOW)
    return manager


@pytest.fixture
def go_on(app: Flask, begun: Viewer, config: Config) -> GoOn:
    def going(seconds: float | None = None) -> bool:
        with app.app_context():
            return purge_steps.carry_on(begun, folder=config.attachments, now=NOW, seconds=seconds)

    return going


def add_visit(cast: Cast) -> int:
    late = Visit(
        programme_id=cast.programme_id,
        enrolment_id=cast.asahi.enrolment_id,
        visit_on=date(LONG_AGO, 5, 1),
        status="held",
        mode="onsite",
        created_at=NOW,
    )
    db.session.add(late)
    db.session.flush()
    db.session.add(VisitCase(visit_id=late.id, case_id=cast.asahi.case_id))
    return late.id


def year(viewer: Viewer) -> YearRow:
    return get_year(viewer, today=TODAY)


def test_wherever_it_ends_the_database_is_whole_the_year_is_shown_as_going_and_it_goes_on(
    begun: Viewer, go_on: GoOn, at_rest: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call ends after a few steps, as if the process had: what it found is all that the next one knows."""
    # a second a look at the clock, so that a fast machine takes no more steps in a call than a slow one
    monkeypatch.setattr(purge_steps, "time", SimpleNamespace(monotonic=count().__next__, sleep=lambda _seconds: None))
    calls = 0
    while not go_on(seconds=STEPS_A_CALL * LOOKS_A_STEP):
        calls += 1
        assert calls < 1000, "no call comes any further"
        with at_rest():
            assert year(begun).state == "purging"
            assert [one.slug for one in list_due(begun, today=TODAY)] == ["r8"]
            assert [*of_database(), *of_trail(), *list_wrong_lines()] == []
    assert calls > 1
    with at_rest():
        assert year(begun).state == "purged"
        assert plan_purge(begun, now=NOW).is_empty
        assert [*of_database(), *of_trail(), *list_wrong_lines()] == []
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "purge").order_by(AuditEntry.id)).all()
        assert acts == ["purge", "finish_purge"]


@pytest.mark.parametrize("table", ["visit", "company", "audit_text"])
def test_what_breaks_in_a_step_takes_that_step_back_alone(
    begun: Viewer, go_on: GoOn, at_rest: At, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    take = purge_steps.connection_of
    names: list[str] = []

    class Breaking:
        def __init__(self, connection: object) -> None:
            self.connection = connection

        def execute(self, statement: object, *values: object) -> object:
            name = str(getattr(getattr(statement, "table", None), "name", ""))
            names.append(name)
            done = self.connection.execute(statement, *values)  # type: ignore[attr-defined]
            if name == table:
                raise RuntimeError("the power went")
            return done

    with monkeypatch.context() as patch:
        patch.setattr(purge_steps, "connection_of", lambda session: Breaking(take(session)))
        with pytest.raises(RuntimeError):
            go_on()
    with at_rest():
        assert year(begun).state == "purging"
        assert [*of_database(), *of_trail()] == []
    assert go_on()
    with at_rest():
        assert plan_purge(begun, now=NOW).is_empty
        assert [*of_database(), *of_trail()] == []
    assert table in names


def test_what_somebody_was_saving_when_it_began_goes_too(
    app: Flask, begun: Viewer, go_on: GoOn, cast: Cast, at_rest: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL a save may have begun before: it brings rows into tables that were passed, which the references tell."""
    list_companies, came = purge_steps.list_companies_of_year, []

    def save_late(viewer: Viewer) -> list[int]:
        if not came:
            with app.app_context(), in_transaction():
                came.append(add_visit(cast))
        return list_companies(viewer)

    monkeypatch.setattr(purge_steps, "list_companies_of_year", save_late)
    assert go_on()
    assert came
    with at_rest():
        assert plan_purge(begun, now=NOW).is_empty
        assert [*of_database(), *of_trail()] == []


def test_a_hold_stops_it_on_the_way(begun: Viewer, go_on: GoOn, writing: At, at_rest: At) -> None:
    assert not go_on(seconds=0)
    with writing():
        hold_records(begun, reason="会計検査", key=None, now=NOW)
    with at_rest():
        left = plan_purge(begun, now=NOW).rows
    with pytest.raises(RuleBroken, match="保全している"):
        go_on()
    with at_rest():
        assert plan_purge(begun, now=NOW).rows == left > 0
        hold = year(begun).hold
        assert hold is not None
    with writing():
        lift_hold(begun, reason="検査が終わった", version=hold.version, now=NOW)
    assert go_on()


def test_two_who_go_on_with_it_come_to_one_end(begun: Viewer, go_on: GoOn, at_rest: At) -> None:
    assert go_on()
    assert go_on()
    with at_rest():
        assert db.session.scalars(select(Purge.programme_id).where(Purge.programme_id == begun.programme)).all() == [
            begun.programme
        ]
        assert len(db.session.scalars(select(AuditEntry.id).where(AuditEntry.act == "finish_purge")).all()) == 1


def test_the_index_keeps_no_piece_of_what_went(begun: Viewer, go_on: GoOn, app: Flask, at_rest: At) -> None:
    """What FTS5 takes out stays in its pages until they are merged: one of them is left, over all that is there."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        for word in ("一つめ", "二つめ", "三つめ"):  # each transaction of its own makes a segment
            with in_transaction():
                db.session.execute(
                    text(f"INSERT INTO {NAME} (rowid, pieces) VALUES (:id, :word)"), {"id": hash(word), "word": word}
                )
    assert go_on()
    with app.app_context():
        sweep()
        assert db.session.scalar(text(f"SELECT count(DISTINCT segid) FROM {NAME}_idx")) <= 1
