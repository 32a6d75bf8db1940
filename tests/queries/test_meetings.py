"""Meetings are listed at board depth for every member, and each section opens to its company's team alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import Month
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.queries import meetings
from tracker.rows.events import EventFilter
from tracker.services.meetings import delete_meeting, log_meeting, schedule_meeting

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def record(cast: Cast, on: date, *, people: tuple[str, ...] = ("owner",), both: bool = True) -> MeetingRecord:
    note = CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="聞いた話", interpretation="考え", report_summary="要約")
    sections = [SectionRecord(cast.asahi.enrolment_id, "決定A", "メモA", (note,))]
    if both:
        sections.append(SectionRecord(cast.minato.enrolment_id, "決定B", "メモB"))
    return MeetingRecord(
        on, VisitMode.ONLINE, place="第一会議室", producer_ids=frozenset(map(cast.producer_id, people)), sections=tuple(sections)
    )


@pytest.fixture
def noted(cast: Cast, writing: At) -> dict[str, int]:
    manager, rest = cast.viewer("manager"), {"today": TODAY, "now": NOW}
    with writing():
        return {
            "both": log_meeting(manager, record=record(cast, date(2026, 10, 20)), **rest),  # type: ignore[arg-type]
            "asahi": log_meeting(manager, record=record(cast, TODAY, both=False), **rest),  # type: ignore[arg-type]
            "draft": log_meeting(manager, record=record(cast, TODAY, both=False), is_draft=True, **rest),  # type: ignore[arg-type]
            "ahead": schedule_meeting(manager, record=record(cast, TODAY + timedelta(days=7)), **rest),  # type: ignore[arg-type]
        }


def listed(cast: Cast, noted: dict[str, int], who: str, **filters: object) -> list[str]:
    narrowed = EventFilter(**filters)  # type: ignore[arg-type]
    rows = meetings.list_meetings(cast.viewer(who), today=TODAY, filters=narrowed)
    assert meetings.count_meetings(cast.viewer(who), today=TODAY, filters=narrowed) == len(rows)
    names = {meeting_id: name for name, meeting_id in noted.items()}
    return [names[row.meeting_id] for row in rows]


def test_every_member_lists_day_companies_people_and_phases(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        for who in ("manager", "clerk", "auditor", "owner", "colleague", "sixth"):
            assert listed(cast, noted, who) == ["ahead", "asahi", "both"]
        assert listed(cast, noted, "stranger") == []
        row = meetings.list_meetings(cast.viewer("sixth"), today=TODAY)[2]
        assert [company.name for company in row.companies] == ["架空アサヒ製作所", "架空みなと精機"]
        assert ([person.name for person in row.people], row.phases) == (["担い手01"], (Phase.LISTEN,))


def test_filters_narrow_to_exactly_what_they_say(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        for expected, filters in (
            (["ahead", "both"], {"company": cast.minato.enrolment_id}),
            (["ahead", "asahi", "both"], {"case": cast.asahi.case_id}),
            ([], {"case": cast.minato.case_id}),
            (["both"], {"month": Month(2026, 10)}),
            (["asahi"], {"from_on": TODAY, "to_on": TODAY}),
            (["ahead"], {"status": EventStatus.SCHEDULED}),
            (["asahi", "both"], {"counted": True}),
            ([], {"producer": cast.producer_id("sub")}),
            ([], {"mode": VisitMode.ONSITE}),
            ([], {"fiscal_year": 2025}),
            (["draft"], {"drafts": True}),
            (["draft"], {"awaiting": True}),
        ):
            assert listed(cast, noted, "owner", **filters) == expected
        assert listed(cast, noted, "colleague", drafts=True) == []


def test_what_awaits_its_record_is_what_the_rows_say_and_no_draft_of_others(
    cast: Cast, noted: dict[str, int], at_rest: At
) -> None:
    after = TODAY + timedelta(days=8)  # the meeting ahead was on the day before
    with at_rest():
        for who, expected in (("owner", ["ahead", "draft"]), ("manager", ["ahead", "draft"]), ("colleague", ["ahead"])):
            filters = EventFilter(awaiting=True)
            rows = meetings.list_meetings(cast.viewer(who), today=after, filters=filters)
            assert [row.meeting_id for row in rows] == [noted[name] for name in expected]
            assert all(row.awaits_record(after) for row in rows)


def test_a_section_opens_to_its_team_and_the_memo_to_fewer(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    def read(who: str) -> list[tuple[str, str | None, bool]]:
        row = meetings.get_meeting(cast.viewer(who), noted["both"], today=TODAY)
        return [(section.decisions, section.internal_memo, section.may_log) for section in row.sections]

    with at_rest():
        assert read("manager") == [("決定A", "メモA", True), ("決定B", "メモB", True)]
        assert read("owner") == [("決定A", "メモA", True), ("", None, False)]
        assert read("colleague") == [("", None, False), ("決定B", "メモB", True)]
        assert read("sixth") == [("", None, False), ("", None, False)]
        for who in ("clerk", "auditor"):
            assert read(who) == [("決定A", None, False), ("決定B", None, False)]


def test_at_board_depth_a_meeting_tells_its_phases_but_no_text(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        row = meetings.get_meeting(cast.viewer("sixth"), noted["both"], today=TODAY)
        note = row.sections[0].notes[0]
        assert (note.phases, note.facts, note.interpretation, note.report_summary) == ((Phase.LISTEN,), "", "", "")
        assert row.head is None
        mine = meetings.get_meeting(cast.viewer("owner"), noted["both"], today=TODAY)
        assert mine.sections[0].notes[0].facts == "聞いた話"
        assert mine.head is not None
        assert mine.head.place == "第一会議室"


def test_a_draft_is_seen_by_whoever_may_finish_it(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        assert meetings.get_meeting(cast.viewer("sub"), noted["draft"], today=TODAY).is_draft
        for who in ("colleague", "clerk", "auditor", "stranger"):
            with pytest.raises(NotFound):
                meetings.get_meeting(cast.viewer(who), noted["draft"], today=TODAY)


def test_loading_to_write_refuses_as_the_table_says(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        for who, refusal in (("sixth", NotFound), ("stranger", NotFound), ("clerk", NotAllowed), ("auditor", NotAllowed)):
            with pytest.raises(refusal):
                meetings.get_meeting_to_log(cast.viewer(who), noted["both"], today=TODAY)
        with pytest.raises(NotAllowed):
            meetings.get_meeting_to_delete(cast.viewer("owner"), noted["both"], today=TODAY)


def test_a_deleted_meeting_is_gone_and_listed_for_the_manager_to_restore(
    cast: Cast, noted: dict[str, int], writing: At, at_rest: At
) -> None:
    with writing():
        delete_meeting(cast.viewer("manager"), noted["both"], today=TODAY, now=NOW)
    with at_rest():
        assert "both" not in listed(cast, noted, "owner")
        assert listed(cast, noted, "manager", deleted=True) == ["both"]
        assert listed(cast, noted, "owner", deleted=True) == []
        with pytest.raises(NotFound):
            meetings.get_meeting(cast.viewer("manager"), noted["both"], today=TODAY)


def test_the_number_of_statements_does_not_grow_with_the_rows(
    cast: Cast, noted: dict[str, int], writing: At, at_rest: At
) -> None:
    def statements() -> int:
        seen: list[str] = []
        with at_rest():

            def note(*arguments: object) -> None:
                seen.append(str(arguments[2]))

            event.listen(db.engine, "before_cursor_execute", note)
            meetings.list_meetings(cast.viewer("manager"), today=TODAY)
            meetings.get_meeting(cast.viewer("manager"), noted["both"], today=TODAY)
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    before = statements()
    with writing():
        for day in range(1, 12):
            log_meeting(cast.viewer("manager"), record=record(cast, date(2026, 9, day)), today=TODAY, now=NOW)
    assert statements() == before
