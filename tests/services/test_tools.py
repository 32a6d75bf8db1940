"""The tools of a programme: founded with it, named by the manager alone, never lost; their uses, once and of their company."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import make_meeting, make_visit
from tests.tool_records import part_of, tool_of
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.tools import ToolUsed
from tracker.domain.visits import VisitRecord
from tracker.models import AuditEntry, ToolUse, Visit
from tracker.queries.tool_uses import list_last_uses, list_uses_of_meeting, list_uses_of_visit
from tracker.queries.tools import find_tools_by_name, get_part, get_tool, list_tools
from tracker.rows.tools import ToolRow
from tracker.services.tool_uses import note_uses
from tracker.services.tools import ToolWords, add_part, add_tool, move_part, move_tool, name_part, name_tool
from tracker.services.visits import correct_visit, log_visit

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def tools(cast: Cast) -> dict[str, ToolRow]:
    return {row.label: row for row in list_tools(cast.viewer("manager"))}


def test_every_programme_is_founded_with_its_tools(cast: Cast, at_rest: At) -> None:
    with at_rest():
        for who in ("manager", "other_manager"):
            rows = list_tools(cast.viewer(who))
            assert [row.label for row in rows] == ["経営デザインシート", "MURAMATSUメソッド", "OKAMURAメソッド"]
            assert [(part.words, part.label, part.depth) for part in rows[1].parts][:3] == [
                ("4脚ビジネス化", "4脚ビジネス化", 0),
                ("脚1", "", 1),
                ("脚2", "", 1),
            ]
            assert [part.label for part in rows[1].offered_parts()] == ["4脚ビジネス化", "4機能の能力向上フレーム"]


def test_a_programme_that_was_there_before_gets_the_same_tools(app: Flask, cast: Cast) -> None:
    with app.app_context():
        founded = list_tools(cast.viewer("manager"))
        db.session.rollback()  # a table that is being read cannot be dropped
        flask_migrate.downgrade(revision="0005")
        flask_migrate.upgrade()
        db.session.rollback()
        given = list_tools(cast.viewer("manager"))

        def told(rows: tuple[ToolRow, ...]) -> list[object]:
            return [(row.label, row.aliases, [(p.slot, p.label, p.depth, p.is_active) for p in row.parts]) for row in rows]

        assert told(given) == told(founded)
        assert told(list_tools(cast.viewer("other_manager"))) == told(founded)


def test_a_slot_that_is_named_is_offered_and_found(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        slot = next(part for part in tools(cast)["MURAMATSUメソッド"].parts if part.slot == "脚1")
        name_part(manager, slot.part_id, words=ToolWords("架空の脚"), version=1)
    with at_rest():
        tool, part = get_part(manager, slot.part_id)
        assert part in tool.offered_parts()
        assert find_tools_by_name(manager, "架空の脚").found == ((tool.tool_id, slot.part_id),)


def test_a_tool_that_is_renamed_is_still_found_by_its_old_name(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        name_tool(manager, tool_of(cast.programme_id, "OKAMURAメソッド"), words=ToolWords("対話の進め方"), version=1)
    with at_rest():
        renamed = get_tool(manager, tool_of(cast.programme_id, "対話の進め方"))
        assert find_tools_by_name(manager, "ＯＫＡＭＵＲＡ").found == ((renamed.tool_id, None),)
        assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "dialogue_tool")).all() == ["name_tool"]


def test_tools_and_parts_are_added_put_in_order_and_retired(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        tool_id = add_tool(manager, words=ToolWords("SWOT"), now=NOW, idempotency_key="once")
        assert add_tool(manager, words=ToolWords("SWOT"), now=NOW, idempotency_key="once") == tool_id
        first = add_part(manager, tool_id=tool_id, words=ToolWords("強み"), now=NOW)
        second = add_part(manager, tool_id=tool_id, words=ToolWords("弱み"), now=NOW)
        inner = add_part(manager, tool_id=tool_id, parent_id=first, words=ToolWords("技術"), now=NOW)
        move_part(manager, second, up=True)
        move_tool(manager, tool_id, up=True)
        name_part(manager, first, words=ToolWords("強み", is_active=False), version=2)
    with at_rest():
        assert list(tools(cast)) == ["経営デザインシート", "MURAMATSUメソッド", "SWOT", "OKAMURAメソッド"]
        row = tools(cast)["SWOT"]
        assert [part.part_id for part in row.parts] == [second, first, inner]
        assert [part.part_id for part in row.offered_parts()] == [second]


def test_what_cannot_be_is_refused_in_words(cast: Cast, writing: At) -> None:
    manager = cast.viewer("manager")
    for words in (ToolWords(" "), ToolWords("ｏｋａｍｕｒａ"), ToolWords("長" * 81)):
        with pytest.raises(RuleBroken) as refused, writing():
            add_tool(manager, words=words, now=NOW)
        assert refused.value.field == "label"
    with pytest.raises(Conflict) as conflict, writing():
        name_tool(manager, tool_of(cast.programme_id), words=ToolWords("別の名"), version=7)
    assert conflict.value.theirs["label"] == "MURAMATSUメソッド"
    with pytest.raises(NotFound), writing():
        add_part(manager, tool_id=tool_of(cast.other_programme_id), words=ToolWords("よその部分"), now=NOW)


@pytest.mark.parametrize("who", ["owner", "clerk", "auditor"])
def test_only_the_manager_sets_the_tools_up(cast: Cast, writing: At, who: str) -> None:
    with pytest.raises(NotAllowed), writing():
        add_tool(cast.viewer(who), words=ToolWords("SWOT"), now=NOW)
    with pytest.raises(NotAllowed), writing():
        move_tool(cast.viewer(who), tool_of(cast.programme_id), up=True)


def record(cast: Cast, *used: ToolUsed) -> VisitRecord:
    note = CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="聞いた")
    return VisitRecord(
        visit_on=date(2026, 11, 20), producer_ids=frozenset({cast.producer_id("owner")}), notes=(note,), tools=used
    )


def test_a_visit_keeps_its_tools_and_a_correction_changes_them(cast: Cast, writing: At, at_rest: At) -> None:
    owner = cast.viewer("owner")
    with writing():
        sheet, part = tool_of(cast.programme_id, "経営デザインシート"), part_of(cast.programme_id)
        muramatsu = tool_of(cast.programme_id)
        visit_id = log_visit(
            owner,
            record=record(cast, ToolUsed(sheet), ToolUsed(muramatsu, part, cast.asahi.case_id, "脚が一本")),
            enrolment_id=cast.asahi.enrolment_id,
            today=TODAY,
            now=NOW,
        )
    with at_rest():
        uses = list_uses_of_visit(owner, visit_id, today=TODAY)
        assert [(use.words, use.finding, use.was_renamed) for use in uses] == [
            ("経営デザインシート", "", False),
            ("MURAMATSUメソッド／4脚ビジネス化", "脚が一本", False),
        ]
        assert list_last_uses(owner, [cast.asahi.enrolment_id], before=TODAY, today=TODAY) == {cast.asahi.enrolment_id: uses}
        assert list_uses_of_visit(cast.viewer("colleague"), visit_id, today=TODAY) == ()
        assert list_last_uses(cast.viewer("colleague"), [cast.asahi.enrolment_id], before=TODAY, today=TODAY) == {}
    with writing():
        name_part(cast.viewer("manager"), part, words=ToolWords("四脚"), version=1)
        correct_visit(
            owner,
            visit_id=visit_id,
            record=record(cast, ToolUsed(muramatsu, part, cast.asahi.case_id, "脚が二本")),
            version=db.session.get_one(Visit, visit_id).version,
            today=TODAY,
            now=NOW,
        )
    with at_rest():
        (use,) = list_uses_of_visit(owner, visit_id, today=TODAY)
        assert (use.words, use.label_noted, use.finding) == (
            "MURAMATSUメソッド／四脚",
            "MURAMATSUメソッド／4脚ビジネス化",
            "脚が二本",
        )


def test_the_same_words_saved_twice_with_their_tools_are_one_visit(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        used = (ToolUsed(tool_of(cast.programme_id), finding="脚"), ToolUsed(tool_of(cast.programme_id, "OKAMURAメソッド")))
        ids = {
            log_visit(
                cast.viewer("owner"), record=record(cast, *order), enrolment_id=cast.asahi.enrolment_id, today=TODAY, now=NOW
            )
            for order in (used, used[::-1])
        }
        assert len(ids) == 1


def test_tools_parts_and_cases_of_elsewhere_are_refused_and_nothing_is_written(cast: Cast, writing: At, at_rest: At) -> None:
    with at_rest():
        here = tool_of(cast.programme_id)
        wrong = [
            ToolUsed(tool_of(cast.other_programme_id)),
            ToolUsed(here, part_of(cast.programme_id, "メインテキスト")),
            ToolUsed(here, part_of(cast.programme_id, "", slot="脚1")),
            ToolUsed(here, case_id=cast.minato.case_id),
            ToolUsed(here, finding="長" * 201),
        ]
    for use in wrong:
        with pytest.raises(RuleBroken), writing():
            log_visit(
                cast.viewer("owner"),
                record=record(cast, use),
                enrolment_id=cast.asahi.enrolment_id,
                today=TODAY,
                now=NOW,
            )
    with at_rest():
        assert db.session.scalars(select(Visit)).all() == []


def test_uses_are_noted_in_a_record_that_is_there_already(cast: Cast, writing: At, at_rest: At) -> None:
    owner = cast.viewer("owner")
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, who=[cast.producer_id("owner")], case_ids=cast.asahi.case_ids)
        meeting_id = make_meeting(cast.asahi, cast.minato, now=NOW, status=EventStatus.HELD)
        found = find_tools_by_name(owner, "経営デザインシート・MURAMATSU").found
        uses = [ToolUsed(tool_id, part_id) for tool_id, part_id in found]
    for _ in range(2):
        with writing():
            note_uses(owner, uses=uses, visit_id=visit_id, today=TODAY)
            note_uses(owner, uses=uses, meeting_id=meeting_id, enrolment_id=cast.asahi.enrolment_id, today=TODAY)
    with at_rest():
        assert len(db.session.scalars(select(ToolUse)).all()) == 4
        assert [use.tool for use in list_uses_of_visit(owner, visit_id, today=TODAY)] == [
            "経営デザインシート",
            "MURAMATSUメソッド",
        ]
        assert list(list_uses_of_meeting(owner, meeting_id, today=TODAY)) == [cast.asahi.enrolment_id]
        assert list_uses_of_meeting(cast.viewer("colleague"), meeting_id, today=TODAY) == {}
        assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.act == "note_tools")).all()) == 2
    for where in ({"visit_id": visit_id}, {"meeting_id": meeting_id, "enrolment_id": cast.asahi.enrolment_id}):
        with pytest.raises(NotFound), writing():
            note_uses(cast.viewer("colleague"), uses=uses, today=TODAY, **where)
        with pytest.raises(NotAllowed), writing():
            note_uses(cast.viewer("clerk"), uses=uses, today=TODAY, **where)
