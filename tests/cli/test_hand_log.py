"""``flask import-log``: every row that is left with its reason, counts in words, nothing on a dry run, twice is nothing new."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.logs import DATA, SAMPLE, row, workbook
from tests.records import make_month_close
from tracker.database import db
from tracker.models import ClosedMonthChange, LogUpload, Visit

Ways = Callable[[], AbstractContextManager[None]]
CLOSED = date(2026, 10, 1)
COUNTS = "87 rows: 45 visits (3 online), 39 meetings (50 by company), 37 next actions (37 to check)"


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def with_roster(app: Flask) -> None:
    roster = DATA / "roster-sample.xlsx"
    assert run(app, "import-roster", str(roster), "--programme", "r7", "--fiscal-year", "2025")[0] == 0


def test_the_sample_is_imported_and_counted_in_words(app: Flask, at_rest: Ways) -> None:
    with_roster(app)
    code, words = run(app, "import-log", str(SAMPLE), "--programme", "r7")
    assert (code, COUNTS in words) == (0, True), words
    assert "30行目: 日付：「9月中旬」は日付として読めません" in words
    assert "22行目: 21行目と同じ内容です" in words
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 45
    code, words = run(app, "import-log", str(SAMPLE), "--programme", "r7")
    assert (code, "新しく取り込む行はありません" in words) == (0, True), words


def test_a_dry_run_writes_nothing(app: Flask, at_rest: Ways) -> None:
    with_roster(app)
    code, words = run(app, "import-log", str(SAMPLE), "--programme", "r7", "--dry-run")
    assert (code, COUNTS in words, "何も保存していません" in words) == (0, True, True), words
    with at_rest():
        assert [db.session.scalar(select(func.count()).select_from(model)) for model in (Visit, LogUpload)] == [0, 0]


def test_a_closed_month_is_written_into_with_a_reason_alone(
    app: Flask, cast: Cast, tmp_path: Path, at_rest: Ways, writing: Ways
) -> None:
    file = tmp_path / "log.xlsx"
    file.write_bytes(workbook(row()))
    command = ("import-log", str(file), "--programme", "r8")
    with writing():
        make_month_close(cast.asahi, now=NOW, month_on=CLOSED)
    for option in ((), ("--dry-run",)):
        code, words = run(app, *command, *option)
        assert (code, "月次締めが済んでいます" in words, "--reason" in words) == (1, True, True), words
    why = ("--reason", "紙の記録が後から届いたため")
    assert "何も保存していません" in run(app, *command, *why, "--dry-run")[1]
    assert "取り込みました" in run(app, *command, *why)[1]
    with at_rest():
        assert db.session.scalar(select(func.count()).where(Visit.status == "held")) == 1
        assert set(db.session.scalars(select(ClosedMonthChange.reason))) == {why[1]}


def test_what_is_no_log_is_refused_in_one_sentence(app: Flask, tmp_path: Path) -> None:
    with_roster(app)
    for name, content in (
        ("a.xlsx", b"no workbook"),
        ("b.xlsx", workbook(["x"], headings=["一つ"])),
        (
            "c.xlsx",
            workbook(row(), headings=["何か", "誰か", "種別", "どこか", "フェーズ", "使用ツール", "内容", "次回", "時間"]),
        ),
        ("d.csv", "日付,企業名\n".encode("utf-16")),
    ):
        (tmp_path / name).write_bytes(content)
        code, words = run(app, "import-log", str(tmp_path / name), "--programme", "r7")
        assert (code, words.count("\n")) == (1, 1), words
    code, words = run(app, "import-log", str(SAMPLE), "--programme", "r9")
    assert (code, "事業「r9」はありません" in words) == (1, True)


def test_a_list_saved_as_csv_is_read_in_either_encoding(app: Flask, tmp_path: Path) -> None:
    with_roster(app)
    lines = "日付,企業名,種別,参加者,フェーズ,内容\n2025/07/01,架空花岡木工,訪問,担い手04,聞く,話を聞いた\n"
    for name, encoding in (("a.csv", "utf-8-sig"), ("b.csv", "cp932")):
        (tmp_path / name).write_bytes(lines.encode(encoding))
        code, words = run(app, "import-log", str(tmp_path / name), "--programme", "r7", "--dry-run")
        assert (code, "1 rows: 1 visits" in words) == (0, True), words
