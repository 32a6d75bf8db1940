"""``flask purge``: what would go is told, a year whose time is not over stays, and the exit code says which it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import PICTURE_AT, Records
from tests.retention_records import LONG_AGO, make_old
from tracker.config import Config
from tracker.database import db
from tracker.domain.access import operator
from tracker.models import AuditEntry, Visit
from tracker.queries.retention import plan_purge
from tracker.services.purge_steps import carry_on
from tracker.services.purges import begin_purge
from tracker.services.retention import hold_records

At = Callable[[], AbstractContextManager[None]]


def visits(cast: Cast) -> int:
    return db.session.scalar(select(func.count()).select_from(Visit).where(Visit.programme_id == cast.programme_id)) or 0


def run(app: Flask, *arguments: str, typed: str = "") -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["purge", "--programme", "r8", *arguments], input=typed)
    return done.exit_code, done.output


def test_a_trial_tells_what_would_go_and_takes_nothing(
    app: Flask, cast: Cast, config: Config, records: Records, writing: At, at_rest: At
) -> None:
    code, said = run(app, "--dry-run")
    assert code == 1
    assert "2032-03-31" in said
    assert "Not yet" in said
    with writing():
        make_old(cast)
    with at_rest():
        there = visits(cast)
    code, said = run(app, "--dry-run")
    assert code == 0, said
    assert f"{there}件： 企業訪問 / visits" in said
    with at_rest():
        assert visits(cast) == there
    assert (config.attachments / PICTURE_AT).exists()


def test_it_is_done_with_a_reason_and_the_year(
    app: Flask, cast: Cast, config: Config, records: Records, writing: At, at_rest: At
) -> None:
    with writing():
        make_old(cast)
    assert run(app)[0] == 2
    assert run(app, "--reason", "保存期間が過ぎた", typed="2016\n")[0] == 1
    with at_rest():
        assert visits(cast) > 0
    code, said = run(app, "--reason", "保存期間が過ぎた", typed=f"{LONG_AGO}\n")
    assert code == 0, said
    assert not (config.attachments / PICTURE_AT).exists()
    with at_rest():
        assert visits(cast) == 0
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "purge")).one()
        assert (entry.account_name, entry.reason) == ("CLI", "保存期間が過ぎた")
    assert app.test_cli_runner().invoke(args=["check"]).exit_code == 0
    assert run(app, "--reason", "もう一度", "--year", str(LONG_AGO))[0] == 1


def test_one_that_was_ended_on_the_way_goes_on_without_being_asked_for_a_reason(
    app: Flask, cast: Cast, config: Config, records: Records, writing: At, at_rest: At
) -> None:
    viewer = operator(cast.programme_id)
    with writing():
        make_old(cast)
    with writing():
        seen = plan_purge(viewer, now=NOW).rows
        begin_purge(viewer, year=str(LONG_AGO), reason="保存期間が過ぎた", rows_seen=seen, now=NOW)
    with at_rest():
        assert not carry_on(viewer, folder=config.attachments, now=NOW, seconds=0)
    code, said = run(app, "--dry-run")
    assert (code, "同じ命令で続きます" in said) == (0, True), said
    code, said = run(app)
    assert (code, "続きをします" in said) == (0, True), said
    with at_rest():
        assert visits(cast) == 0
    assert app.test_cli_runner().invoke(args=["check"]).exit_code == 0


@pytest.mark.parametrize("is_held", [True, False])
def test_what_is_held_or_not_yet_over_stays(
    app: Flask, cast: Cast, records: Records, writing: At, at_rest: At, is_held: bool
) -> None:
    if is_held:
        with writing():
            make_old(cast)
            hold_records(operator(cast.programme_id), reason="会計検査", key=None, now=NOW)
        assert "会計検査" in run(app, "--dry-run")[1]
    code, _said = run(app, "--reason", "早すぎる", "--year", str(LONG_AGO if is_held else 2026))
    assert code == 1
    with at_rest():
        assert visits(cast) > 0


def test_a_programme_that_is_not_there_is_said(app: Flask, cast: Cast) -> None:
    assert app.test_cli_runner().invoke(args=["purge", "--programme", "nowhere", "--dry-run"]).exit_code == 1
