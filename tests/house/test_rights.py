"""Every address and everybody: who gets a page, who is told that it is not theirs, and who is not told that it is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, Table, event, func, literal, select

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.house.rights_table import RIGHTS, SIGN_IN, WHO, YES, Row
from tests.records import Records
from tracker.database import Base, db

NOT_OURS = {"static"}
ALLOWED = [
    (endpoint, column)
    for endpoint, row in RIGHTS.items()
    for column, answer in zip(WHO, row.post or (), strict=bool(row.post))
    if answer == YES
]


def values_of(cast: Cast, records: Records) -> dict[str, Any]:
    """What an id of an address means where the table does not say otherwise: a thing of company A."""
    return {
        "enrolment_id": cast.asahi.enrolment_id,
        "other_enrolment_id": cast.minato.enrolment_id,
        "case_id": cast.asahi.case_id,
        "producer_id": cast.producer_id("ninth"),
        "ratee_id": cast.producer_id("eighth"),
        "membership_id": cast["tenth"].membership_id,
        "account_id": cast["tenth"].account_id,
        "round_id": records.open_round_id,
        "month": "2026-09",
        "closed_month": "2026-04",
        "missed_subject": f"{cast.asahi.enrolment_id}/2026-09",
        "excused_month": "2026-06",
        "fiscal_year": "2026",
        "box": "purpose",
        "help_slug": "visit",
        "open_topic": "first-sign-in",
        "others_passkey": 1,
        "account_entry_id": 1,  # whoever set the installation up began with an account
        "no_key": "0" * 32,
        "data_sheet_code": "visits",
        "size": 192,
        **asdict(records),
    }


def address(app: Flask, endpoint: str, row: Row, method: str, values: dict[str, Any]) -> str:
    rule = next(one for one in app.url_map.iter_rules(endpoint) if method in (one.methods or ()))
    ids = {name: values[row.names.get(name, name)] for name in rule.arguments if name != "programme"}
    programme = {"programme": "r8"} if "programme" in rule.arguments else {}
    query = {name: values.get(value, value) for name, value in row.query.items()}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(endpoint, {**programme, **ids, **query}, method=method)


def written(at_rest: Callable[[], AbstractContextManager[None]]) -> dict[str, tuple[Any, ...]]:
    """How many rows there are of everything, and the sum of their versions."""
    with at_rest():
        return {table.name: tuple(db.session.execute(_count(table)).one()) for table in Base.metadata.sorted_tables}


def _count(table: Table) -> Select[Any]:
    saves = func.coalesce(func.sum(table.c.version), 0) if "version" in table.c else literal(0)
    return select(func.count(), saves).select_from(table)


def test_every_address_is_in_the_table_and_the_table_names_no_other(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules()} - NOT_OURS
    assert there == RIGHTS.keys()


def test_the_table_knows_how_each_address_is_reached(app: Flask) -> None:
    reached = {
        endpoint: {
            method for rule in app.url_map.iter_rules(endpoint) for method in (rule.methods or ()) if method in {"GET", "POST"}
        }
        for endpoint in RIGHTS
    }
    assert reached == {
        endpoint: {method for method, answers in (("GET", row.get), ("POST", row.post)) if answers}
        for endpoint, row in RIGHTS.items()
    }


# The table that a statement writes. The dashboard's kept lines are made by whoever reads them first, and a session is touched.
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")
MADE_BY_READING = {"board_exception", "board_head", "board_line", "board_mark", "account_session"}


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, row in RIGHTS.items() if row.get])
def test_who_may_read_what(endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records) -> None:
    row = RIGHTS[endpoint]
    assert row.get is not None
    url = address(app, endpoint, row, "GET", values_of(cast, records))
    browsers = {column: client(who) for column, who in WHO.items()}
    with app.app_context():
        engine = db.engine
    orders: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if (found := WRITES.match(statement)) and found[1] not in MADE_BY_READING:
            orders.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    answers = {column: read(browser, url) for column, browser in browsers.items()}
    event.remove(engine, "before_cursor_execute", note)
    assert answers == dict(zip(WHO, row.get, strict=True))
    assert orders == []  # reading changes nothing


def read(browser: Client, url: str) -> str | int:
    page = browser.get(url)
    if (page.location or "").startswith("/sign-in"):
        return SIGN_IN
    return YES if page.status in {200, 302, 303} else page.status


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, row in RIGHTS.items() if row.post])
def test_who_may_not_write_what_and_a_refusal_writes_nothing(
    endpoint: str,
    app: Flask,
    client: ClientFor,
    cast: Cast,
    records: Records,
    at_rest: Callable[[], AbstractContextManager[None]],
) -> None:
    row = RIGHTS[endpoint]
    assert row.post is not None
    url = address(app, endpoint, row, "POST", values_of(cast, records))
    refused = {column: answer for column, answer in zip(WHO, row.post, strict=True) if answer != YES}
    browsers = {column: client(WHO[column]) for column in refused}
    before = written(at_rest)
    answers = {column: browser.post(url).status for column, browser in browsers.items()}
    assert answers == {column: 401 if answer == SIGN_IN else answer for column, answer in refused.items()}
    assert written(at_rest) == before


@pytest.mark.parametrize(("endpoint", "column"), ALLOWED)
def test_who_may_write_what(endpoint: str, column: str, app: Flask, client: ClientFor, cast: Cast, records: Records) -> None:
    """The act is done, or a form that was sent empty comes back: either way it was taken up."""
    page = client(WHO[column]).post(address(app, endpoint, RIGHTS[endpoint], "POST", values_of(cast, records)))
    assert page.status in {200, 302, 303, 400, 409, 422}, f"{page.status}: {page.text[:300]}"
    assert not (page.location or "").startswith("/sign-in?")
