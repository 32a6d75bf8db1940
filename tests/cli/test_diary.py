"""``flask diary``: one supporter's month as a whole workbook, or a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.cast import Cast
from tests.conftest import NOW
from tests.hours import make_entry

At = Callable[[], AbstractContextManager[None]]


def run(app: Flask, out: Path, **options: str) -> tuple[int, str]:
    options = {"programme": "r8", "month": "2026-10", "producer": "担い手01"} | options
    args = [part for name, value in options.items() for part in (f"--{name}", value)]
    result = app.test_cli_runner().invoke(args=["diary", *args, "--out", str(out)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("name", ["担い手01", "担い手０１", "担い手 01"])
def test_the_diary_of_a_month_is_written(app: Flask, cast: Cast, writing: At, tmp_path: Path, name: str) -> None:
    with writing():
        make_entry(cast, now=NOW, on=date(2026, 10, 5), break_minutes=15)
    out = tmp_path / "日誌.xlsx"
    code, words = run(app, out, producer=name)
    assert (code, "合計 0:45" in words) == (0, True), words
    assert "令和8年10月分" in str(load_workbook(out)["業務日誌"]["A1"].value)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != "" and path.is_file()] == [out.name]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"programme": "nobody"}, "「nobody」はありません"),
        ({"month": "十月"}, "2026-11 のように"),
        ({"producer": "だれか"}, "担い手01、担い手02"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    app: Flask, cast: Cast, tmp_path: Path, options: dict[str, str], told: str
) -> None:
    out = tmp_path / "r.xlsx"
    out.write_bytes(b"what was there before")
    code, words = run(app, out, **options)
    assert (code, told in words) == (1, True), words
    assert out.read_bytes() == b"what was there before"


def test_a_place_that_cannot_be_written_is_refused(app: Flask, cast: Cast, tmp_path: Path) -> None:
    code, words = run(app, tmp_path / "missing" / "r.xlsx")
    assert (code, "--out" in words) == (1, True), words
