"""``flask report``: a whole workbook or a sentence that says what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests.cast import Cast
from tests.form_records import own_mapping
from tests.records import Records
from tracker.database import db
from tracker.domain.form_mapping import CellTie
from tracker.models import FormVersion
from tracker.rows.form_store import pack_mapping
from tracker.workbooks.forms import read_form


def run(app: Flask, out: Path, *, programme: str = "r8", as_of: str = "2026-11-24") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["report", "--programme", programme, "--as-of", as_of, "--out", str(out)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("as_of", ["2026-11-24", "R8.11.24", "令和８年１１月２４日"])
def test_the_workbook_of_a_day_in_any_notation_is_written(app: Flask, cast: Cast, tmp_path: Path, as_of: str) -> None:
    out = tmp_path / "実施報告.xlsx"
    code, words = run(app, out, as_of=as_of)
    assert (code, "令和8年11月24日" in words) == (0, True), words
    assert "令和8年11月24日" in str(load_workbook(out)["概要"]["A3"].value)
    assert [path.name for path in tmp_path.glob("*.xlsx*")] == [out.name]
    assert not list(tmp_path.glob(".*.tmp"))


def test_an_older_file_is_replaced_as_a_whole(app: Flask, cast: Cast, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    out.write_bytes(b"what was there before")
    assert run(app, out)[0] == 0
    assert out.read_bytes()[:2] == b"PK"


def test_an_unknown_programme_is_named(app: Flask, cast: Cast, tmp_path: Path) -> None:
    code, words = run(app, tmp_path / "r.xlsx", programme="nobody")
    assert (code, "「nobody」" in words, cast.slug in words) == (1, True, True), words
    assert not (tmp_path / "r.xlsx").exists()


@pytest.mark.parametrize(
    ("as_of", "told", "in_english"),
    [
        ("いつか", "読めません", "--as-of is no day"),
        ("2026-02-30", "ありません", "--as-of is no day"),
        ("2026-03-31", "以後の日", "--as-of must not be before"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(
    app: Flask, cast: Cast, tmp_path: Path, as_of: str, told: str, in_english: str
) -> None:
    out = tmp_path / "r.xlsx"
    out.write_bytes(b"what was there before")
    code, words = run(app, out, as_of=as_of)
    assert (code, told in words, in_english in words) == (1, True, True), words
    assert out.read_bytes() == b"what was there before"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--from", "2026-10-01", "--to", "2026-09-01"], "--to must not be before --from"),
        (["--from", "2020-10-01"], "--from must lie in the contract period"),
        (["--to", "2030-10-01"], "--to must lie in the contract period"),
        (["--from", "いつか"], "--from is no day"),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_both_languages(
    app: Flask, cast: Cast, tmp_path: Path, options: list[str], told: str
) -> None:
    args = ["report", "--programme", "r8", "--as-of", "2026-11-24", "--out", str(tmp_path / "r.xlsx"), *options]
    result = app.test_cli_runner().invoke(args=args)
    assert (result.exit_code, told in result.output, "。 / " in result.output) == (1, True, True), result.output
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.parametrize("out", ["missing/r.xlsx", "."])
def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_left_behind(
    app: Flask, cast: Cast, tmp_path: Path, out: str
) -> None:
    before = sorted(tmp_path.iterdir())
    code, words = run(app, tmp_path / out)
    assert (code, "--out" in words) == (1, True), words
    assert sorted(tmp_path.iterdir()) == before


def test_a_form_is_filled_in_by_its_name(app: Flask, records: Records, tmp_path: Path) -> None:
    out = tmp_path / "様式.xlsx"
    args = ["report", "--form", "実績報告書", "--programme", "r8", "--as-of", "2026-11-24", "--out", str(out)]
    result = app.test_cli_runner().invoke(args=args)
    assert (result.exit_code, "令和8年11月24日" in result.output) == (0, True), result.output
    assert "結びつけていない記入欄 0" in result.output
    filled = read_form(out.read_bytes()).sheets[0]
    assert [filled.cell(ref).shown for ref in ("B2", "B4", "B7")] == ["令和8年度", "令7-001", "架空アサヒ製作所"]


def test_a_cell_that_could_not_be_written_is_counted_as_blank(app: Flask, records: Records, tmp_path: Path) -> None:
    gone = CellTie("消えたシート", "B2", "programme.fiscal_year", own_mapping().cells[0].style)
    with app.app_context():
        for version in db.session.scalars(select(FormVersion).where(FormVersion.form_id == records.form_id)):
            version.mapping = pack_mapping(replace(own_mapping(), cells=(*own_mapping().cells, gone)))
        db.session.commit()
    args = ["report", "--form", "実績報告書", "--programme", "r8", "--as-of", "2026-11-24", "--out", str(tmp_path / "様式.xlsx")]
    words = app.test_cli_runner().invoke(args=args).output
    assert "書き込めません： 消えたシート!B2" in words and "空いている欄 1、" in words, words


def test_a_form_that_is_not_there_is_named_with_those_that_are(app: Flask, records: Records, tmp_path: Path) -> None:
    args = ["report", "--form", "様式９", "--programme", "r8", "--as-of", "2026-11-24", "--out", str(tmp_path / "x.xlsx")]
    result = app.test_cli_runner().invoke(args=args)
    assert (result.exit_code, "様式「様式９」はありません（実績報告書）" in result.output) == (1, True), result.output
    assert not (tmp_path / "x.xlsx").exists()
