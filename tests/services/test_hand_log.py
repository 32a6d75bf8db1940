"""The import of a log kept by hand: read or kept back, never guessed; remembered, in one transaction, undone as a whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.logs import bring_in, keep, row, sheet
from tests.records import make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.follow_up import ActionStatus
from tracker.domain.hand_log import LogField, MemoryKind, RowState
from tracker.domain.phases import Phase
from tracker.models import LogUpload, NextAction, TeamMeeting, UnassignedNote, Visit, VisitCase
from tracker.queries.actions import list_actions
from tracker.queries.hand_log import find_source, get_log, list_made, list_uploads
from tracker.queries.phases import list_case_progress
from tracker.queries.visits import get_visit
from tracker.rows.hand_log import LogPlan
from tracker.services.actions import finish_action
from tracker.services.hand_log import NameMeant, apply_log, choose, match_columns
from tracker.services.hand_log_undo import undo_log
from tracker.services.visits import delete_visit

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


def plan_of(cast: Cast, *rows: list[Any], key: str = "clerk") -> LogPlan:
    upload_id = keep(cast.viewer(key), sheet(*rows))
    plan = get_log(cast.viewer(key), upload_id, today=TODAY).plan
    assert plan is not None
    return plan


def states(plan: LogPlan) -> list[RowState]:
    return [one.state for one in plan.rows]


def visits() -> list[Visit]:
    return list(db.session.scalars(select(Visit).where(Visit.deleted_at.is_(None)).order_by(Visit.id)))


def test_a_row_becomes_a_visit_with_its_note_its_hours_and_its_next_action(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        upload_id, _plan = bring_in(cast.viewer("clerk"), sheet(row(次回="2026/11/20", 時間="13:00-15:00")))
    with at_rest():
        (visit,) = visits()
        shown = get_visit(cast.viewer("owner"), visit.id, today=TODAY)
        assert (shown.visit_on, shown.is_held, [one.name for one in shown.people]) == (date(2026, 10, 14), True, ["担い手01"])
        assert [(note.facts, note.phases) for note in shown.notes] == [("社長の話を聞いた。", (Phase.LISTEN,))]
        assert (visit.start_time, visit.end_time, visit.duration_minutes) == (time(13), time(15), None)
        assert visit.created_by_id == cast["clerk"].account_id
        (action,) = db.session.scalars(select(NextAction)).all()
        assert (action.what, action.owner_id, action.due_on) == ("図面の修正", cast.producer_id("owner"), date(2026, 11, 20))
        assert action.visit_id == visit.id
        assert [one.is_provisional for one in list_actions(cast.viewer("owner"), today=TODAY)] == [True]
        source = find_source(cast.viewer("owner"), visit_id=visit.id)
        assert source is not None
        assert (source.upload_id, source.row, dict(source.cells)["次回"]) == (upload_id, 2, "2026/11/20")
        assert [made.is_provisional for made in list_made(cast.viewer("clerk"), upload_id)] == [False, True]


def test_a_row_of_a_company_with_two_cases_is_given_to_neither_unless_it_names_one(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        bring_in(cast.viewer("manager"), sheet(row(企業名="架空みなと精機", 参加者="担い手02")))
    with at_rest():
        progress = list_case_progress(cast.viewer("manager"), as_of=TODAY, enrolment_ids=[cast.minato.enrolment_id])
        assert [one.progress.furthest for one in progress] == [None, None]
        assert len(db.session.scalars(select(UnassignedNote)).all()) == 1
        assert db.session.scalars(select(VisitCase)).all() == []


def test_a_meeting_of_two_companies_is_one_meeting_with_two_sections(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    both = row(企業名="架空アサヒ製作所・架空みなと精機", 種別="MTG", フェーズ=None)
    with writing():
        _upload_id, plan = bring_in(cast.viewer("manager"), sheet(both))
    assert (plan.counts.meetings, plan.counts.sections, plan.counts.actions) == (1, 2, 0)
    assert any("宿題" in said.text for said in plan.rows[0].said)
    with at_rest():
        (meeting,) = db.session.scalars(select(TeamMeeting)).all()
        assert meeting.duration_minutes == 120


def test_a_visit_of_two_companies_waits_until_somebody_has_it_split(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        upload_id, plan = bring_in(viewer, sheet(row(企業名="架空アサヒ製作所、架空みなと精機", 内容="話を聞いた")))
    assert states(plan) == [RowState.ASKED]
    with writing():
        choose(viewer, upload_id=upload_id, rows={2: RowState.TAKEN}, now=NOW)
        apply_log(viewer, upload_id=upload_id, today=TODAY, now=NOW)
    with at_rest():
        assert {visit.enrolment_id for visit in visits()} == {cast.asahi.enrolment_id, cast.minato.enrolment_id}


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"日付": "9月中旬"}, LogField.DAY),
        ({"日付": None}, LogField.DAY),
        ({"日付": "2026/12/24"}, LogField.DAY),
        ({"企業名": "架空知らない商会"}, LogField.COMPANY),
        ({"種別": "電話"}, LogField.KIND),
        ({"参加者": None}, LogField.PEOPLE),
        ({"参加者": "架空知らない人"}, LogField.PEOPLE),
    ],
)
def test_what_cannot_be_read_is_kept_back_with_its_row_and_column(
    cast: Cast, writing: Ways, at_rest: Ways, changes: dict[str, Any], about: LogField
) -> None:
    with writing():
        _upload_id, plan = bring_in(cast.viewer("clerk"), sheet(row(**changes), row(日付="10/20")))
    assert states(plan) == [RowState.KEPT, RowState.TAKEN]
    assert (plan.rows[0].row, plan.rows[0].said[0].about) == (2, about)
    with at_rest():
        assert len(visits()) == 1


@pytest.mark.parametrize("changes", [{"時間": "半日"}, {"フェーズ": "ヒアリング"}, {"日付": "2025/10/14"}])
def test_what_could_be_imported_but_not_as_it_stands_waits_for_somebody(
    cast: Cast, writing: Ways, changes: dict[str, Any]
) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        upload_id, plan = bring_in(viewer, sheet(row(**changes)))
        assert states(plan) == [RowState.ASKED]
        choose(viewer, upload_id=upload_id, rows={2: RowState.TAKEN}, now=NOW)
        assert states(apply_log(viewer, upload_id=upload_id, today=TODAY, now=NOW)) == [RowState.TAKEN]


def test_a_name_is_said_once_and_remembered(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("clerk")
    odd = row(企業名="アサヒさん", 参加者="一号、よその先生")
    with writing():
        upload_id = keep(viewer, sheet(odd))
        plan = get_log(viewer, upload_id, today=TODAY).plan
        assert plan is not None
        assert [one.written for one in (*plan.unknown_companies, *plan.unknown_people)] == ["アサヒさん", "一号", "よその先生"]
        meant = [
            NameMeant(MemoryKind.COMPANY, "アサヒさん", cast.asahi.enrolment_id),
            NameMeant(MemoryKind.PERSON, "一号", cast.producer_id("owner")),
            NameMeant(MemoryKind.PERSON, "よその先生", None),
        ]
        choose(viewer, upload_id=upload_id, rows={}, names=meant, now=NOW)
    with at_rest():
        again = plan_of(cast, row(企業名="㈱アサヒさん", 参加者="一号、よその先生"))
        assert states(again) == [RowState.TAKEN]
        assert again.rows[0].source.others == "よその先生"


def test_a_name_cannot_mean_somebody_of_another_programme(cast: Cast, writing: Ways) -> None:
    viewer = cast.viewer("clerk")
    with pytest.raises(RuleBroken), writing():
        upload_id = keep(viewer, sheet(row()))
        meant = [NameMeant(MemoryKind.COMPANY, "どこか", cast.elsewhere.enrolment_id)]
        choose(viewer, upload_id=upload_id, rows={}, names=meant, now=NOW)


def test_columns_are_remembered_by_their_heading(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        upload_id = keep(viewer, sheet(row()))
        columns = dict(get_log(viewer, upload_id, today=TODAY).columns)
        del columns[5]
        match_columns(viewer, upload_id=upload_id, columns=columns, now=NOW)
    with writing():
        later = keep(viewer, sheet(row(日付="10/15")), sha256="1" * 64)
        assert 5 not in get_log(viewer, later, today=TODAY).columns
    with pytest.raises(RuleBroken), writing():
        match_columns(viewer, upload_id=upload_id, columns={0: LogField.DAY}, now=NOW)
    with pytest.raises(RuleBroken), writing():
        match_columns(viewer, upload_id=upload_id, columns={**columns, 5: LogField.DAY}, now=NOW)


def test_rows_are_compared_with_each_other_and_with_the_records(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        make_visit(
            cast.asahi,
            now=NOW,
            on=date(2026, 10, 20),
            who=[cast.producer_id("owner")],
            case_ids=cast.asahi.case_ids,
            phases=[Phase.LISTEN],
            facts="社長の話を聞いた。",
        )
        make_visit(cast.asahi, now=NOW, on=date(2026, 10, 21), who=[cast.producer_id("sub")])
    rows = [
        row(),
        row(日付="R8.10.14"),  # the same in another notation
        row(内容="別の話"),  # the same day and company, other words
        row(日付="10/20"),  # recorded in these words
        row(日付="10/21"),  # the same day and company are recorded in other words
    ]
    with writing():
        plan = plan_of(cast, *rows)
    assert states(plan) == [RowState.TAKEN, RowState.DOUBLE, RowState.ASKED, RowState.THERE, RowState.ASKED]


def test_a_row_can_be_left(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        upload_id = keep(viewer, sheet(row(), row(日付="10/20")))
        choose(viewer, upload_id=upload_id, rows={2: RowState.LEFT}, now=NOW)
        plan = apply_log(viewer, upload_id=upload_id, today=TODAY, now=NOW)
    assert states(plan) == [RowState.LEFT, RowState.TAKEN]
    with at_rest():
        assert [visit.visit_on for visit in visits()] == [date(2026, 10, 20)]


def test_a_next_visit_to_come_is_scheduled_and_one_that_is_over_is_not(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        _upload_id, plan = bring_in(cast.viewer("clerk"), sheet(row(次回="11/20"), row(日付="11/20", 次回="12/18")))
    assert [one.next_on for one in plan.rows] == [None, date(2026, 12, 18)]
    with at_rest():
        assert [(visit.visit_on, visit.status) for visit in visits()][-1] == (date(2026, 12, 18), EventStatus.SCHEDULED)


def test_a_scheduled_visit_becomes_the_record_and_undone_is_scheduled_again(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        scheduled = make_visit(
            cast.asahi, now=NOW, on=date(2026, 10, 14), status=EventStatus.SCHEDULED, who=[cast.producer_id("sub")], place="本社"
        )
    with writing():
        upload_id, _plan = bring_in(viewer, sheet(row()))
    with at_rest():
        assert [(visit.id, visit.status) for visit in visits()] == [(scheduled, EventStatus.HELD)]
    with writing():
        undo_log(viewer, upload_id=upload_id, today=TODAY, now=NOW)
    with at_rest():
        shown = get_visit(cast.viewer("manager"), scheduled, today=TODAY)
        assert (shown.is_scheduled, [one.name for one in shown.people], shown.notes) == (True, ["担い手03"], ())
        assert shown.record is not None and shown.record.place == "本社"
        assert states(plan_of(cast, row())) == [RowState.TAKEN]


def test_the_undo_takes_back_what_nobody_changed_and_the_rest_by_the_manager_s_word(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        upload_id, _plan = bring_in(
            viewer, sheet(row(), row(日付="10/20", 種別="MTG"), row(日付="10/21", 内容="別の話\n宿題：見積"))
        )
    with writing():
        action = db.session.scalars(select(NextAction).where(NextAction.what == "見積")).one()
        finish_action(cast.viewer("owner"), action.id, today=TODAY)
    with at_rest():
        changed = [made for made in list_made(viewer, upload_id) if made.is_changed]
        assert [made.words for made in changed] == ["見積"]
    with writing():
        undone = undo_log(viewer, upload_id=upload_id, today=TODAY, now=NOW)
    assert (undone.removed, undone.kept) == (5, 1)
    with at_rest():
        assert visits() == []
        assert [upload.undone_at is not None for upload in list_uploads(viewer)] == [True]
    with pytest.raises(NotAllowed), writing():
        undo_log(viewer, upload_id=upload_id, also=[changed[0].entry_id], today=TODAY, now=NOW)
    with writing():
        undo_log(cast.viewer("manager"), upload_id=upload_id, also=[changed[0].entry_id], today=TODAY, now=NOW)
    with at_rest():
        assert db.session.scalars(select(NextAction).where(NextAction.deleted_at.is_(None))).all() == []
        assert states(plan_of(cast, row())) == [RowState.TAKEN]


def test_a_record_that_stays_keeps_its_next_actions(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("manager")
    with writing():
        upload_id, _plan = bring_in(viewer, sheet(row()))
    with writing():
        (visit,) = visits()
        visit.place = "本社"
    with writing():
        undone = undo_log(viewer, upload_id=upload_id, today=TODAY, now=NOW)
    assert (undone.removed, undone.kept) == (0, 2)


def test_what_was_deleted_since_can_be_imported_again(cast: Cast, writing: Ways) -> None:
    viewer = cast.viewer("manager")
    with writing():
        bring_in(viewer, sheet(row()))
    with writing():
        (visit,) = visits()
        delete_visit(viewer, visit_id=visit.id, version=visit.version, today=TODAY, now=NOW)
    with writing():
        assert states(plan_of(cast, row())) == [RowState.TAKEN]


def test_overdue_next_actions_are_done_only_where_somebody_says_so(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        upload_id = keep(viewer, sheet(row(日付="8/14", 次回="9/14"), row()))
        choose(viewer, upload_id=upload_id, rows={}, past_done=True, now=NOW)
        apply_log(viewer, upload_id=upload_id, today=TODAY, now=NOW)
    with at_rest():
        found = db.session.scalars(select(NextAction).order_by(NextAction.due_on)).all()
        assert [one.status for one in found] == [ActionStatus.DONE, ActionStatus.DONE]


def test_an_applied_log_is_not_applied_or_chosen_again(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("clerk")
    with writing():
        upload_id, _plan = bring_in(viewer, sheet(row()))
    with writing():
        assert not apply_log(viewer, upload_id=upload_id, today=TODAY, now=NOW).rows
    with pytest.raises(RuleBroken), writing():
        choose(viewer, upload_id=upload_id, rows={2: RowState.LEFT}, now=NOW)
    with at_rest():
        assert db.session.get_one(LogUpload, upload_id).applied_at == NOW
        outcome = get_log(viewer, upload_id, today=TODAY).outcome
        assert outcome is not None and outcome.counts["visits"] == 1


@pytest.mark.parametrize(
    ("key", "answer"), [("owner", NotAllowed), ("auditor", NotAllowed), ("administrator", NotFound), ("other_manager", NotFound)]
)
def test_the_import_is_the_manager_s_and_the_clerk_s(cast: Cast, writing: Ways, key: str, answer: type[Exception]) -> None:
    with writing():
        upload_id = keep(cast.viewer("clerk"), sheet(row()))
    for act in (
        lambda: get_log(cast.viewer(key), upload_id, today=TODAY),
        lambda: apply_log(cast.viewer(key), upload_id=upload_id, today=TODAY, now=NOW),
        lambda: choose(cast.viewer(key), upload_id=upload_id, rows={}, now=NOW),
        lambda: undo_log(cast.viewer(key), upload_id=upload_id, today=TODAY, now=NOW),
    ):
        with pytest.raises(answer), writing():
            act()
