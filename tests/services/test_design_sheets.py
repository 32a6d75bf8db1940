"""The design sheet: boxes that never clash with each other, saved versions that never change, and a way back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.tool_records import make_sheet
from tracker.database import db
from tracker.domain.design_sheets import Box, mark_of
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.models import AuditEntry, DesignSheet
from tracker.queries.design_sheets import get_comparison, get_sheet, get_snapshot, list_sheets
from tracker.services.design_sheets import BoxWritten, restore_snapshot, start_sheet, take_snapshot, write_boxes

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def sheet_id(cast: Cast, writing: At) -> int:
    with writing():
        return make_sheet(cast.asahi, now=NOW, words={Box.PURPOSE: "水で困る人をなくす"})


def written(words: str, *, version: int = 1, opened: str = "") -> BoxWritten:
    return BoxWritten(words, version, mark_of(opened))


def test_a_company_and_each_of_its_cases_has_one_sheet(cast: Cast, writing: At, at_rest: At) -> None:
    manager, enrolment_id = cast.viewer("manager"), cast.minato.enrolment_id
    with writing():
        started = [
            start_sheet(manager, enrolment_id=enrolment_id, case_id=case_id, today=TODAY, now=NOW)
            for case_id in (None, *cast.minato.case_ids, None)
        ]
    ids = [sheet_id for sheet_id, _is_new in started]
    assert ids[0] == ids[-1]
    assert [is_new for _sheet_id, is_new in started] == [True, True, True, False]
    assert len(set(ids)) == 3
    with at_rest():
        sheets = list_sheets(manager, enrolment_id, today=TODAY)
        assert [sheet.case_id for sheet in sheets] == [None, *cast.minato.case_ids]
        assert all(set(sheet.words) == set(Box) for sheet in sheets)
    with pytest.raises(RuleBroken), writing():
        start_sheet(manager, enrolment_id=enrolment_id, case_id=cast.asahi.case_id, today=TODAY, now=NOW)


def test_two_people_in_two_boxes_never_clash(cast: Cast, writing: At, at_rest: At, sheet_id: int) -> None:
    with writing():
        write_boxes(cast.viewer("sub"), sheet_id, written={Box.PAST_MODEL: written("受託加工")}, today=TODAY)
    with writing():
        # the whole sheet, opened before the other one saved: the box that was left alone stays as the other one wrote it
        boxes = {
            Box.PAST_MODEL: written(""),
            Box.PURPOSE: written("水をきれいにする", opened="水で困る人をなくす"),
        }
        assert write_boxes(cast.viewer("owner"), sheet_id, written=boxes, today=TODAY) == 1
    with at_rest():
        words = get_sheet(cast.viewer("owner"), sheet_id, today=TODAY).words
        assert (words[Box.PAST_MODEL], words[Box.PURPOSE]) == ("受託加工", "水をきれいにする")
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "design_box")).all()
        assert acts == ["write_box", "write_box"]


def test_two_people_in_one_box_see_both_texts_and_nothing_is_written(cast: Cast, writing: At, at_rest: At, sheet_id: int) -> None:
    with writing():
        write_boxes(cast.viewer("sub"), sheet_id, written={Box.PAST_MODEL: written("受託加工")}, today=TODAY)
    boxes = {Box.PAST_MODEL: written("自社製品"), Box.TRANSITION: written("展示会に出る")}
    with pytest.raises(Conflict) as conflict, writing():
        write_boxes(cast.viewer("owner"), sheet_id, written=boxes, today=TODAY)
    assert conflict.value.theirs == {"past_model": "受託加工"}
    with at_rest():
        assert get_sheet(cast.viewer("owner"), sheet_id, today=TODAY).words[Box.TRANSITION] == ""
    with writing():  # the same words twice are no conflict
        assert write_boxes(cast.viewer("owner"), sheet_id, written={Box.PAST_MODEL: written("受託加工")}, today=TODAY) == 0


def test_a_saved_version_stays_and_the_sheet_goes_back_to_it_and_forth(
    cast: Cast, writing: At, at_rest: At, sheet_id: int
) -> None:
    owner = cast.viewer("owner")
    with writing():
        first = take_snapshot(
            owner, sheet_id, title="期首", taken_on=TODAY - timedelta(days=30), today=TODAY, now=NOW, idempotency_key="once"
        )
        again = take_snapshot(owner, sheet_id, title="期首", taken_on=TODAY, today=TODAY, now=NOW, idempotency_key="once")
        assert again == first
        write_boxes(
            owner,
            sheet_id,
            written={Box.PURPOSE: written("水で困る町をなくす", opened="水で困る人をなくす")},
            today=TODAY,
        )
    with at_rest():
        _sheet, row = get_comparison(owner, sheet_id, first, None, today=TODAY)
        assert [change.box for change in row.changed] == [Box.PURPOSE]
    for _ in range(2):
        with writing():
            restore_snapshot(owner, sheet_id, first, today=TODAY, now=NOW, idempotency_key="back")
    with at_rest():
        sheet = get_sheet(owner, sheet_id, today=TODAY)
        assert sheet.words[Box.PURPOSE] == "水で困る人をなくす"
        assert [one.title for one in sheet.snapshots] == ["元に戻す前の内容", "期首"]
        before = get_snapshot(owner, sheet_id, sheet.snapshots[0].snapshot_id, today=TODAY)[2]
        assert before == {Box.PURPOSE: "水で困る町をなくす"}


def test_what_cannot_be_saved_is_said(cast: Cast, writing: At, sheet_id: int) -> None:
    owner = cast.viewer("owner")
    with pytest.raises(RuleBroken) as refused, writing():
        take_snapshot(owner, sheet_id, title="", taken_on=TODAY + timedelta(days=1), today=TODAY, now=NOW)
    assert refused.value.field == "taken_on"
    with pytest.raises(RuleBroken) as refused, writing():
        write_boxes(owner, sheet_id, written={Box.PURPOSE: written("長" * 2_001)}, today=TODAY)
    assert refused.value.field == "purpose"
    with writing():
        empty, _is_new = start_sheet(
            owner, enrolment_id=cast.asahi.enrolment_id, case_id=cast.asahi.case_id, today=TODAY, now=NOW
        )
    with pytest.raises(RuleBroken), writing():
        take_snapshot(owner, empty, title="", taken_on=TODAY, today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("who", "refusal"), [("colleague", NotFound), ("clerk", NotAllowed), ("auditor", NotAllowed), ("other_manager", NotFound)]
)
def test_only_the_team_and_the_manager_write(
    cast: Cast, writing: At, at_rest: At, sheet_id: int, who: str, refusal: type[Exception]
) -> None:
    viewer = cast.viewer(who)
    with pytest.raises(refusal), writing():
        start_sheet(viewer, enrolment_id=cast.asahi.enrolment_id, today=TODAY, now=NOW)
    with pytest.raises(refusal), writing():
        write_boxes(viewer, sheet_id, written={Box.PAST_VALUE: written("安い")}, today=TODAY)
    with pytest.raises(refusal), writing():
        take_snapshot(viewer, sheet_id, title="", taken_on=TODAY, today=TODAY, now=NOW)
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(DesignSheet)) == 1
        if refusal is NotAllowed:
            assert get_sheet(viewer, sheet_id, today=TODAY).company == cast.asahi.name
        else:
            with pytest.raises(NotFound):
                get_sheet(viewer, sheet_id, today=TODAY)
