"""``flask import-roster``: counts in words, nothing on a dry run, exit code 1 with every bad row named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.rosters import COMPANIES, changed, workbook
from tracker.database import db
from tracker.domain.access import operator
from tracker.models import Account, Company, Programme
from tracker.queries.programmes import find_programme_id, get_programme

Ways = Callable[[], AbstractContextManager[None]]
DATA = Path(__file__).parent.parent / "data"
COUNTS = "6 companies, 7 cases, 10 supporters, 6 leads, 9 sub-lead places"


def run(app: Flask, file: Path, *options: str, programme: str = "r7", fiscal_year: str = "2025") -> tuple[int, str]:
    arguments = ["import-roster", str(file), "--programme", programme, "--fiscal-year", fiscal_year, *options]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("name", ["roster-r7.xlsx", "roster-sample.xlsx"])
def test_a_roster_founds_its_programme_and_is_counted_in_words(app: Flask, at_rest: Ways, name: str) -> None:
    code, words = run(app, DATA / name)
    assert (code, COUNTS in words) == (0, True), words
    with at_rest():
        programme_id = find_programme_id("r7")
        assert programme_id is not None
        programme = get_programme(operator(programme_id))
        assert (programme.name, programme.fiscal_year) == ("令和7年度 イノベーション・プロデューサー実証事業", 2025)
        assert programme.organisation.startswith("一般社団法人")
        assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def test_the_second_import_says_that_nothing_changes(app: Flask, at_rest: Ways) -> None:
    run(app, DATA / "roster-sample.xlsx")
    code, words = run(app, DATA / "roster-sample.xlsx")
    assert (code, "変わるところはありません" in words) == (0, True), words
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Company)) == 6


def test_a_dry_run_writes_nothing_not_even_the_programme(app: Flask, at_rest: Ways) -> None:
    code, words = run(app, DATA / "roster-sample.xlsx", "--dry-run")
    assert (code, COUNTS in words) == (0, True), words
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Programme)) == 0


def test_every_bad_row_is_named_and_nothing_is_written(app: Flask, at_rest: Ways, tmp_path: Path) -> None:
    file = tmp_path / "名簿.xlsx"
    file.write_bytes(workbook(changed(changed(COMPANIES, 0, 9, "架空九郎"), 1, 5, "架空市")))
    code, words = run(app, file, programme="r8", fiscal_year="2026")
    assert code == 1
    assert "シート「支援企業」 5行目 副担当（J5）: 「架空九郎」は担い手の一覧にいません" in words
    assert "シート「支援企業」 6行目 市区町村（F6）" in words
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Programme)) == 0


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "名簿.xlsx"
    file.write_bytes(b"no workbook")
    code, words = run(app, file)
    assert (code, words.count("\n")) == (1, 1), words
    assert "Excelブック" in words


def test_another_fiscal_year_than_the_programmes_is_refused(app: Flask) -> None:
    run(app, DATA / "roster-sample.xlsx")
    code, words = run(app, DATA / "roster-sample.xlsx", fiscal_year="2026")
    assert code == 1, words


def test_a_roster_without_an_association_cannot_found_a_programme(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "名簿.xlsx"
    file.write_bytes(workbook(title=[["令和８年度　架空事業　支援企業一覧"]]))
    code, words = run(app, file, programme="r8", fiscal_year="2026")
    assert (code, "実施機関" in words) == (1, True), words
