"""Backups and room: warned of on the manager's and the administrator's pages, told to a monitor, hidden from everybody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tracker.config import Config
from tracker.database import db
from tracker.models import AuditEntry
from tracker.queries import upkeep

At = Callable[[], AbstractContextManager[None]]

SHORT, OLD, NEVER = "ディスクの空きが残り7%です", "最後のバックアップは", "バックアップがまだ一度もありません"


def left(config: Config, made_at: datetime) -> None:
    config.last_backup.write_text(json.dumps({"made_at": made_at.isoformat(), "place": "/backups/tracker.tar"}))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "disk_usage", lambda _folder: SimpleNamespace(total=200 * 10**9, free=15 * 10**9))


def titles(client: ClientFor, who: str, url: str = "") -> list[str]:
    return [one.get_text() for one in client(who).get(url).select(".notice--warning .notice__title")]


def test_a_manager_is_warned_of_little_room_and_nobody_else_is(client: ClientFor, cast: Cast, short: None) -> None:
    assert titles(client, "manager") == [SHORT]
    for other in ("owner", "clerk", "auditor"):
        assert titles(client, other) == []


def test_a_manager_is_warned_of_an_old_backup_and_told_its_age(client: ClientFor, cast: Cast, config: Config) -> None:
    left(config, NOW - timedelta(days=3))
    assert titles(client, "manager") == []
    left(config, NOW - timedelta(days=4))
    (told,) = titles(client, "manager")
    assert told.startswith(OLD)
    assert "（4日前）" in told


def test_an_installation_without_any_backup_is_told_so_after_a_week(
    client: ClientFor, cast: Cast, clock: Clock, at_rest: At
) -> None:
    with at_rest():  # the trail looks at a clock of its own
        first = db.session.scalar(select(func.min(AuditEntry.at)))
    assert first is not None
    clock.set(first + timedelta(days=7))
    assert titles(client, "manager") == []
    clock.set(first + timedelta(days=7, minutes=1))
    assert titles(client, "manager") == [NEVER]


def test_the_settings_say_how_old_the_last_backup_is(client: ClientFor, cast: Cast, config: Config) -> None:
    assert "まだありません" in client("manager").get("settings").text
    left(config, NOW - timedelta(hours=7))
    page = client("manager").get("settings").text
    assert "（7時間前）" in page
    left(config, NOW - timedelta(minutes=59))
    assert "（1時間以内）" in client("manager").get("settings").text
    assert "50%（1,000 GBのうち500.0 GB）" in page


def test_the_administrator_sees_both_and_members_do_not(client: ClientFor, cast: Cast, short: None) -> None:
    assert titles(client, "administrator", "/programmes") == [SHORT]
    assert "ディスクの空き" not in client("owner").get("/programmes").text


def test_what_lies_there_and_is_no_report_of_ours_is_no_fault(client: ClientFor, cast: Cast, config: Config) -> None:
    for text in ("", "[]", '{"made_at": 3}', '{"made_at": "yesterday"}'):
        config.last_backup.write_text(text)
        assert client("manager").get("settings").status == 200


def test_a_monitor_is_told_without_figures(anonymous: Client, cast: Cast, config: Config, short: None) -> None:
    left(config, NOW - timedelta(days=4))
    answer = anonymous.get("/healthz")
    assert (answer.status, answer.json) == (200, {"status": "ok", "warnings": ["room", "backup"]})
