"""The kept lines say what counting everything says: after any writing, for every viewer, on every day."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_excuse, add_meeting, add_stand_in, add_visit, counted_statements
from tests.next_years import begin_year_after
from tests.records import Records, make_outcome
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import Month
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.models import (
    Assignment,
    BoardHead,
    BoardLine,
    BoardMark,
    Enrolment,
    MeetingParticipant,
    MeetingSection,
    MonthClose,
    Outcome,
    Programme,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitCase,
    VisitParticipant,
)
from tracker.queries.board_heads import find_kept_year
from tracker.queries.dashboard import FIRST_LINES, get_dashboard
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.kept_closing import get_kept_closing, list_kept_months
from tracker.queries.month_closes import get_closing, list_closing_months
from tracker.queries.single_exceptions import get_exception, list_snoozed
from tracker.rows.board import Wanted
from tracker.services import board_lines
from tracker.services.month_closes import close_month, reopen_month
from tracker.services.snoozes import snooze

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
VIEWERS = ("manager", "owner", "clerk")
WANTED = (FIRST_LINES, FIRST_LINES, Wanted(AttentionKind.MISSED, 2), Wanted(AttentionKind.MISSING_MEETING))
SEEDS, TURNS = range(2), 20


@pytest.fixture(autouse=True)
def few_are_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_lines, "COUNTED_UP_TO", 0)


class Year:
    """Random acts in a year of the cast's two companies, through rows and through statements."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance, self.today = cast, random.Random(seed), TODAY
        self.acts = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]

    def act(self) -> None:
        with suppress(NotFound, RuleBroken):  # a company that is deleted just now, a month that cannot be closed
            self.chance.choice(self.acts)()

    def day(self) -> date:
        return self.today - timedelta(days=self.chance.choice([*range(-6, 70), 120, 200, 300]))

    def company(self):  # type: ignore[no-untyped-def]
        return self.chance.choice([self.cast.asahi, self.cast.minato])

    def people(self) -> list[int]:
        return self.chance.sample(self.cast.producer_ids[:4], 2)

    def some(self, model):  # type: ignore[no-untyped-def]
        rows = list(db.session.scalars(select(model).order_by(*model.__table__.primary_key.columns)))
        return self.chance.choice(rows) if rows else None

    def do_visit(self) -> None:
        company = self.company()
        status = self.chance.choice([EventStatus.HELD, EventStatus.HELD, EventStatus.SCHEDULED])
        mode = self.chance.choice(list(VisitMode))
        visit_id = add_visit(
            company,
            self.day(),
            status,
            mode,
            is_draft=status is EventStatus.HELD and self.chance.random() < 0.3,
            people=self.people(),
            cases=company.case_ids,
            worked=self.chance.choice(list(Phase)),
            start=time(10),
        )
        visit = db.session.get_one(Visit, visit_id)
        visit.end_time = time(12)
        visit.finalised_at = datetime.combine(visit.visit_on, time(3), NOW.tzinfo) + timedelta(days=self.chance.choice([0, 9]))

    def do_meeting(self) -> None:
        companies = self.chance.choice([[self.cast.asahi], [self.cast.minato], [self.cast.asahi, self.cast.minato]])
        add_meeting(companies, self.day(), self.people(), start=time(10))

    def do_move_a_visit(self) -> None:
        if visit := self.some(Visit):
            visit.visit_on, visit.status = self.day(), self.chance.choice([EventStatus.HELD, EventStatus.SCHEDULED])

    def do_give_a_visit_to_the_other_company(self) -> None:
        if visit := self.some(Visit):
            table = Visit.__table__
            db.session.execute(update(table).where(table.c.id == visit.id).values(enrolment_id=self.company().enrolment_id))

    def do_delete_a_visit(self) -> None:
        if visit := self.some(Visit):
            visit.deleted_at = None if visit.deleted_at else NOW

    def do_finish_a_draft(self) -> None:
        db.session.execute(update(Visit).where(Visit.id == self.some(Visit).id).values(record_state=RecordState.FINAL))

    def do_take_a_note_away(self) -> None:
        if note := self.some(VisitCase):
            note.facts = note.interpretation = ""

    def do_take_somebody_from_a_visit(self) -> None:
        if seat := self.some(VisitParticipant):
            db.session.delete(seat)

    def do_take_somebody_from_a_meeting(self) -> None:
        if seat := self.some(MeetingParticipant):
            db.session.execute(delete(MeetingParticipant).where(MeetingParticipant.meeting_id == seat.meeting_id))

    def do_move_a_meeting(self) -> None:
        if meeting := self.some(TeamMeeting):
            meeting.meeting_on = self.day()

    def do_delete_a_meeting(self) -> None:
        if meeting := self.some(TeamMeeting):
            meeting.deleted_at = None if meeting.deleted_at else NOW

    def do_take_a_company_out_of_a_meeting(self) -> None:
        section = self.some(MeetingSection)
        of_meeting = select(func.count()).where(MeetingSection.meeting_id == section.meeting_id) if section else None
        if of_meeting is not None and (db.session.scalar(of_meeting) or 0) > 1:
            db.session.delete(section)

    def do_excuse_a_month(self) -> None:
        company, month = self.company(), Month(2026, self.chance.randint(4, 11)).first
        there = text("SELECT count(*) FROM excused_month WHERE enrolment_id = :one AND month_on = :month")
        if not db.session.scalar(there, {"one": company.enrolment_id, "month": month}):
            add_excuse(company, month)

    def do_close_or_open_a_month(self) -> None:
        month, company, manager = Month(2026, self.chance.choice([9, 10])), self.company(), self.cast.viewer("manager")
        close = db.session.scalar(
            select(MonthClose).where(
                MonthClose.enrolment_id == company.enrolment_id,
                MonthClose.month_on == month.first,
                MonthClose.reopened_at.is_(None),
            )
        )
        asked = {"enrolment_id": company.enrolment_id, "month": month, "today": self.today, "now": NOW}
        if close is None:
            close_month(manager, remark="確かめた", **asked)  # type: ignore[arg-type]
        else:
            reopen_month(manager, reason="間違い", version=close.version, **asked)  # type: ignore[arg-type]

    def do_stand_in(self) -> None:
        day = self.day()
        add_stand_in(self.company(), self.cast.producer_ids[3], day, day + timedelta(days=20))

    def do_change_a_team(self) -> None:
        if place := self.some(Assignment):
            place.ends_on = self.chance.choice([None, max(place.starts_on, TODAY - timedelta(days=9))])

    def do_snooze(self) -> None:
        manager = self.cast.viewer("manager")
        rows = list_exceptions(manager, load(manager, today=self.today), today=self.today, overdue_limit=0).open
        if rows:
            row, back_on = self.chance.choice(rows), self.today + timedelta(days=4)
            snooze(
                manager,
                kind=row.kind.value,
                subject=row.subject,
                back_on=back_on,
                reason="待つ",
                today=self.today,
                now=NOW,
            )

    def do_change_a_setting(self) -> None:
        programme = db.session.get_one(Programme, self.cast.programme_id)
        programme.stuck_days = self.chance.choice([30, 90])
        programme.online_counts = not programme.online_counts

    def do_delete_a_case(self) -> None:
        case = db.session.get_one(SupportCase, self.cast.asahi.case_ids[0])
        case.deleted_at = None if case.deleted_at else NOW

    def do_delete_a_company(self) -> None:
        company = db.session.get_one(Enrolment, self.cast.minato.enrolment_id)
        company.deleted_at = None if company.deleted_at else NOW

    def do_let_a_day_pass(self) -> None:
        self.today += timedelta(days=self.chance.choice([1, 1, 9]))


def both(cast: Cast, who: str, today: date, wanted: Wanted = FIRST_LINES, *, by_name: bool = False) -> None:
    """The same page twice: from kept lines, and counted."""
    same(cast.viewer(who), today, wanted, by_name=by_name)


def same(viewer: Viewer, today: date, wanted: Wanted = FIRST_LINES, *, by_name: bool = False) -> None:
    assert board_lines.bring_up(viewer, today=today)
    kept, counted = (get_dashboard(viewer, today=today, wanted=wanted, by_name=by_name, kept=kept) for kept in (True, False))
    assert kept.totals == counted.totals
    assert kept.attention.counts == counted.attention.counts
    for kind in AttentionKind:
        assert kept.of_kind(kind) == counted.of_kind(kind)
    assert replace(kept, attention=replace(kept.attention, rows=counted.attention.rows)) == counted


def single(cast: Cast, who: str, today: date) -> None:
    """What was put aside, and the last of each kind by its name: as among everything that is counted."""
    viewer = cast.viewer(who)
    everything = list_exceptions(viewer, load(viewer, today=today), today=today)
    assert list_snoozed(viewer, today=today) == everything.snoozed
    for row in {row.kind: row for row in everything.open}.values():
        rows = [one for one in everything.open if (one.kind, one.subject) == (row.kind, row.subject)]
        assert sorted(get_exception(viewer, row.kind.value, row.subject, today=today), key=str) == sorted(rows, key=str)


def closing(cast: Cast, today: date) -> None:
    """The months to be closed, and one of them page by page: from kept lines, and counted."""
    viewer = cast.viewer("clerk")
    assert list_kept_months(viewer, today=today) == list_closing_months(viewer, today=today)
    whole = get_closing(viewer, Month(2026, 10), today=today)
    for page, row in enumerate(whole.companies, 1):
        counts, there = get_kept_closing(viewer, Month(2026, 10), today=today, page=page, size=1)
        assert (counts, there.companies) == (whole.counts, (row,))


@pytest.mark.parametrize("seed", SEEDS)
def test_after_random_acts_the_kept_lines_say_what_counting_says(
    cast: Cast, records: Records, writing: Ways, at_rest: Ways, seed: int
) -> None:
    year = Year(cast, seed)
    for turn in range(TURNS):
        with writing():
            year.act()
        with at_rest():
            both(cast, VIEWERS[turn % 3], year.today, WANTED[turn % 4], by_name=turn % 5 == 0)
            if turn % 4 == 3:
                closing(cast, year.today)
                single(cast, VIEWERS[turn % 3], year.today)


def test_what_is_written_about_the_year_before_makes_its_numbers_anew(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    manager = cast.viewer("manager")
    with writing():
        earlier = db.session.get_one(Programme, cast.elsewhere.programme_id)
        db.session.get_one(Programme, cast.programme_id).predecessor_id = earlier.id
        earlier.fiscal_year = 2025
    for day, number in ((date(2025, 6, 2), 1), (date(2025, 11, 24), 2), (date(2025, 11, 25), 2)):
        with writing():
            add_visit(cast.elsewhere, day)
        with at_rest():
            board_lines.bring_up(manager, today=TODAY)
        with writing():
            make_outcome(cast.elsewhere, now=NOW, on=day)
        with at_rest():
            board_lines.bring_up(manager, today=TODAY)
            kept = find_kept_year(manager)
            assert kept is not None
            assert (kept.until, kept.visit_count, kept.outcome_count) == (date(2025, 11, 24), number, number)


def test_outcomes_are_counted_with_the_lines_whatever_becomes_of_them(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        both(cast, "manager", TODAY)
    with writing():
        ids = [
            make_outcome(company, now=NOW, on=on)
            for company in (cast.asahi, cast.minato)
            for on in (TODAY, date(2026, 10, 24), date(2026, 10, 25), date(2026, 4, 1), date(2026, 3, 31))
        ]
    table = Outcome.__table__
    acts: tuple[tuple[dict[str, object], tuple[int, int, int]], ...] = (
        ({}, (8, 2, 2)),
        ({"outcome_on": date(2026, 11, 1)}, (8, 2, 2)),
        ({"outcome_on": date(2026, 10, 2)}, (8, 1, 3)),
        ({"outcome_on": date(2026, 11, 25)}, (7, 1, 2)),
        ({"outcome_on": TODAY, "enrolment_id": cast.minato.enrolment_id}, (8, 2, 2)),
        ({"deleted_at": NOW}, (7, 1, 2)),
        ({"deleted_at": None}, (8, 2, 2)),
    )
    for values, numbers in acts:
        with writing():
            if values:
                db.session.execute(update(table).where(table.c.id == ids[0]).values(**values))
        with at_rest():
            both(cast, "owner", TODAY)
            totals = get_dashboard(cast.viewer("clerk"), today=TODAY, kept=True).totals
            assert (totals.outcome_count, totals.month.outcome_count, totals.before.outcome_count) == numbers


def test_what_is_written_about_the_year_before_makes_the_lines_of_the_companies_that_go_on_anew(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    r9, today = begin_year_after(cast, writing), date(2027, 4, 20)
    here = r9.of(cast.asahi)
    with writing():
        visit_id = add_visit(cast.asahi, date(2027, 3, 10))
        add_visit(here, date(2027, 4, 12))

    def filled() -> tuple[int, int]:
        with at_rest():
            same(r9.viewer, today)
            sums = get_dashboard(r9.viewer, today=today, kept=True).totals
            return sums.filled_gap_count, sums.gap_count

    assert filled() == (0, 1)
    with writing():
        meeting_id = add_meeting([cast.asahi], date(2027, 3, 20), [cast.producer_id("tenth")])
    assert filled() == (0, 1)
    with writing():
        db.session.add(MeetingParticipant(meeting_id=meeting_id, producer_id=cast.producer_id("owner")))
    assert filled() == (1, 1)
    with writing():
        db.session.execute(update(TeamMeeting).values(meeting_on=date(2027, 3, 1)))
    assert filled() == (0, 1)
    with writing():
        db.session.get_one(Visit, visit_id).visit_on = date(2027, 2, 20)
    assert filled() == (1, 1)
    with writing():
        db.session.execute(update(Visit).where(Visit.id == visit_id).values(deleted_at=NOW))
    assert filled() == (0, 0)
    with writing():
        db.session.get_one(Visit, visit_id).deleted_at = None
        db.session.get_one(Visit, visit_id).mode = VisitMode.ONLINE
    assert filled() == (1, 1)
    with writing():
        db.session.get_one(Programme, cast.programme_id).online_counts = False
    assert filled() == (0, 0)


def test_what_is_written_about_a_case_two_years_before_makes_its_line_anew(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    r9 = begin_year_after(cast, writing)
    r10, today = begin_year_after(cast, writing, old=r9, slug="r10", fiscal_year=2028), date(2028, 4, 20)

    def standing_still() -> list[date]:
        with at_rest():
            same(r10.viewer, today)
            rows = get_dashboard(r10.viewer, today=today, kept=True).of_kind(AttentionKind.STUCK_CASE)
            return [row.since for row in rows if row.case_id == cast.asahi.case_id]

    assert standing_still() == []
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 5, 12), cases=cast.asahi.case_ids)
    assert standing_still() == [date(2026, 5, 12)]
    with writing():
        db.session.get_one(Visit, visit_id).visit_on = date(2026, 6, 1)
    assert standing_still() == [date(2026, 6, 1)]
    with writing():
        db.session.execute(update(VisitCase).values(facts=""))
    assert standing_still() == []


def test_a_page_that_nothing_was_written_about_is_read_without_counting(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    manager = cast.viewer("manager")
    with at_rest():
        assert board_lines.bring_up(manager, today=TODAY)
    with at_rest(), counted_statements() as counted:
        assert board_lines.bring_up(manager, today=TODAY)
        assert counted() <= 2  # with the beginning of the transaction
    with writing():
        add_visit(cast.asahi, TODAY)
    with at_rest():
        marks = db.session.execute(select(BoardMark.enrolment_id, BoardMark.on_day).order_by(BoardMark.on_day)).all()
        assert {tuple(mark) for mark in marks} == {(cast.asahi.enrolment_id, None), (None, TODAY)}


def test_few_companies_keep_no_lines_and_leave_no_marks(
    cast: Cast, writing: Ways, at_rest: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_lines, "COUNTED_UP_TO", 2)
    with at_rest():
        assert not board_lines.bring_up(cast.viewer("manager"), today=TODAY)
    with writing():
        add_visit(cast.asahi, TODAY)
    with at_rest():
        assert [db.session.scalar(select(func.count()).select_from(model)) for model in (BoardHead, BoardMark, BoardLine)] == [
            0
        ] * 3


def test_what_was_written_while_lines_were_made_is_made_anew_the_next_time(
    cast: Cast, writing: Ways, at_rest: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = board_lines.make

    def late(*args: object, **kwargs: object) -> object:
        made = make(*args, **kwargs)  # type: ignore[arg-type]
        db.session.rollback()
        with writing():
            add_visit(cast.asahi, date(2026, 11, 2))
        monkeypatch.undo()
        monkeypatch.setattr(board_lines, "COUNTED_UP_TO", 0)
        return made

    monkeypatch.setattr(board_lines, "make", late)
    with at_rest():
        board_lines.bring_up(cast.viewer("manager"), today=TODAY)
    with at_rest():
        both(cast, "manager", TODAY)


def test_of_two_who_make_lines_at_once_the_second_leaves_the_firsts(
    cast: Cast, writing: Ways, at_rest: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, manager = board_lines.make, cast.viewer("manager")

    def overtaken(*args: object, **kwargs: object) -> object:
        made = make(*args, **kwargs)  # type: ignore[arg-type]
        db.session.rollback()
        monkeypatch.setattr(board_lines, "make", make)
        with writing():
            add_visit(cast.asahi, date(2026, 11, 2))
        with at_rest():
            board_lines.bring_up(manager, today=TODAY)
        return made

    monkeypatch.setattr(board_lines, "make", overtaken)
    with at_rest():
        assert board_lines.bring_up(manager, today=TODAY)
        both(cast, "manager", TODAY)


def test_where_nothing_can_be_written_everything_is_counted(
    cast: Cast, at_rest: Ways, client: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("attempt to write a readonly database"))

    monkeypatch.setattr(board_lines, "_begin_keeping", full)
    with at_rest():
        assert not board_lines.bring_up(cast.viewer("manager"), today=TODAY)
    assert "支援企業 2社のうち" in client("manager").get("").main


def test_the_commands_bring_lines_up_compare_them_and_make_them_anew(
    app: Flask, cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    def run(*args: str) -> str:
        result = app.test_cli_runner().invoke(args=args)
        return f"{result.exit_code} {result.output}"

    with at_rest():
        board_lines.bring_up(cast.viewer("manager"), today=date(2026, 11, 23))
    assert run("remind").startswith("0")
    with at_rest():
        assert db.session.scalar(select(BoardHead.made_on)) == TODAY
    assert run("check").startswith("0")
    for wrong in (
        "line SET visit_count = visit_count + 1",
        "line SET needs = needs + 1",
        "line SET open_challenge_count = open_challenge_count + 1",
        "head SET before_id = 1",
        "head SET exceptions = '{}'",
    ):
        with writing():
            db.session.execute(text(f"UPDATE board_{wrong}"))
        assert "ダッシュボードの控えが記録と違う" in run("check")
        assert run("reindex").startswith("0")
        assert run("check").startswith("0")
