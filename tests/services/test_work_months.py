"""A month is confirmed by its person, then checked by somebody else; from then on its hours stand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.hours import make_entry, make_travel
from tests.records import make_meeting, make_visit
from tracker.database import db
from tracker.domain.calendar import Month
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.rounding import RoundingPer, RoundingRule, RoundingWay
from tracker.domain.travel import TravelRecord
from tracker.domain.visits import VisitRecord
from tracker.domain.work_entries import WorkEntry
from tracker.domain.work_log import SourceKind, WorkKind
from tracker.domain.work_months import WorkMonthState, digest, freeze, lines_of
from tracker.models import AuditEntry, Visit, WorkMonth
from tracker.queries.diaries import get_diary
from tracker.rows.diaries import DiaryRow
from tracker.services import meetings, own_hours, travel, visits, work_log, work_months

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 24)
ON = date(2026, 10, 14)
At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def visit_id(cast: Cast, writing: At) -> int:
    """October of the owner: a visit of two hours with its journey, a meeting of one, an hour of preparation."""
    who = [cast.producer_id("owner"), cast.producer_id("sub")]
    with writing():
        hours = {"start_time": time(10), "end_time": time(12)}
        made = make_visit(
            cast.asahi, now=NOW, on=ON, who=who, case_ids=cast.asahi.case_ids, phases=[Phase.LISTEN], facts="話", **hours
        )
        make_travel(cast, made, now=NOW)
        make_meeting(cast.asahi, now=NOW, on=date(2026, 10, 20), who=who, start_time=time(16), end_time=time(17))
        make_entry(cast, now=NOW, on=date(2026, 10, 13))
    return made


def diary(cast: Cast, who: str = "owner", whose: str = "owner") -> DiaryRow:
    return get_diary(cast.viewer(who), cast.producer_id(whose), OCTOBER, today=TODAY)


def confirm(cast: Cast, who: str = "owner", *, today: date = TODAY, seen: str | None = None, reason: str = "") -> None:
    if seen is None:
        seen = digest(freeze(lines_of(diary(cast, "manager").hours)))
    work_months.confirm_month(
        cast.viewer(who),
        producer_id=cast.producer_id("owner"),
        month=OCTOBER,
        digest_seen=seen,
        reason=reason,
        today=today,
        now=NOW,
    )


def version(cast: Cast) -> int:
    standing = diary(cast, "manager").standing
    return standing.version if standing else 0


def approve(cast: Cast, who: str = "manager", reason: str = "", whose: str = "owner") -> None:
    work_months.approve_month(
        cast.viewer(who),
        producer_id=cast.producer_id(whose),
        month=OCTOBER,
        version=version(cast),
        reason=reason,
        today=TODAY,
        now=NOW,
    )


def correct(cast: Cast, visit_id: int, who: str = "owner", **changes: Any) -> None:
    row = db.session.get_one(Visit, visit_id)
    record = VisitRecord(
        visit_on=ON,
        start_time=time(10),
        end_time=time(12),
        producer_ids=frozenset({cast.producer_id("owner"), cast.producer_id("sub")}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="話"),),
    )
    visits.correct_visit(
        cast.viewer(who), visit_id=visit_id, record=replace(record, **changes), version=row.version, today=TODAY, now=NOW
    )


def test_what_is_confirmed_is_frozen_with_its_rows_and_their_digest(cast: Cast, visit_id: int, writing: At, at_rest: At) -> None:
    with writing():
        confirm(cast)
        confirm(cast)  # once is enough
    with at_rest():
        row = diary(cast)
        assert row.state is WorkMonthState.CONFIRMED
        assert row.standing is not None
        assert (row.standing.minutes, row.standing.cost_yen) == (120 + 90 + 60 + 60, 980) == (row.hours.minutes, row.cost_yen)
        assert row.standing.lines == lines_of(row.hours)
        assert row.standing.digest == digest(freeze(row.standing.lines))
        acts = list(db.session.scalars(select(AuditEntry.act)))
        assert acts.count("confirm_month") == 1


def test_a_month_is_confirmed_by_its_person_at_its_end_and_as_it_was_seen(cast: Cast, visit_id: int, writing: At) -> None:
    with writing():
        for refused in (
            lambda: confirm(cast, today=date(2026, 10, 30)),
            lambda: confirm(cast, seen="0" * 64),
            lambda: confirm(cast, who="manager"),  # only with a reason
        ):
            with pytest.raises(RuleBroken):
                refused()
        for who, error in (("colleague", NotFound), ("stranger", NotFound), ("clerk", NotAllowed), ("auditor", NotAllowed)):
            with pytest.raises(error):
                confirm(cast, who=who)
        confirm(cast, who="manager", reason="離任したため、紙の日誌の署名を確かめた")


def test_a_record_without_times_keeps_a_month_from_being_confirmed(cast: Cast, visit_id: int, writing: At) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, on=date(2026, 10, 28), who=[cast.producer_id("owner")])
        with pytest.raises(RuleBroken, match="時刻未記入の記録が1件"):
            confirm(cast)


def test_a_confirmed_month_takes_no_entry_until_it_is_opened_again(cast: Cast, visit_id: int, writing: At) -> None:
    viewer, owner = cast.viewer("owner"), cast.producer_id("owner")
    entry = WorkEntry(date(2026, 10, 21), WorkKind.PREPARATION, minutes=30)
    with writing():
        confirm(cast)
        stored = make_entry(cast, now=NOW, on=date(2026, 11, 4))
        for refused in (
            lambda: work_log.add_entry(viewer, producer_id=owner, entry=entry, today=TODAY, now=NOW),
            lambda: work_log.correct_entry(viewer, stored, entry=entry, version=1, today=TODAY),
            lambda: travel.note_travel_of_visit(
                viewer, visit_id=visit_id, producer_ids=[owner], record=TravelRecord(minutes_both=9), today=TODAY, now=NOW
            ),
            lambda: own_hours.set_own_hours(
                viewer,
                source=SourceKind.VISIT,
                record_id=visit_id,
                producer_id=owner,
                times=own_hours.OwnTimes(break_minutes=5),
                version=0,
                now=NOW,
            ),
        ):
            with pytest.raises(RuleBroken, match="2026年10月は本人確定済み"):
                refused()
        work_months.take_back_confirmation(viewer, producer_id=owner, month=OCTOBER, version=version(cast))
        work_log.add_entry(viewer, producer_id=owner, entry=entry, today=TODAY, now=NOW)


def test_a_record_that_changes_after_the_confirmation_reopens_nothing_and_is_told(
    cast: Cast, visit_id: int, writing: At, at_rest: At
) -> None:
    with writing():
        confirm(cast)
        correct(cast, visit_id, end_time=time(13))
    with at_rest():
        row = diary(cast)
        assert row.state is WorkMonthState.CONFIRMED
        (change,) = row.changes
        assert (change.before.minutes, change.after.minutes) == (120, 180)
        assert row.standing is not None and row.standing.minutes + 60 == row.hours.minutes
    with writing(), pytest.raises(RuleBroken, match="確定後に記録が変わって"):
        approve(cast)


def test_a_checked_month_keeps_the_hours_of_its_records(cast: Cast, visit_id: int, writing: At, at_rest: At) -> None:
    with writing():
        confirm(cast)
        approve(cast)
    with writing():
        for changes in (
            {"end_time": time(13)},
            {"visit_on": date(2026, 10, 15)},
            {"visit_on": date(2026, 11, 2)},
            {"producer_ids": frozenset({cast.producer_id("sub")})},
        ):
            for who in ("owner", "sub"):
                with pytest.raises(RuleBroken, match="担い手01さんの業務日誌は責任者確認済み"):
                    correct(cast, visit_id, who, **changes)
        correct(cast, visit_id, decisions="ほかのことは直せる")
        correct(cast, visit_id, producer_ids=frozenset({cast.producer_id("owner")}))  # whoever goes is not checked yet
    with writing():
        correct(cast, visit_id, "manager", end_time=time(13))
    with at_rest():
        assert diary(cast).state is WorkMonthState.APPROVED
        assert [(one.before.minutes, one.after.minutes) for one in diary(cast).changes] == [(120, 180)]


def test_a_meeting_of_a_checked_month_keeps_its_hours_too(cast: Cast, visit_id: int, writing: At) -> None:
    with writing():
        confirm(cast)
        approve(cast)
        (ref,) = [one.ref for one in diary(cast).hours.activities if one.kind is WorkKind.MEETING]
        record = MeetingRecord(
            meeting_on=date(2026, 10, 20),
            start_time=time(16),
            end_time=time(18),
            producer_ids=frozenset({cast.producer_id("owner"), cast.producer_id("sub")}),
            sections=(SectionRecord(cast.asahi.enrolment_id, decisions="次の一手"),),
        )
        with pytest.raises(RuleBroken, match="責任者確認済み"):
            meetings.correct_meeting(cast.viewer("sub"), ref.source_id, record=record, version=1, today=TODAY, now=NOW)
        same = replace(record, end_time=time(17))
        meetings.correct_meeting(cast.viewer("sub"), ref.source_id, record=same, version=1, today=TODAY, now=NOW)


def test_a_new_record_of_a_checked_month_is_a_fact_and_is_taken(cast: Cast, visit_id: int, writing: At, at_rest: At) -> None:
    record = VisitRecord(
        visit_on=date(2026, 10, 27),
        start_time=time(9),
        end_time=time(10),
        producer_ids=frozenset({cast.producer_id("owner")}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="遅れて届いた記録"),),
    )
    with writing():
        confirm(cast)
        approve(cast)
        visits.log_visit(
            cast.viewer("owner"),
            record=record,
            enrolment_id=cast.asahi.enrolment_id,
            travel=TravelRecord(minutes_both=40),
            today=TODAY,
            now=NOW,
        )
    with at_rest():
        row = diary(cast)
        assert {change.kind.value for change in row.changes} == {"added"} and len(row.changes) == 2
        assert row.standing is not None and row.standing.minutes == row.hours.minutes - 100


def test_checking_is_a_manager_s_and_somebody_else_s(cast: Cast, visit_id: int, writing: At, at_rest: At) -> None:
    with writing():
        with pytest.raises(RuleBroken, match="本人確定がまだ"):
            approve(cast)
        confirm(cast)
        for who, error in (("owner", NotAllowed), ("colleague", NotFound), ("clerk", NotFound), ("auditor", NotFound)):
            with pytest.raises(error):
                approve(cast, who)
        approve(cast)
    with at_rest():
        standing = diary(cast).standing
        assert standing is not None and (standing.approved_by, standing.approved_reason) == ("架空マネージャー", "")


def test_whoever_confirmed_a_month_or_whose_it_is_checks_it_only_with_a_reason(cast: Cast, visit_id: int, writing: At) -> None:
    with writing():
        confirm(cast, who="manager", reason="離任したため")
        with pytest.raises(RuleBroken) as broken:
            approve(cast)
        assert broken.value.field == "reason"
        approve(cast, "manager_producer")
    me = cast.producer_id("manager_producer")
    with writing():
        make_entry(cast, now=NOW, on=ON, who="manager_producer")
        own = get_diary(cast.viewer("manager_producer"), me, OCTOBER, today=TODAY)
        step = {"producer_id": me, "month": OCTOBER, "today": TODAY, "now": NOW}
        work_months.confirm_month(cast.viewer("manager_producer"), digest_seen=digest(freeze(lines_of(own.hours))), **step)
        with pytest.raises(RuleBroken):
            work_months.approve_month(cast.viewer("manager_producer"), version=1, **step)
        work_months.approve_month(cast.viewer("manager_producer"), version=1, reason="ほかにマネージャーがいない", **step)


def test_a_checked_month_is_unlocked_by_a_manager_for_a_reason(cast: Cast, visit_id: int, writing: At, at_rest: At) -> None:
    step: dict[str, Any] = {"producer_id": cast.producer_id("owner"), "month": OCTOBER}
    with writing():
        confirm(cast)
        approve(cast)
        with pytest.raises(RuleBroken):
            work_months.take_back_confirmation(cast.viewer("owner"), version=version(cast), **step)
        with pytest.raises(NotAllowed):
            work_months.take_back_approval(cast.viewer("owner"), version=version(cast), reason="直したい", **step)
        with pytest.raises(RuleBroken):
            work_months.take_back_approval(cast.viewer("manager"), version=version(cast), reason=" ", **step)
        with pytest.raises(Conflict):
            work_months.take_back_approval(cast.viewer("manager"), version=99, reason="時刻の誤り", **step)
        work_months.take_back_approval(cast.viewer("manager"), version=version(cast), reason="時刻の誤り", **step)
    with at_rest():
        row = diary(cast)
        assert row.state is WorkMonthState.ENTERING
        assert row.standing is not None and row.standing.reopened_reason == "時刻の誤り"
        assert db.session.scalars(select(AuditEntry.reason).where(AuditEntry.act == "take_back_approval")).one() == "時刻の誤り"
        assert db.session.scalars(select(WorkMonth.approved_by)).one() == ""


def test_a_confirmed_month_keeps_the_rounding_under_which_it_was_confirmed(
    cast: Cast, visit_id: int, writing: At, at_rest: At
) -> None:
    settings = work_months.HoursSettings(RoundingRule(30, RoundingWay.DOWN, RoundingPer.DAY), 600)
    with writing():
        confirm(cast)
        work_months.set_hours_rule(cast.viewer("manager"), settings=settings, version=0, now=NOW)
    with at_rest():
        assert diary(cast).hours.counted == diary(cast).hours.minutes
    with writing():
        work_months.take_back_confirmation(
            cast.viewer("owner"), producer_id=cast.producer_id("owner"), month=OCTOBER, version=version(cast)
        )
    with at_rest():
        assert diary(cast).hours.rule == settings.rule
        assert diary(cast).settings.long_day_minutes == 600


def test_the_rule_of_rounding_is_the_manager_s_and_one_of_the_choices(cast: Cast, writing: At) -> None:
    good = work_months.HoursSettings(RoundingRule(15), 480)
    with writing():
        for who in ("owner", "clerk", "auditor"):
            with pytest.raises(NotAllowed):
                work_months.set_hours_rule(cast.viewer(who), settings=good, version=0, now=NOW)
        for bad in (replace(good, rule=RoundingRule(7)), replace(good, long_day_minutes=30)):
            with pytest.raises(RuleBroken):
                work_months.set_hours_rule(cast.viewer("manager"), settings=bad, version=0, now=NOW)
        work_months.set_hours_rule(cast.viewer("manager"), settings=good, version=0, now=NOW)
        with pytest.raises(Conflict):
            work_months.set_hours_rule(cast.viewer("manager"), settings=good, version=0, now=NOW)
