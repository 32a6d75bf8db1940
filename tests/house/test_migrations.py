"""The migrations with data: down to the first revision and up again, no row of what a revision knows is lost or changed."""

from __future__ import annotations

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app

from tests.fingerprints import Shape, common, contents, fingerprint, fingerprint_of, shape_of
from tests.records import Records
from tracker.cli.findings import of_database, of_trail
from tracker.database import db

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


def test_every_revision_keeps_every_row_that_it_knows_on_the_way_down_and_up(
    app: Flask, records: Records, monkeypatch: pytest.MonkeyPatch
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
        assert sum(count for count, _hash in fingerprint(db.engine, shape).values()) > 100
        flask_migrate.upgrade()
        assert fingerprint(db.engine, shape) == fingerprint_of(before, shape)
        assert [*of_database(), *of_trail()] == []
