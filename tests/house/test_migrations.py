"""The migrations with data: down to the first revision and up again, no row of what a revision knows is lost or changed."""

from __future__ import annotations

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import select, text

from tests.cast import Cast
from tests.conftest import NOW
from tests.fingerprints import Shape, common, contents, fingerprint, fingerprint_of, shape_of
from tests.records import Records
from tests.retention_records import LONG_AGO, make_old
from tracker.cli.findings import of_database, of_trail
from tracker.config import Config
from tracker.database import db
from tracker.domain.calendars import CalendarKind
from tracker.models import CalendarFeed
from tracker.queries.redactions import find_places
from tracker.queries.retention import plan_purge
from tracker.services.calendars import give_calendar
from tracker.services.purge_steps import carry_on
from tracker.services.purges import begin_purge
from tracker.services.redactions import redact_passages
from tracker.services.transaction import writing

# numbers that are counted from the records, and made anew where they are missing
COUNTED = {"board_head", "board_line"}
# hours of travel, which stood in the visit before they had rows of their own: they go there and back
MOVED = {"visit": "travel_minutes"}


def kept(shape: Shape) -> Shape:
    return {
        name: tuple(column for column in columns if column != MOVED.get(name))
        for name, columns in shape.items()
        if name not in COUNTED
    }


# of about 155, when words were redacted before
STEPS = {f"left after {steps} steps of a purge": steps for steps in (25, 50, 100)}


@pytest.fixture(params=["as it was recorded", *STEPS, "purged"])
def state(request: pytest.FixtureRequest, app: Flask, config: Config, cast: Cast, records: Records) -> str:
    """What the database is in when it is migrated."""
    if request.param == "as it was recorded":
        return str(request.param)
    manager = cast.viewer("manager")
    with app.app_context():
        with writing():
            make_old(cast)
        with writing():
            places = len(find_places(manager, "架空").places)
            redact_passages(manager, passages=("架空",), reason="求めにより", places_seen=places, now=NOW)
        with writing():
            rows = plan_purge(manager, now=NOW).rows
            begin_purge(manager, year=str(LONG_AGO), reason="保存期間が過ぎたため", rows_seen=rows, now=NOW)
        for _step in range(STEPS.get(request.param, 0)):
            assert not carry_on(manager, folder=config.attachments, now=NOW, seconds=0)
        assert request.param in STEPS or carry_on(manager, folder=config.attachments, now=NOW)
    return str(request.param)


def test_every_revision_keeps_every_row_that_it_knows_on_the_way_down_and_up(
    app: Flask, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        newest = kept(shape_of(db.engine))
        before = contents(db.engine, newest)
        scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
        monkeypatch.setattr(ScriptDirectory, "from_config", lambda _config: scripts)  # read once, not at every step
        shape = newest
        for revision in [script.revision for script in scripts.walk_revisions()][1:]:
            flask_migrate.downgrade(revision=revision)
            shape = common(newest, shape_of(db.engine))
            assert fingerprint(db.engine, shape) == fingerprint_of(before, shape), revision
        assert state == "purged" or sum(count for count, _hash in fingerprint(db.engine, shape).values()) > 100
        flask_migrate.upgrade()
        assert fingerprint(db.engine, shape) == fingerprint_of(before, shape)
        assert [*of_database(), *of_trail()] == []


def test_on_the_way_down_an_address_of_a_whole_programme_is_forgotten_and_ones_own_stays(app: Flask, cast: Cast) -> None:
    manager = cast.viewer("manager")
    with app.app_context():
        with writing():
            for kind in CalendarKind:
                give_calendar(manager, kind=kind, now=NOW)
        flask_migrate.downgrade(revision="0044")
        assert db.session.scalars(text("SELECT account_id FROM calendar_feed")).all() == [manager.account_id]
        db.session.rollback()
        flask_migrate.upgrade()
        assert db.session.scalars(select(CalendarFeed.kind)).all() == [CalendarKind.OWN]
