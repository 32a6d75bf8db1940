"""Hours are entered once, within the day and the month that are open, and each by its own person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.hours import make_entry
from tests.records import make_visit
from tracker.database import db
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.work_entries import WorkEntry
from tracker.domain.work_log import WorkKind
from tracker.models import AuditEntry, WorkLog
from tracker.services import work_log

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
ENTRY = WorkEntry(date(2026, 11, 20), WorkKind.PREPARATION, time(9), time(10, 30), note="資料の準備")


def add(cast: Cast, who: str = "owner", whose: str = "owner", entry: WorkEntry = ENTRY, key: str | None = None) -> int:
    return work_log.add_entry(
        cast.viewer(who), producer_id=cast.producer_id(whose), entry=entry, today=TODAY, now=NOW, idempotency_key=key
    )


def the(entry_id: int) -> WorkLog:
    return db.session.get_one(WorkLog, entry_id)


def refused(field: str | None, act: Callable[[], Any]) -> None:
    with pytest.raises(RuleBroken) as broken:
        act()
    assert broken.value.field == field


def test_an_entry_is_kept_as_it_was_written_and_noted(cast: Cast, writing: At, at_rest: At) -> None:
    entry = replace(ENTRY, enrolment_id=cast.minato.enrolment_id, case_id=cast.minato.case_id, break_minutes=10)
    with writing():
        entry_id = add(cast, entry=entry)
    with at_rest():
        row = the(entry_id)
        assert WorkEntry(**{name: getattr(row, name) for name in WorkEntry.__dataclass_fields__}) == entry
        assert (row.producer_id, row.created_by_id) == (cast.producer_id("owner"), cast["owner"].account_id)
        assert db.session.scalars(select(AuditEntry.noun_id).where(AuditEntry.act == "add_hours")).one() == entry_id


def test_sending_again_makes_no_second_entry(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        first = add(cast, key="a" * 32)
    with writing():
        assert add(cast, key="a" * 32) == first
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(WorkLog)) == 1


def test_hours_are_one_s_own_and_a_manager_s_to_enter(cast: Cast, writing: At) -> None:
    with writing():
        add(cast, who="manager")
        for who in ("colleague", "stranger", "other_manager"):
            with pytest.raises(NotFound):
                add(cast, who=who)
        for who in ("clerk", "auditor"):
            with pytest.raises(NotAllowed):
                add(cast, who=who)


def test_where_no_hours_are_kept_there_is_no_such_thing(cast: Cast, writing: At) -> None:
    with writing(), pytest.raises(NotFound):
        work_log.add_entry(
            replace(cast.viewer("owner"), hours_kept=False),
            producer_id=cast.producer_id("owner"),
            entry=ENTRY,
            today=TODAY,
            now=NOW,
        )


def test_an_entry_names_a_company_and_a_case_of_its_programme(cast: Cast, writing: At) -> None:
    with writing():
        refused("enrolment_id", lambda: add(cast, entry=replace(ENTRY, enrolment_id=cast.elsewhere.enrolment_id)))
        refused("enrolment_id", lambda: add(cast, entry=replace(ENTRY, case_id=cast.asahi.case_id)))
        mixed = replace(ENTRY, enrolment_id=cast.asahi.enrolment_id, case_id=cast.minato.case_id)
        refused("case_id", lambda: add(cast, entry=mixed))


def test_a_day_holds_no_more_than_its_hours_with_everything_that_is_recorded(cast: Cast, writing: At) -> None:
    with writing():
        owner = cast.producer_id("owner")
        make_visit(cast.asahi, now=NOW, on=ENTRY.work_on, who=[owner], start_time=time(10), end_time=time(12))
        make_entry(cast, now=NOW, on=ENTRY.work_on, start_time=None, end_time=None, minutes=1300)
        refused("minutes", lambda: add(cast, entry=replace(ENTRY, start_time=None, end_time=None, minutes=21)))
        add(cast, entry=replace(ENTRY, start_time=None, end_time=None, minutes=20))


def test_a_correction_counts_itself_once_and_knows_of_the_other_editor(cast: Cast, writing: At, at_rest: At) -> None:
    viewer = cast.viewer("owner")
    whole_day = replace(ENTRY, start_time=None, end_time=None, minutes=1440)
    with writing():
        entry_id = add(cast, entry=whole_day)
    with writing():
        longer = replace(whole_day, minutes=1430, note="一日がかりの準備")
        work_log.correct_entry(viewer, entry_id, entry=longer, version=1, today=TODAY)
    with at_rest():
        assert (the(entry_id).minutes, the(entry_id).version) == (1430, 2)
    with writing(), pytest.raises(Conflict) as conflict:
        work_log.correct_entry(viewer, entry_id, entry=whole_day, version=1, today=TODAY)
    assert conflict.value.theirs["note"] == "一日がかりの準備"


def test_what_is_deleted_comes_back_within_thirty_days(cast: Cast, writing: At, at_rest: At) -> None:
    viewer = cast.viewer("owner")
    with writing():
        entry_id = add(cast)
        for _ in range(2):
            work_log.delete_entry(viewer, entry_id, now=NOW)
        with pytest.raises(NotFound):
            work_log.correct_entry(viewer, entry_id, entry=ENTRY, version=2, today=TODAY)
        refused(None, lambda: work_log.restore_entry(viewer, entry_id, today=TODAY, now=NOW + timedelta(days=31)))
        for _ in range(2):
            work_log.restore_entry(viewer, entry_id, today=TODAY, now=NOW + timedelta(days=29))
    with at_rest():
        assert the(entry_id).deleted_at is None
        acts = list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
        assert acts[-3:] == ["add_hours", "delete_hours", "restore_hours"]


def test_nobody_touches_somebody_else_s_entry(cast: Cast, writing: At) -> None:
    with writing():
        entry_id = add(cast)
        for act in (
            lambda: work_log.correct_entry(cast.viewer("colleague"), entry_id, entry=ENTRY, version=1, today=TODAY),
            lambda: work_log.delete_entry(cast.viewer("colleague"), entry_id, now=NOW),
            lambda: work_log.restore_entry(cast.viewer("stranger"), entry_id, today=TODAY, now=NOW),
        ):
            with pytest.raises(NotFound):
                act()
