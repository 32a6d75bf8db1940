"""The demonstration year behind a server of its own, with something in every state: what the journeys look at page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from tests.auditing import Client
from tests.conftest import KEY, NOW
from tests.databases import Templates
from tests.reports import AS_OF as TODAY
from tests.reports import play_year
from tracker.application import create_app
from tracker.config import ROOT, Config
from tracker.database import db
from tracker.demonstration.cast import ADMINISTRATOR, SLUG, STAFF, producer_email
from tracker.demonstration.form import keep_the_form
from tracker.domain.access import operator
from tracker.domain.roles import Role
from tracker.models import Account, Programme
from tracker.queries.assessments import get_round
from tracker.queries.programmes import find_programme_id
from tracker.services import transaction
from tracker.services.assessments import open_round, plan_round
from tracker.services.sessions import start_session
from tracker.web.assets import pack_static

# Who looks: the address of each; the coordinator leads the first company.
PEOPLE = {role.value: email for email, _name, role in STAFF} | {
    Role.COORDINATOR.value: producer_email(0),
    "administrator": ADMINISTRATOR[0],
}


def more_rounds() -> None:
    """A round that takes ratings and one that is planned, beside what `flask demo` plays."""
    programme_id = db.session.scalars(select(Programme.id).where(Programme.slug == SLUG)).one()
    manager = operator(programme_id)
    due_on = TODAY + timedelta(days=30)
    round_id = plan_round(manager, name="架空の臨時", due_on=due_on, today=TODAY, now=NOW)
    db.session.flush()
    version = get_round(manager, round_id).version
    open_round(manager, round_id=round_id, version=version, today=TODAY, now=NOW)
    plan_round(manager, name="架空の追加", due_on=due_on, today=TODAY, now=NOW)


@contextmanager
def demonstration(templates: Templates, instance: Path) -> Iterator[Flask]:
    """The application on a copy of that year."""
    templates.fill("demonstration", more_rounds, base=play_year(templates))
    pack_static(ROOT / "static", instance / "assets", compress=False)
    with templates.copy("demonstration", instance / "tracker.sqlite3") as url:
        config = Config(instance=instance, database_url=url, secret_key=KEY, testing=True)
        app = create_app(config, lambda: NOW)
        with app.app_context(), transaction.writing():
            keep_the_form(operator(find_programme_id(SLUG)), config.attachments, now=NOW)
        yield app
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()


def token_of(app: Flask, person: str) -> str:
    """A session of one of :data:`PEOPLE`."""
    with app.app_context(), transaction.writing():
        account_id = db.session.scalars(select(Account.id).where(Account.email == PEOPLE[person])).one()
        return start_session(account_id=account_id, now=NOW, is_trusted=True)


def endpoint_of(app: Flask, path: str) -> str:
    """Which page an address is of; what it answers where it is of none."""
    split = urlsplit(path)
    try:
        return str(app.url_map.bind("localhost").match(split.path, query_args=split.query)[0])
    except HTTPException as gone:
        return f"{gone.code} {path}"


def reader(app: Flask, person: str) -> Client:
    """A browser of the tests in which the person is signed in; of nobody's where it is no person's."""
    client = Client(app, slug=SLUG)
    if person:
        client.carry(token_of(app, person))
    return client
