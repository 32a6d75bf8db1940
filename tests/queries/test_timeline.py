"""A company's one timeline: everything in one order, texts for those to whom the record is open, few queries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_stand_in, counted_statements
from tests.records import Records, make_action, make_attachment, make_excused_month, make_meeting, make_outcome, make_visit
from tracker.domain.cadence import EventStatus
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.queries.timeline import list_timeline
from tracker.rows.timeline import TimelineKind, TimelineRow

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
SECRET = "内輪の覚え書き"


def story(cast: Cast, who: str, kind: TimelineKind | None = None) -> tuple[TimelineRow, ...]:
    return list_timeline(cast.viewer(who), cast.asahi.enrolment_id, today=TODAY, kind=kind)


def texts(rows: tuple[TimelineRow, ...]) -> str:
    """Everything typed that is in the rows."""
    notes = [note for row in rows for note in row.notes]
    said = [row.words for row in rows] + [note.facts + note.interpretation + note.report_summary for note in notes]
    return "".join(said)


def fill(cast: Cast) -> None:
    """A visit and a meeting with every kind of text, an action, an outcome and an excused month."""
    a, team = cast.asahi, [cast.producer_id("owner"), cast.producer_id("sub")]
    written = {"now": NOW, "who": team, "phases": [Phase.LISTEN, Phase.DIAGNOSE], "facts": "聞いた事実"}
    make_visit(
        a,
        on=date(2026, 10, 14),
        case_ids=a.case_ids,
        interpretation="見立て",
        decisions="訪問の決定",
        internal_memo=SECRET,
        **written,
    )
    make_meeting(a, on=date(2026, 10, 20), decisions="会議の決定", **written)
    make_action(a, now=NOW, what="宿題の中身")
    make_outcome(a, now=NOW, on=date(2026, 11, 1), description="成果の中身")
    make_excused_month(a, now=NOW, month_on=date(2026, 6, 1), reason="見送りの理由")


@pytest.mark.parametrize(
    ("who", "reads", "reads_memo"),
    [
        ("owner", True, True),
        ("sub", True, True),
        ("manager", True, True),
        ("clerk", True, False),
        ("auditor", True, False),
        ("colleague", False, False),
    ],
)
def test_the_texts_are_read_where_the_record_is_open_and_the_memo_by_few(
    cast: Cast, writing: At, at_rest: At, who: str, reads: bool, reads_memo: bool
) -> None:
    with writing():
        fill(cast)
    with at_rest():
        rows = story(cast, who)
    said = texts(rows)
    typed = ("聞いた事実", "見立て", "訪問の決定", "会議の決定", "宿題の中身", "成果の中身", "見送りの理由")
    assert [words for words in typed if words in said] == (list(typed) if reads else [])
    assert [row.internal_memo for row in rows if row.internal_memo] == ([SECRET] if reads_memo else [])


def test_a_colleague_sees_days_kinds_people_and_phases(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        fill(cast)
    with at_rest():
        mine, theirs = (
            {row.kind: row for row in story(cast, who) if row.kind is not TimelineKind.TEAM} for who in ("owner", "colleague")
        )
    assert set(mine) - set(theirs) == {TimelineKind.ACTION}
    for kind, row in theirs.items():
        assert (row.on, row.status, row.mode, row.outcome_kind, row.month, row.thing_id) == (
            mine[kind].on,
            mine[kind].status,
            mine[kind].mode,
            mine[kind].outcome_kind,
            mine[kind].month,
            mine[kind].thing_id,
        )
        assert not row.is_open
    for kind in (TimelineKind.VISIT, TimelineKind.MEETING):
        assert theirs[kind].people == ("担い手01", "担い手03")
        assert [note.phases for note in theirs[kind].notes] == [note.phases for note in mine[kind].notes]
        assert set(theirs[kind].notes[0].phases) == {Phase.LISTEN, Phase.DIAGNOSE}


def test_whoever_stands_in_reads_what_was_done_on_those_days(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        fill(cast)
        add_stand_in(cast.asahi, cast.producer_id("tenth"), date(2026, 10, 10), date(2026, 10, 15))
    with at_rest():
        said = texts(story(cast, "tenth"))
    assert "訪問の決定" in said
    assert "会議の決定" not in said


def test_whoever_took_part_in_a_visit_reads_that_visit_alone(cast: Cast, writing: At, at_rest: At) -> None:
    guest = cast.producer_id("tenth")
    with writing():
        make_visit(cast.asahi, now=NOW, on=date(2026, 9, 1), who=[guest], decisions="いた日の決定")
        make_visit(cast.asahi, now=NOW, on=date(2026, 9, 20), who=[], decisions="いない日の決定")
    with at_rest():
        said = texts(story(cast, "tenth"))
    assert said == "いた日の決定"


def test_a_draft_is_there_for_those_who_may_finish_it(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, state=RecordState.DRAFT)
        make_meeting(cast.asahi, now=NOW, state=RecordState.DRAFT)
    with at_rest():
        drafts = {
            who: sum(row.is_draft for row in story(cast, who)) for who in ("owner", "manager", "colleague", "clerk", "auditor")
        }
    assert drafts == {"owner": 2, "manager": 2, "colleague": 0, "clerk": 0, "auditor": 0}


def test_what_was_deleted_is_not_told(cast: Cast, records: Records, at_rest: At) -> None:
    with at_rest():
        told = {(row.kind, row.thing_id) for row in story(cast, "manager")}
    assert (TimelineKind.VISIT, records.visit_id) in told
    for kind, gone in (
        (TimelineKind.VISIT, records.deleted_visit_id),
        (TimelineKind.MEETING, records.deleted_meeting_id),
        (TimelineKind.ACTION, records.deleted_action_id),
        (TimelineKind.OUTCOME, records.deleted_outcome_id),
    ):
        assert (kind, gone) not in told


def test_the_newest_stands_first_and_on_one_day_what_came_of_it(cast: Cast, writing: At, at_rest: At) -> None:
    day = date(2026, 7, 7)
    with writing():
        make_outcome(cast.asahi, now=NOW, on=day)
        make_meeting(cast.asahi, now=NOW, on=day)
        make_visit(cast.asahi, now=NOW, on=day)
        make_visit(cast.asahi, now=NOW, on=day + timedelta(days=1))
        make_visit(cast.asahi, now=NOW, on=date(2026, 12, 1), status=EventStatus.SCHEDULED)
    with at_rest():
        rows = story(cast, "owner")
    assert [row.on for row in rows] == sorted((row.on for row in rows), reverse=True)
    assert [row.kind for row in rows if row.on == day] == [TimelineKind.OUTCOME, TimelineKind.VISIT, TimelineKind.MEETING]
    assert rows[0].status is EventStatus.SCHEDULED


def test_an_action_stands_at_the_day_it_was_done(cast: Cast, records: Records, at_rest: At) -> None:
    with at_rest():
        actions = {row.thing_id: row.on for row in story(cast, "owner", TimelineKind.ACTION)}
    assert actions == {records.action_id: TODAY, records.done_action_id: date(2026, 11, 1)}


@pytest.mark.parametrize("kind", TimelineKind)
def test_one_kind_alone_is_that_part_of_the_whole(
    cast: Cast, records: Records, writing: At, at_rest: At, kind: TimelineKind
) -> None:
    with writing():
        make_attachment(cast.asahi, now=NOW, stored_name=f"11/{'1' * 32}")
    with at_rest():
        part, whole = story(cast, "manager", kind), story(cast, "manager")
    assert part
    assert part == tuple(row for row in whole if row.kind is kind)


def test_a_company_of_another_programme_has_no_story_here(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_visit(cast.elsewhere, now=NOW)
    with at_rest():
        assert list_timeline(cast.viewer("manager"), cast.elsewhere.enrolment_id, today=TODAY) == ()


def test_the_number_of_queries_does_not_grow_with_what_happened(cast: Cast, writing: At, at_rest: At) -> None:
    def grow(how_many: int) -> None:
        with writing():
            for number in range(how_many):
                day = date(2026, 5, 1) + timedelta(days=number)
                make_visit(cast.asahi, now=NOW, on=day, who=cast.producer_ids[:3], case_ids=cast.asahi.case_ids, facts="聞いた")
                make_meeting(cast.asahi, now=NOW, on=day, who=cast.producer_ids[:3], facts="話した")
                make_action(cast.asahi, now=NOW)

    def count() -> tuple[int, int]:
        with at_rest(), counted_statements() as sent:
            return len(story(cast, "owner")), sent()

    grow(1)
    few, queries = count()
    grow(19)
    many, queries_then = count()
    assert (few, many) == (5, 62)
    assert queries == queries_then
