"""Why something was done is told with the records: no page and no file says it to a coordinator of another team."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_visit
from tests.house.rights_table import RIGHTS, WHO, YES
from tests.house.test_rights import address, values_of
from tests.records import Records
from tracker.database import db
from tracker.models import (
    ClosedMonthChange,
    ExcusedMonth,
    MonthClose,
    PhaseReason,
    Settlement,
    Snooze,
    StandIn,
    TeamMeeting,
    Visit,
)
from tracker.services.snoozes import snooze

At = Callable[[], AbstractContextManager[None]]
REASONS = {
    "why a month was excused": ExcusedMonth.reason,
    "who accepted that": ExcusedMonth.accepted_by,
    "why there needed to be no meeting": Settlement.reason,
    "why something was put aside": Snooze.reason,
    "why a month was closed as it was": MonthClose.remark,
    "why something was changed in a closed month": ClosedMonthChange.reason,
    "why a phase came early": PhaseReason.reason,
    "why somebody stands in": StandIn.reason,
    "why a visit was called off": Visit.status_reason,
    "why a meeting was called off": TeamMeeting.status_reason,
}
MARKS = {what: f"打ち明け話の{number}番" for number, what in enumerate(REASONS, start=10)}


@pytest.fixture
def marked(cast: Cast, records: Records, writing: At) -> None:
    """The full house, whose free reasons are all of company A, with a gap that was settled and a line that was put aside."""
    with writing():
        for day in (date(2026, 5, 12), date(2026, 5, 13)):
            add_visit(cast.asahi, day)
        aside = {"kind": "missed", "subject": f"{cast.asahi.enrolment_id}/2026-09", "reason": "設備を待つ"}
        snooze(cast.viewer("manager"), **aside, back_on=date(2026, 12, 1), today=NOW.date(), now=NOW)
        for what, column in REASONS.items():
            db.session.execute(update(column.class_).values({column.key: MARKS[what]}))


def readable(content: bytes) -> str:
    """Everything that an answer holds, of a workbook or an archive each part."""
    if not is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "ignore")
    with ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())


@pytest.mark.parametrize(
    ("column", "whys"),
    [("coordinator not on it", set()), ("coordinator on the team", {*MARKS})],
    ids=["of another team", "of the team"],
)
@pytest.mark.usefixtures("marked")
def test_reasons_are_told_to_the_team_alone(
    app: Flask, cast: Cast, records: Records, client: ClientFor, column: str, whys: set[str]
) -> None:
    """Of all that somebody may read."""
    browser, place, values = client(WHO[column]).raw, [*WHO].index(column), values_of(cast, records)
    called_off = {"visit_id": records.called_off_visit_id, "meeting_id": records.called_off_meeting_id}
    addresses = {
        address(app, endpoint, row, "GET", values | also)
        for endpoint, row in RIGHTS.items()
        if row.get and row.get[place] == YES
        for also in ({}, {"month": "2026-04"}, {"month": "2026-05", **called_off})
    }
    told = set()
    for url in addresses:
        with browser.get(url) as answer:
            text = readable(answer.data)
        told |= {what for what, mark in MARKS.items() if mark in text}
    assert told == whys
