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
from tracker.queries.report import get_report
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
    assert (code, words) == (0, "第1号\t2026-09-30\t2026-09-30\t中間報告\n")
    out = tmp_path / "報告.xlsx"
    code, words = run(app, "show", "1", "--out", str(out))
    assert code == 0 and "SHA-256" in words and out.read_bytes() == content
    assert run(app, "diff", "1") == (0, "")
    with writing():
        add_visit(cast.asahi, date(2026, 8, 3))
        make_outcome(cast.asahi, now=NOW, on=date(2026, 8, 4), description="試作1号\n試作2号\t3号")
    code, words = run(app, "diff", "1")
    assert code == 4
    assert {line.count("\t") for line in words.splitlines()} == {5}
    assert any(line.endswith("\t内容\t―\t試作1号 試作2号 3号") for line in words.splitlines())
    assert any(line.startswith("データ_訪問\tadded\t訪問ID") and line.endswith("―\t2026-08-03") for line in words.splitlines())


def test_what_is_not_there_is_named(app: Flask, cast: Cast, tmp_path: Path) -> None:
    assert run(app, "show", "7") == (1, "Error: 第7号の提出はありません。 / There is no submission 7.\n")
    code, words = run(app, "list", programme="nobody")
    assert (code, cast.slug in words) == (1, True)
