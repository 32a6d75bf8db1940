"""A report is frozen as it is handed in: nothing changes it, and what it counts asks for a reason from then on."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_meeting, add_visit
from tests.records import make_outcome
from tests.reports import records
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.errors import DoneAlready, NotAllowed, NotFound, RuleBroken
from tracker.domain.month_closes import MonthClosed
from tracker.domain.submissions import DifferenceKind
from tracker.handing_in import tell_changes
from tracker.models import AuditEntry, Company, ExcusedMonth, Outcome, Producer, TeamMeeting, Visit
from tracker.queries.audit import list_entries
from tracker.queries.redactions import find_places
from tracker.queries.report import get_report
from tracker.queries.retention import get_year
from tracker.queries.submissions import get_frozen, get_submission, get_submitted_file, is_whole, list_submissions
from tracker.rows.audit import AuditFilter
from tracker.rows.submission_changes import RecordKind
from tracker.services import audit
from tracker.services.months import withdraw_excuse
from tracker.services.redactions import redact_passages
from tracker.services.staffing import set_team
from tracker.services.submission_notes import annotate_submission, withdraw_submission
from tracker.services.submissions import Prepared, hand_in_report
from tracker.workbooks.report import freeze_report

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
    replacing = None if replaces_id is None else ("第1号「中間報告」", tell_changes(viewer, report, replaces_id))
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
        assert tell_changes(viewer, get_report(viewer, as_of=AS_OF), first) == ()
    with writing():
        reason = replace(cast.viewer("manager"), change_reason="日付の誤り")
        change(reason, db.session.get_one(Visit, visits[0]), visit_on=date(2026, 7, 3))
        added = add_visit(cast.minato, date(2026, 8, 3))
    with at_rest():
        told_changes = tell_changes(viewer, get_report(viewer, as_of=AS_OF), first)
        changes = [one.change for one in told_changes]
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


def test_withdrawn_it_asks_for_no_reason_unless_another_holds_the_day(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    manager, clerk = cast.viewer("manager"), cast.viewer("clerk")
    with writing():
        first = hand_in(cast)
    with writing():
        second = hand_in(cast, title="その2")
    with writing():
        withdraw_submission(clerk, first, reason="宛先を誤ったため", now=NOW)
    with pytest.raises(MonthClosed, match="提出第2号「その2」"), writing():
        change(manager, db.session.get_one(Visit, visits[0]), visit_on=date(2026, 6, 11))
    with writing():
        withdraw_submission(clerk, second, reason="値を誤ったため", now=NOW)
        withdraw_submission(clerk, first, reason="宛先を誤ったため", now=NOW)
        with pytest.raises(DoneAlready) as done:
            withdraw_submission(clerk, first, reason="数を誤ったため", now=NOW)
        assert (done.value.kept, done.value.typed) == ("宛先を誤ったため", "数を誤ったため")
    with writing():
        change(manager, db.session.get_one(Visit, visits[0]), visit_on=date(2026, 6, 11))
    with at_rest():
        assert [row.withdrawal and row.withdrawal.reason for row in list_submissions(clerk)] == [
            "値を誤ったため",
            "宛先を誤ったため",
        ]
        assert is_whole(clerk, first)
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "withdraw_submission")).all()
        assert [(one.noun_id, one.reason) for one in entries] == [(first, "宛先を誤ったため"), (second, "値を誤ったため")]
        assert get_year(manager, today=TODAY).reported_on == TODAY


def test_what_is_noted_later_is_kept_in_order_and_none_of_it_changes(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    clerk = cast.viewer("clerk")
    with writing():
        first = hand_in(cast)
    words = {"receipt": "", "handed_to": "", "remark": "", "now": NOW}
    for said, key in (
        ({"receipt": "架空第12号"}, "k" * 32),
        ({"receipt": "架空第12号"}, "k" * 32),
        ({"remark": "控えを郵送"}, None),
    ):
        with writing():
            annotate_submission(clerk, first, **{**words, **said}, key=key)  # type: ignore[arg-type]
    with at_rest():
        row = get_submission(clerk, first)
        assert [(note.receipt, note.remark, note.made_by) for note in row.notes] == [
            ("架空第12号", "", clerk.name),
            ("", "控えを郵送", clerk.name),
        ]
        assert row.receipt == "架空第12号"
    with pytest.raises(RuleBroken, match="100文字以内"), writing():
        annotate_submission(clerk, first, **{**words, "receipt": "あ" * 101}, key=None)  # type: ignore[arg-type]
    for act in (annotate_submission, withdraw_submission):
        more = {"now": NOW, "reason": "x"} if act is withdraw_submission else {**words, "receipt": "x", "key": None}
        with pytest.raises(NotFound), writing():
            act(cast.viewer("other_manager"), first, **more)  # type: ignore[operator]
        with pytest.raises(NotAllowed), writing():
            act(cast.viewer("auditor"), first, **more)  # type: ignore[operator]


def test_a_change_names_the_company_the_day_who_when_and_why(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    viewer = cast.viewer("clerk")
    reason = replace(cast.viewer("manager"), change_reason="日付の誤り")
    with writing():
        excused = ExcusedMonth(
            enrolment_id=cast.minato.enrolment_id, month_on=date(2026, 8, 1), reason="休業", accepted_by="長", created_at=NOW
        )
        db.session.add(excused)
        first = hand_in(cast)
    with writing():
        change(reason, db.session.get_one(Visit, visits[0]), visit_on=date(2026, 7, 3))
    with writing():
        august = {"enrolment_id": cast.minato.enrolment_id, "month": Month(2026, 8), "today": TODAY, "now": NOW}
        withdraw_excuse(replace(reason, change_reason="承認の取消し"), **august)  # type: ignore[arg-type]
        set_team(
            reason,
            enrolment_id=cast.minato.enrolment_id,
            lead_id=cast.producer_id("sixth"),
            sub_lead_ids=[cast.producer_id("seventh")],
            from_on=date(2026, 9, 1),
            now=NOW,
            reason="担当の交代",
        )
    with at_rest():
        told = tell_changes(viewer, get_report(viewer, as_of=AS_OF), first)
        of_minato = AuditFilter(noun="enrolment", noun_id=cast.minato.enrolment_id)
        trail = [row.reason for row in list_entries(cast.viewer("manager"), filters=of_minato, limit=2).rows]
    of = {(one.change.sheet, one.change.row): one for one in told}
    visit = of["データ_訪問", f"訪問ID {visits[0]}"]
    assert (visit.about.kind, list(visit.about.companies.values()), visit.about.on) == (
        RecordKind.VISIT,
        [cast.asahi.name],
        "2026-07-03",
    )
    assert visit.act is not None and (visit.act.made_by, visit.act.reason) == (reason.name, "日付の誤り")
    attended = next(one for (sheet, _row), one in of.items() if sheet == "データ_参加")
    assert attended.act == visit.act and list(attended.about.companies.values()) == [cast.asahi.name]
    month = of["データ_企業月", "支援企業番号 1、月 2026-07"]
    assert month.about.kind is RecordKind.COUNT and month.act is not None and month.act.reason == "日付の誤り"
    left = of["データ_企業月", "支援企業番号 1、月 2026-06"]
    assert left.act == month.act and month.act.thing == ("visit", visits[0])
    team = next(one for (sheet, _row), one in of.items() if sheet == "データ_担当")
    assert team.act is not None and (team.act.made_by, team.act.reason) == (reason.name, "担当の交代")
    assert team.act.thing == ("enrolment", cast.minato.enrolment_id) and trail == ["担当の交代", "承認の取消し"]
    excuse = of["データ_見送り", "支援企業番号 2、月 2026-08"]
    assert excuse.act is not None and excuse.act.reason == "承認の取消し"
    with writing():
        second = hand_in(cast, replaces_id=first)
    with at_rest():
        listed = records(load_workbook(io.BytesIO(get_submitted_file(viewer, second)))["変更点"])
    line = next(row for row in listed if row["変わった項目"] == "訪問日")
    assert (line["記録の種類"], line["企業"], line["記録の日"]) == ("企業訪問", cast.asahi.name, "2026-07-03")
    assert (line["変えた人"], line["変えた理由"]) == (reason.name, "日付の誤り")


def test_what_may_not_be_said_any_more_is_not_told_of_before_either(
    cast: Cast, visits: tuple[int, int], writing: Ways, at_rest: Ways
) -> None:
    """A company that may not be named any more, a passage and a name that were redacted, after they were handed in."""
    viewer, manager = cast.viewer("clerk"), cast.viewer("manager")
    with writing():
        outcome_id = make_outcome(cast.asahi, now=NOW, on=date(2026, 7, 2), description="社長の重い病気のあと試作")
        gone = make_outcome(cast.asahi, now=NOW, on=date(2026, 7, 3), description="社長の重い病気と展示")
        for one in (outcome_id, gone):
            audit.note(manager, "record_outcome", db.session.get_one(Outcome, one))
        name = db.session.get_one(Producer, cast.producer_id("owner")).name
        db.session.get_one(Company, cast.asahi.company_id).corporate_number = "1234567890123"
        first = hand_in(cast)
    with writing():
        places = find_places(manager, "重い病気", name).places
        redact_passages(manager, passages=("重い病気", name), reason="本人の求め", places_seen=len(places), now=NOW)
    with writing():
        db.session.get_one(Company, cast.asahi.company_id).may_be_named = False
        change(replace(manager, change_reason="重複"), db.session.get_one(Outcome, gone), deleted_at=NOW)
    with at_rest():
        told = tell_changes(viewer, get_report(viewer, as_of=AS_OF), first)
    assert {one.change.kind for one in told if one.change.sheet == "データ_成果"} == {
        DifferenceKind.CHANGED,
        DifferenceKind.REMOVED,
    }
    words = repr(told)
    for secret in ("重い病気", name, cast.asahi.name, "1234567890123"):
        assert secret not in words
    assert any(cell.before == "（示しません）" for one in told for cell in one.change.cells)
    changed = next(one for one in told if one.change.row == f"成果ID {outcome_id}")
    assert changed.act is not None and changed.act.reason == "本人の求め"
