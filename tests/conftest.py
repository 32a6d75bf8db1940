"""What tests build on: a migrated database each, an application with a clock to set, the cast, a browser that audits."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, event

from tests.auditing import Client
from tests.cast import PASSWORD, Cast, bring_in
from tests.databases import Templates
from tests.kept_files import place_files
from tests.neighbours import Neighbour, move_in
from tests.records import Records, record_everything
from tracker.application import create_app
from tracker.config import Config
from tracker.database import db, prepare_engine
from tracker.queries import upkeep
from tracker.services import passwords, transaction
from tracker.services.sessions import start_session

pytest_plugins = ["tests.house.nothing_skipped"]

KEY = "the key of the tests"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 10 o'clock on a Tuesday in Tokyo
ClientFor = Callable[[str | None], Client]

# how long an example takes says how busy the machine is, nothing of the tree
AT_EASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
settings.register_profile("tests", deadline=None, suppress_health_check=AT_EASE, max_examples=60)
settings.register_profile("ci", parent=settings.get_profile("tests"), derandomize=True, max_examples=100)
settings.load_profile("ci" if os.environ.get("CI") else "tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What runs once more on a PostgreSQL: what takes a database of the tests, but neither pages nor the table of rights
    nor headers nor forms sent twice, nor attacks that never come as far as the database.

    Queries, services and commands, which pages are made of, run on both; so does every address, with whatever may be put into
    its forms and behind it (``tests/house/test_bad_input.py``).
    """
    if not os.environ.get("TEST_DATABASE_URL"):
        return
    here = Path(__file__).parent
    once = {
        *(here / "house" / f"test_{of}.py" for of in ("rights", "foreign", "policies", "lost_updates", "sent_twice", "posts")),
        *(here / "attacks" / f"test_{of}.py" for of in ("choices", "imports", "redirects", "requests", "uploads")),
    }
    again = [
        item
        for item in items
        if {"templates", "database"} & set(getattr(item, "fixturenames", ()))
        and item.path not in once
        and here / "web" not in item.path.parents
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


class Clock:
    """The application's clock, which stands until a test sets it."""

    def __init__(self, instant: datetime = NOW) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant

    def set(self, instant: datetime) -> None:
        self.instant = instant


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """argon2id with the least work it takes: a test asks whether a password fits, not how long guessing would take."""
    with pytest.MonkeyPatch.context() as patch:
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", hasher)
        patch.setattr(passwords, "_NOBODY", hasher.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session", autouse=True)
def room_on_the_disk() -> Iterator[None]:
    """What a page says of the disk hangs on no machine: half of a terabyte is free."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upkeep, "disk_usage", lambda _folder: SimpleNamespace(total=10**12, free=5 * 10**11))
        yield


@pytest.fixture(scope="session")
def templates(cheap_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """The databases that the tests copy: each is made once, by the real migrations."""
    made = Templates(tmp_path_factory.mktemp("databases"), os.environ.get("TEST_DATABASE_URL") or None)
    yield made
    made.remove()


@pytest.fixture(scope="session")
def company_of_players(templates: Templates) -> Cast:
    """The cast as it stands in the template; a test takes ``cast``."""
    return templates.fill("cast", lambda: bring_in(NOW))


@pytest.fixture(scope="session")
def full_house(templates: Templates, company_of_players: Cast) -> Records:
    """One of everything, recorded in a template of its own; a test takes ``records``."""
    return templates.fill("records", lambda: record_everything(company_of_players, NOW), base="cast")


@pytest.fixture(scope="session")
def house_next_door(templates: Templates, company_of_players: Cast, full_house: Records) -> Neighbour:
    """Beside the full house another one; a test takes ``neighbour``."""
    return templates.fill("neighbours", lambda: move_in(company_of_players, NOW), base="records")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Config]:
    """An instance of the test's own: the cast is in its database where the test asks for anything that needs it."""
    template = "empty"
    for fixture, name in (
        ("company_of_players", "cast"),
        ("full_house", "records"),
        ("house_next_door", "neighbours"),
    ):
        if fixture in request.fixturenames:
            request.getfixturevalue(fixture)
            template = name
    instance = tmp_path / "instance"
    instance.mkdir()
    with templates.copy(template, instance / "tracker.sqlite3") as url:
        if template in {"records", "neighbours"}:
            place_files(instance / "attachments")
        yield Config(instance=instance, database_url=url, secret_key=KEY, testing=True)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Every test has an application of its own; what Jinja makes of the templates is the same for all of them."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@contextmanager
def build(templates: Templates, compiled: FileSystemBytecodeCache, instance: Path) -> Iterator[Flask]:
    """The application of all tests of a worker, whose engine has learned of its database what a dialect asks once."""
    with templates.copy("empty", instance / "tracker.sqlite3") as url:
        application = create_app(Config(instance=instance, database_url=url, secret_key=KEY, testing=True))
        application.jinja_env.bytecode_cache = compiled
        with application.app_context():
            first = db.engine
            first.connect().close()
        yield application
        first.dispose()


@pytest.fixture(scope="session")
def built(
    templates: Templates, compiled_templates: FileSystemBytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    with build(templates, compiled_templates, tmp_path_factory.mktemp("built")) as application:
        yield application


@pytest.fixture
def app(built: Flask, config: Config, clock: Clock) -> Iterator[Flask]:
    """The application on the test's own database, instance and clock.

    Building one costs more than most tests, so it is built once; what it has compiled serves every test's engine, since all speak
    to databases of one shape. No context is open around a test: a client inside one would leak its user from request to request.
    """
    built.config["TRACKER"], built.extensions["clock"] = config, clock
    with built.app_context():
        engines: Any = db.engines  # the mapping itself, in which an application has its engines
        first = engines[None]
    engine = create_engine(config.database_url)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    prepare_engine(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
    engines[None] = engine
    yield built
    engine.dispose()
    engines[None] = first


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, _entry: object) -> None:
    """A test asks what is written, not whether it would outlive a power cut (``tests/services/test_transaction.py`` does)."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def cast(company_of_players: Cast, app: Flask) -> Cast:
    """Who and what there is: two programmes, their people, companies and cases (``tests/cast.py``)."""
    return company_of_players


@pytest.fixture
def records(full_house: Records, cast: Cast) -> Records:
    """One of everything of company A, already recorded (``tests/records.py``)."""
    return full_house


@pytest.fixture
def neighbour(house_next_door: Neighbour, records: Records) -> Neighbour:
    """Another association's programme with one of everything of its own (``tests/neighbours.py``)."""
    return house_next_door


@pytest.fixture
def at_rest(app: Flask) -> Callable[[], AbstractContextManager[None]]:
    """``with at_rest():`` reads the database outside a request."""

    @contextmanager
    def reading() -> Iterator[None]:
        with app.app_context():
            yield

    return reading


@pytest.fixture
def writing(app: Flask) -> Callable[[], AbstractContextManager[None]]:
    """``with writing():`` is one committed transaction outside a request, as commands have it."""

    @contextmanager
    def committed() -> Iterator[None]:
        with app.app_context(), transaction.writing():
            yield

    return committed


@pytest.fixture
def anonymous(app: Flask) -> Client:
    """A browser that is not signed in; for applications without a cast."""
    return Client(app)


@pytest.fixture
def client(app: Flask, cast: Cast, clock: Clock) -> ClientFor:
    """``client("owner")`` is a browser in which that person is signed in, ``client(None)`` one in which nobody is."""

    def signed_in(person: str | None = None) -> Client:
        browser = Client(app, slug=cast.slug_of(person))
        if person is not None:
            with app.app_context(), transaction.writing():
                token = start_session(account_id=cast[person].account_id, now=clock(), is_trusted=True)
            browser.carry(token)
        return browser

    return signed_in


@pytest.fixture
def password() -> str:
    """Everybody's password."""
    return PASSWORD
