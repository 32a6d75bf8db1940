"""Another database than the application's own, for the time of a block: a backup that is opened and checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from flask_migrate import Migrate

from tracker.database import db, prepare_engine


@contextmanager
def database_at(url: str) -> Iterator[None]:
    """Queries inside the block read there, and migrations run there; no connection to it is left."""
    other = Flask("another")
    other.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(other)
    Migrate(other, db, directory=current_app.extensions["migrate"].directory, render_as_batch=True)
    with other.app_context():
        prepare_engine(db.engine)
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
