"""``flask submissions``: what was handed in, checked, and what differs now, each with its exit code."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from flask import Flask

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_visit
from tests.records import make_outcome
from tests.submission_records import make_submission, make_submitted_form
from tracker.domain.calendar import tokyo_day
from tracker.queries.report import get_report
from tracker.services.submission_notes import annotate_submission, withdraw_submission
from tracker.services.submissions import Prepared, hand_in_report
from tracker.workbooks.report import freeze_report

Ways = Callable[[], AbstractContextManager[None]]
AS_OF = date(2026, 9, 30)


def run(app: Flask, *args: str, programme: str = "r8") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["submissions", args[0], "--programme", programme, *args[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_list_one_submission_its_file_and_what_differs(app: Flask, cast: Cast, writing: Ways, tmp_path: Path) -> None:
    viewer = cast.viewer("clerk")
    assert run(app, "list") == (0, "")
    with writing():
        report = get_report(viewer, as_of=AS_OF)
        frozen = freeze_report(report, made_at=NOW)
        content, values = frozen.file_content, frozen.values
        prepared = Prepared(report.head.whole, AS_OF, "報告.xlsx", content, values, frozen.row_count, frozen.lack_count)
        said = {"title": "中間報告", "remark": "", "replaces_id": None, "key": None}
        hand_in_report(viewer, prepared=prepared, handed_in_on=AS_OF, today=AS_OF, now=NOW, **said)  # type: ignore[arg-type]
    code, words = run(app, "list")
    assert (code, words) == (0, "第1号\t2026-09-30\t2026-09-30\t中間報告\t―\t―\t―\n")
    out = tmp_path / "報告.xlsx"
    code, words = run(app, "show", "1", "--out", str(out))
    assert code == 0 and "SHA-256" in words and out.read_bytes() == content
    assert run(app, "diff", "1") == (0, "")
    with writing():
        add_visit(cast.asahi, date(2026, 8, 3))
        make_outcome(cast.asahi, now=NOW, on=date(2026, 8, 4), description="試作1号\n試作2号\t3号")
    code, words = run(app, "diff", "1")
    assert code == 4
    lines = [line.split("\t") for line in words.splitlines()]
    assert {len(line) for line in lines} == {12}
    assert ["内容", "―", "試作1号 試作2号 3号", cast.asahi.name, "2026-08-04", "outcome"] in [line[3:9] for line in lines]
    (day,) = [line for line in lines if line[0] == "データ_訪問" and line[3] == "訪問日"]
    assert day[1] == "added" and day[4:] == ["―", "2026-08-03", cast.asahi.name, "2026-08-03", "visit", "―", "―", "―"]


def test_what_was_noted_later_and_a_withdrawal_are_told(app: Flask, cast: Cast, writing: Ways, tmp_path: Path) -> None:
    clerk = cast.viewer("clerk")
    with writing():
        submission_id = make_submission(cast, now=NOW)
        make_submitted_form(submission_id)
        annotate_submission(clerk, submission_id, receipt="架空第12号", handed_to="架空の窓口", remark="", key=None, now=NOW)
        withdraw_submission(clerk, submission_id, reason="宛先を\t誤ったため", now=NOW)
    _code, words = run(app, "list")
    *_row, withdrawn, noted = words.rstrip("\n").split("\t")
    day = tokyo_day(NOW).isoformat()
    assert withdrawn == f"取り下げ {day} {clerk.name} 宛先を 誤ったため"
    assert noted == f"受付番号 架空第12号、架空の窓口へ（{clerk.name} {day}）"
    out = tmp_path / "様式.xlsx"
    code, words = run(app, "show", "1", "--form", "実績報告書", "--out", str(out))
    assert (code, out.read_bytes()[:2]) == (0, b"PK") and "架空第12号" in words and "Withdrawn" in words
    code, words = run(app, "show", "1", "--form", "別の様式", "--out", str(out))
    assert code == 1 and "実績報告書" in words


def test_what_is_not_there_is_named(app: Flask, cast: Cast, tmp_path: Path) -> None:
    assert run(app, "show", "7") == (1, "Error: 第7号の提出はありません。 / There is no submission 7.\n")
    code, words = run(app, "list", programme="nobody")
    assert (code, cast.slug in words) == (1, True)
