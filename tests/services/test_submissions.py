"""A report is frozen as it is handed in: nothing changes it, and what it counts asks for a reason from then on."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_meeting, add_visit
from tests.records import make_outcome
from tests.reports import records
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.month_closes import MonthClosed
from tracker.domain.submissions import DifferenceKind
from tracker.models import AuditEntry, ExcusedMonth, Outcome, TeamMeeting, Visit
from tracker.queries.report import get_report
from tracker.queries.submissions import get_frozen, get_submission, get_submitted_file, is_whole, list_submissions
from tracker.services import audit
from tracker.services.submissions import Prepared, hand_in_report
from tracker.workbooks.report import changes_since, freeze_report

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
AS_OF = date(2026, 9, 30)


@pytest.fixture
def visits(cast: Cast, writing: Ways) -> tuple[int, int]:
    """A visit inside what is handed in, and one after it."""
    with writing():
        inside = add_visit(cast.asahi, date(2026, 6, 10), people=[cast.producer_id("owner")], cases=cast.asahi.case_ids)
        return inside, add_visit(cast.asahi, date(2026, 10, 10))


def hand_in(cast: Cast, person: str = "clerk", replaces_id: int | None = None, **more: object) -> int:
    viewer = cast.viewer(person)
    report = get_report(cast.viewer("manager"), as_of=AS_OF)
    replacing = None if replaces_id is None else ("第1号「中間報告」", get_frozen(viewer, replaces_id))
    frozen = freeze_report(report, made_at=NOW, replacing=replacing)
    said = {"title": "中間報告", "handed_in_on": TODAY, "remark": "", "key": None, **more}
    prepared = Prepared(
        report.head.whole, AS_OF, "報告.xlsx", frozen.file_content, frozen.values, frozen.row_count, frozen.lack_count
    )
    prepared = replace(prepared, as_of=said.pop("as_of", AS_OF))  # type: ignore[arg-type]
    return hand_in_report(viewer, prepared=prepared, replaces_id=replaces_id, today=TODAY, now=NOW, **said)  # type: ignore[arg-type]


def change(viewer: Viewer, row: object, **values: object) -> None:
    before = audit.snapshot(row)  # type: ignore[arg-type]
    for name, value in values.items():
        setattr(row, name, value)
    audit.note(viewer, "correct_visit", row, before=before)  # type: ignore[arg-type]


def test_what_was_handed_in_is_numbered_and_the_same_byte_for_byte(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    with writing():
        first = hand_in(cast, remark="受付番号12")
    with writing():
        second = hand_in(cast, "manager", title="　中間報告　その2 ")
    with at_rest():
        viewer = cast.viewer("auditor")
        assert [(row.number, row.title, row.made_by != "") for row in list_submissions(viewer)] == [
            (2, "中間報告　その2", True),
            (1, "中間報告", True),
        ]
        row = get_submission(viewer, first)
        assert (row.as_of, row.whole, row.remark, row.replaces) == (
            AS_OF,
            Period(date(2026, 4, 1), date(2027, 3, 31)),
            "受付番号12",
            None,
        )
        file = get_submitted_file(viewer, first)
        assert file == get_submitted_file(viewer, second) and is_whole(viewer, first)
        (visit,) = [row for row in records(load_workbook(io.BytesIO(file))["データ_訪問"]) if row["状態"] == "実施"]
        assert visit["訪問ID"] == visits[0]
        frozen = {sheet.title: sheet for sheet in get_frozen(viewer, first)}
        assert visits[0] in {values[0] for values in frozen["データ_訪問"].rows}
        assert db.session.scalar(text("SELECT count(*) FROM audit_entry WHERE act = 'hand_in_report'")) == 2


@pytest.mark.parametrize("table", ["submission", "submission_content"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET {column} = {column}"])
def test_the_database_refuses_to_change_or_delete_it(
    cast: Cast, visits: tuple[int, int], writing: Ways, table: str, act: str
) -> None:
    with writing():
        hand_in(cast)
    column = "title" if table == "submission" else "frozen_values"
    with pytest.raises(DBAPIError, match="frozen"), writing():
        db.session.execute(text(act.format(table, column=column)))


def test_sent_again_it_is_one_and_another_programmes_is_not_there(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    with writing():
        first = hand_in(cast, key="k" * 32)
    with writing():
        assert hand_in(cast, key="k" * 32) == first
    with at_rest():
        assert list_submissions(cast.viewer("other_manager")) == ()
        for ask in (get_submission, get_submitted_file, get_frozen):
            with pytest.raises(NotFound):
                ask(cast.viewer("other_manager"), first)
        for person in ("owner", "administrator"):
            with pytest.raises(NotFound):
                list_submissions(cast.viewer(person))
        with pytest.raises(NotAllowed):
            hand_in(cast, "auditor")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "あ" * 101}, "title"),
        ({"remark": "あ" * 301}, "remark"),
        ({"handed_in_on": date(2026, 9, 29)}, "handed_in_on"),
        ({"handed_in_on": TODAY + timedelta(days=1)}, "handed_in_on"),
        ({"as_of": date(2026, 11, 25)}, "as_of"),
    ],
)
def test_what_cannot_be_handed_in_is_refused_at_its_field(cast: Cast, writing: Ways, said: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as refused, writing():
        hand_in(cast, **said)
    assert refused.value.field == field


def test_a_record_of_the_period_changes_with_a_reason_only_and_any_other_freely(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    manager = cast.viewer("manager")
    with writing():
        meeting_id = add_meeting([cast.minato], date(2026, 7, 1), [])
        outcome_id = make_outcome(cast.minato, now=NOW, on=date(2026, 7, 2))
        hand_in(cast)
    with writing():
        change(manager, db.session.get_one(Visit, visits[1]), visit_on=date(2026, 10, 11))
    for model, row_id, values in (
        (Visit, visits[0], {"visit_on": date(2026, 12, 1)}),
        (Visit, visits[1], {"visit_on": date(2026, 9, 30)}),
        (TeamMeeting, meeting_id, {"deleted_at": NOW}),
        (Outcome, outcome_id, {"evidence": "写真"}),
    ):
        with pytest.raises(MonthClosed, match="提出第1号「中間報告」"), writing():
            change(manager, db.session.get_one(model, row_id), **values)
    with pytest.raises(MonthClosed), writing():
        excused = ExcusedMonth(
            enrolment_id=cast.asahi.enrolment_id, month_on=date(2026, 8, 1), reason="休業", accepted_by="長", created_at=NOW
        )
        db.session.add(excused)
        db.session.flush()
        audit.note(manager, "excuse_month", excused)
    with writing():
        change(replace(manager, change_reason="日付の誤り"), db.session.get_one(Visit, visits[0]), visit_on=date(2026, 6, 11))
    with at_rest():
        last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert last is not None and last.reason == "日付の誤り"


def test_a_correction_is_listed_row_by_row_and_goes_out_as_a_sheet_of_the_next(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        first = hand_in(cast)
    with at_rest():
        assert changes_since(get_report(viewer, as_of=AS_OF), get_frozen(viewer, first)) == ()
    with writing():
        reason = replace(cast.viewer("manager"), change_reason="日付の誤り")
        change(reason, db.session.get_one(Visit, visits[0]), visit_on=date(2026, 7, 3))
        added = add_visit(cast.minato, date(2026, 8, 3))
    with at_rest():
        changes = changes_since(get_report(viewer, as_of=AS_OF), get_frozen(viewer, first))
        told = {(row.sheet, row.kind, dict(row.key).get("訪問ID")): row for row in changes}
        moved = told["データ_訪問", DifferenceKind.CHANGED, visits[0]]
        assert [(cell.before, cell.after) for cell in moved.cells if cell.column == "訪問日"] == [("2026-06-10", "2026-07-03")]
        assert ("データ_訪問", DifferenceKind.ADDED, added) in told
    with writing():
        second = hand_in(cast, replaces_id=first)
    with at_rest():
        again, before = get_submission(viewer, second), get_submission(viewer, first)
        assert (again.replaces, before.replaced_by) == ((first, 1), (second, 2))
        book = load_workbook(io.BytesIO(get_submitted_file(viewer, second)))
        listed = records(book["変更点"])
        assert len(listed) == sum(len(row.cells) for row in changes)
        assert {"変わったシート": "データ_訪問", "変更の種類": "変更", "変わった項目": "訪問日"}.items() <= next(
            row.items() for row in listed if row["変わった項目"] == "訪問日" and row["変更の種類"] == "変更"
        )
        assert "変更点" in {row["シート"] for row in records(book["項目定義"])}
        assert "変更点" not in load_workbook(io.BytesIO(get_submitted_file(viewer, first))).sheetnames
