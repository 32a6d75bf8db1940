"""A number, a day or a time is read as it was meant, or refused at its field with how to write it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.attacks.quantities import DAYS, NUMBERS, TIMES
from tests.attacks.sending import At, nothing_written, refuses, send
from tests.cast import Cast
from tests.conftest import ClientFor
from tracker.database import Base, db
from tracker.models import NextAction, Programme, WorkLog


def refused(values: dict[str, Any]) -> list[str]:
    return [sent for sent, read in values.items() if read is None]


def accepted(values: dict[str, Any]) -> dict[str, Any]:
    return {sent: read for sent, read in values.items() if read is not None}


def newest(at_rest: At, model: type[Base], column: str) -> Any:
    with at_rest():
        return db.session.scalar(select(getattr(model, column)).order_by(model.id.desc()).limit(1))  # type: ignore[attr-defined]


def test_numbers(client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests) -> None:
    manager = client("manager")
    form = manager.get("settings").fields()
    with nothing_written(at_rest):
        for sent in refused(NUMBERS):
            with subtests.test(sent[:40]):
                assert refuses(send(manager, "settings", {**form, "expected_producers": sent}), "expected_producers")
    for sent, read in accepted(NUMBERS).items():
        with subtests.test(sent[:40]):
            assert manager.submit("settings", {"expected_producers": sent}).status == 302
            with at_rest():
                assert db.session.scalar(select(Programme.expected_producers).where(Programme.slug == cast.slug)) == read


def test_days(client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests) -> None:
    owner, url = client("owner"), f"actions/new?company={cast.asahi.enrolment_id}"
    fields = {"what": "図面を送る", "owner_id": str(cast.producer_id("owner"))}
    with nothing_written(at_rest):
        for sent in refused(DAYS):
            with subtests.test(sent[:40]):
                assert refuses(send(owner, url, {**fields, "due_on": sent}), "due_on")
    for sent, read in accepted(DAYS).items():
        with subtests.test(sent[:40]):
            assert send(owner, url, {**fields, "due_on": sent}).status == 302
            assert newest(at_rest, NextAction, "due_on") == date.fromisoformat(read)


def test_times(client: ClientFor, at_rest: At, subtests: pytest.Subtests) -> None:
    owner = client("owner")
    fields = {"end_time": "23:59", "kind": "other_duties", "note": "片付け"}
    with nothing_written(at_rest):
        for sent in refused(TIMES):
            with subtests.test(sent):
                page = send(owner, "hours/new", {**fields, "work_on": "2026/11/2", "start_time": sent})
                assert refuses(page, "start_time")
    for place, (sent, read) in enumerate(accepted(TIMES).items()):
        with subtests.test(sent):
            page = send(owner, "hours/new", {**fields, "work_on": f"2026/11/{place + 1}", "start_time": sent})
            assert page.status == 302
            assert f"{newest(at_rest, WorkLog, 'start_time'):%H:%M}" == read
