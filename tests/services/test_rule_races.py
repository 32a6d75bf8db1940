"""Two people at the same moment against a rule over rows: on both databases one is first, and the rule holds after both."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.form_records import PLAIN, SHEET
from tests.records import Records
from tests.staffing_records import make_stand_in
from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.domain.cadence import MonthState
from tracker.domain.calendar import Month, Period
from tracker.domain.errors import Conflict, NotFound, Refused, RuleBroken
from tracker.domain.form_mapping import CellTie
from tracker.domain.month_closes import MonthClosed
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.roles import Role
from tracker.domain.visits import VisitRecord
from tracker.models import (
    Absence,
    Account,
    AuditEntry,
    Enrolment,
    FormVersion,
    Membership,
    MonthClose,
    Programme,
    RatingPair,
    StandIn,
    Submission,
    TeamMeeting,
    Visit,
    VisitCase,
)
from tracker.queries.merges import get_merge
from tracker.queries.redactions import find_places
from tracker.queries.submissions import find_last_entry
from tracker.services import closed_months, transaction
from tracker.services.absences import note_absence
from tracker.services.accounts import change_roles, deactivate_account, make_administrator
from tracker.services.assessments import open_round, plan_round
from tracker.services.form_ties import tie_cell
from tracker.services.links import invite_member
from tracker.services.merges import merge_companies
from tracker.services.month_closes import close_month
from tracker.services.months import excuse_month
from tracker.services.programmes import found_programme
from tracker.services.redactions import redact_passages
from tracker.services.stand_ins import end_stand_in, set_stand_in
from tracker.services.submissions import Prepared, hand_in_report
from tracker.services.visits import correct_visit, log_visit

At = Callable[[], AbstractContextManager[None]]
Act = Callable[[], Any]
AtOnce = Callable[..., list[Any]]
TODAY, OCTOBER = date(2026, 11, 24), date(2026, 10, 14)
PATIENCE = 60


@pytest.fixture
def at_once(app: Flask) -> AtOnce:
    """Each act on a connection and in a transaction of its own, all let go together; what each said or was refused with."""

    def run(*acts: Act) -> list[Any]:
        gate = Barrier(len(acts))

        def one(act: Act) -> Any:
            with app.app_context():
                gate.wait(PATIENCE)
                try:
                    with transaction.writing():
                        return act()
                except (Refused, NotFound) as refused:
                    return refused

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts, timeout=PATIENCE))

    return run


def count(at_rest: At, model: Any) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


# --- making the same thing twice ---------------------------------------------------------------------------------


def test_one_key_sent_twice_at_once_is_one_row_and_both_are_told_of_it(cast: Cast, at_once: AtOnce, at_rest: At) -> None:
    def absence() -> int:
        days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 5)}
        who = cast.producer_id("ninth")
        return note_absence(cast.viewer("manager"), producer_id=who, reason="研修", now=NOW, idempotency_key="k" * 32, **days)

    first, second, third = at_once(absence, absence, absence)
    assert first == second == third
    assert count(at_rest, Absence) == 1


def test_somebody_who_is_added_twice_at_once_is_one_member_with_one_invitation(cast: Cast, at_once: AtOnce, at_rest: At) -> None:
    def invite(programme_id: int, viewer: Viewer) -> Act:
        return lambda: invite_member(
            viewer,
            programme_id=programme_id,
            email="new@example.jp",
            name="架空新人",
            roles=[Role.CLERK],
            ends_on=None,
            by_mail=True,
            now=NOW,
        )

    before = count(at_rest, Account), count(at_rest, Membership)
    ours, elsewhere = cast.viewer("manager"), cast.viewer("other_manager")
    said = at_once(*[invite(cast.programme_id, ours)] * 2, invite(cast.other_programme_id, elsewhere))
    assert len({one.account_id for one in said}) == 1
    assert (count(at_rest, Account), count(at_rest, Membership)) == (before[0] + 1, before[1] + 2)


def test_a_programme_that_is_founded_twice_at_once_is_one(cast: Cast, at_once: AtOnce, at_rest: At) -> None:
    def found() -> int:
        viewer = cast.viewer("administrator")
        return found_programme(viewer, slug="r10", name="架空新事業", organisation="架空新協会", fiscal_year=2028, now=NOW)

    before = count(at_rest, Programme)
    first, second = at_once(found, found)
    assert first == second
    assert count(at_rest, Programme) == before + 1


def test_a_stand_in_set_twice_at_once_stands_in_once(cast: Cast, at_once: AtOnce, at_rest: At) -> None:
    def let(ends_on: date) -> Act:
        return lambda: set_stand_in(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            producer_id=cast.producer_id("tenth"),
            starts_on=TODAY,
            ends_on=ends_on,
            reason="出張のため",
            today=TODAY,
            now=NOW,
        )

    said = at_once(let(date(2026, 12, 10)), let(date(2026, 12, 11)))
    assert len([one for one in said if isinstance(one, RuleBroken)]) == 1
    assert count(at_rest, StandIn) == 1


def test_a_month_excused_by_two_at_once_is_excused_once(cast: Cast, at_once: AtOnce, at_rest: At) -> None:
    def excuse(who: str) -> Act:
        return lambda: excuse_month(
            cast.viewer(who),
            enrolment_id=cast.asahi.enrolment_id,
            month=Month(2026, 9),
            reason="棚卸しのため",
            accepted_by="架空の人",
            today=TODAY,
            now=NOW,
        )

    said = at_once(excuse("manager"), excuse("manager_producer"))
    assert len([one for one in said if isinstance(one, Refused)]) <= 1


# --- the last of something ---------------------------------------------------------------------------------------


def test_of_two_administrators_who_close_each_other_one_is_left(cast: Cast, writing: At, at_once: AtOnce, at_rest: At) -> None:
    with writing():
        second = make_administrator(
            operator(None), email="second@example.jp", name="架空管理者二", password=cast.password, now=NOW
        )
    first = cast["administrator"].account_id

    def close(who: int, whom: int) -> Act:
        viewer = replace(cast.viewer("administrator"), account_id=who)
        return lambda: deactivate_account(viewer, account_id=whom, reason="架空の退職", now=NOW)

    said = at_once(close(first, second), close(second, first))
    assert [type(one) for one in said].count(RuleBroken) == 1
    with at_rest():
        left = select(func.count()).select_from(Account).where(Account.is_administrator, Account.deactivated_at.is_(None))
        assert db.session.scalar(left) == 1


def test_of_two_who_change_ones_roles_at_once_the_second_is_told(cast: Cast, at_once: AtOnce) -> None:
    def give(role: Role) -> Act:
        membership = cast["tenth"].membership_id
        assert membership is not None
        return lambda: change_roles(
            cast.viewer("manager"), membership_id=membership, roles=[role], ends_on=None, reason="異動", version=1
        )

    said = at_once(give(Role.CLERK), give(Role.MANAGER))
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "NoneType"]


def test_of_two_who_end_a_stand_in_at_once_the_second_is_told(cast: Cast, writing: At, at_once: AtOnce, at_rest: At) -> None:
    days = {"starts_on": date(2026, 11, 20), "ends_on": date(2026, 12, 20)}
    with writing():
        stand_in_id = make_stand_in(cast.asahi, cast.producer_id("tenth"), now=NOW, **days)

    def end(who: str, day: int) -> Act:
        return lambda: end_stand_in(
            cast.viewer(who), stand_in_id=stand_in_id, last_on=date(2026, 12, day), version=1, today=TODAY, now=NOW
        )

    said = at_once(end("owner", 10), end("manager", 1))
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "NoneType"]
    with at_rest():
        assert db.session.scalars(select(StandIn.ends_on)).one().day == (10 if said[0] is None else 1)


# --- closing, handing in, merging, redacting while somebody else saves ----------------------------------------------


def logging(cast: Cast, on: date, words: str = "聞いた", viewer: Viewer | None = None) -> Act:
    record = VisitRecord(
        visit_on=on,
        producer_ids=frozenset({cast.producer_id("owner")}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts=words),),
    )
    return lambda: log_visit(
        viewer or cast.viewer("owner"), record=record, enrolment_id=cast.asahi.enrolment_id, today=TODAY, now=NOW
    )


def test_a_visit_saved_while_its_month_is_closed_is_in_the_close_or_asks_for_a_reason(
    cast: Cast, at_once: AtOnce, at_rest: At
) -> None:
    logged, closed = at_once(
        logging(cast, OCTOBER),
        lambda: close_month(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            month=Month(2026, 10),
            remark="引き継ぎのため",
            today=TODAY,
            now=NOW,
        ),
    )
    assert closed is None
    with at_rest():
        close = db.session.scalars(select(MonthClose)).one()
        visits = db.session.scalars(select(Visit.id)).all()
    if isinstance(logged, MonthClosed):
        assert (close.state, close.visit_count, visits) == (MonthState.MISSED, 0, [])
    else:
        assert (close.state, close.visit_count, visits) == (MonthState.HELD, 1, [logged])


def test_two_who_hand_in_at_once_get_two_numbers_and_a_key_one(cast: Cast, at_once: AtOnce, at_rest: At) -> None:
    prepared = Prepared(Period(date(2026, 4, 1), date(2027, 3, 31)), date(2026, 9, 30), "報告.xlsx", b"PK", b"[]", 0, 0)

    def hand_in(key: str) -> Act:
        return lambda: hand_in_report(
            cast.viewer("clerk"),
            prepared=prepared,
            title="中間報告",
            handed_in_on=TODAY,
            remark="",
            replaces_id=None,
            today=TODAY,
            now=NOW,
            key=key,
        )

    first, again, other = at_once(hand_in("a" * 32), hand_in("a" * 32), hand_in("b" * 32))
    assert first == again != other
    with at_rest():
        assert sorted(db.session.scalars(select(Submission.number))) == [1, 2]


@pytest.mark.parametrize("is_correcting_first", [True, False])
def test_a_correction_beside_a_hand_in_is_in_it_or_asks_for_a_reason(
    app: Flask, cast: Cast, writing: At, at_rest: At, monkeypatch: pytest.MonkeyPatch, is_correcting_first: bool
) -> None:
    """The report was read before either: whichever is committed first, the other is told."""
    with writing():
        visit_id = logging(cast, OCTOBER)()
    with at_rest():
        seen = find_last_entry()
    asked, handed = Event(), Event()
    check_noted = closed_months.check_noted

    def slow(notes: list[Any]) -> list[Any]:
        checked = check_noted(notes)
        if any(note.act == "correct_visit" for note in notes):
            asked.set()
            handed.wait(1)  # longer than it takes where nothing stands in its way
        return checked

    def correct() -> Any:
        record = VisitRecord(
            visit_on=OCTOBER,
            producer_ids=frozenset({cast.producer_id("owner")}),
            notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="聞き直した"),),
        )
        return correct_visit(cast.viewer("owner"), visit_id=visit_id, record=record, version=1, today=TODAY, now=NOW)

    def hand_in() -> Any:
        prepared = Prepared(Period(date(2026, 4, 1), date(2027, 3, 31)), TODAY, "報告.xlsx", b"PK", b"[]", 0, 0, read_after=seen)
        words = {"title": "中間報告", "handed_in_on": TODAY, "remark": "", "replaces_id": None, "key": None}
        return hand_in_report(cast.viewer("clerk"), prepared=prepared, today=TODAY, now=NOW, **words)

    def one(act: Act, starts: Event | None, over: Event | None) -> Any:
        with app.app_context():
            if starts is not None:
                assert starts.wait(PATIENCE)
            try:
                with transaction.writing():
                    return act()
            except Refused as refused:
                return refused
            finally:
                if over is not None:
                    over.set()

    monkeypatch.setattr(closed_months, "check_noted", slow)
    with ThreadPoolExecutor(2) as pool:
        if is_correcting_first:
            corrected, submitted = pool.submit(one, correct, None, None), pool.submit(one, hand_in, asked, handed)
        else:
            submitted, corrected = pool.submit(one, hand_in, None, handed), pool.submit(one, correct, handed, None)
        said = corrected.result(PATIENCE), submitted.result(PATIENCE)
    if is_correcting_first:
        assert isinstance(said[1], RuleBroken)
        assert not isinstance(said[0], Refused)
    else:
        assert isinstance(said[0], MonthClosed)
        assert isinstance(said[1], int)


def test_a_round_that_two_open_at_once_is_opened_once(cast: Cast, writing: At, at_once: AtOnce, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        round_id = plan_round(manager, name="期首", due_on=date(2026, 12, 10), today=TODAY, now=NOW)

    def open_it() -> None:
        open_round(manager, round_id=round_id, version=1, today=TODAY, now=NOW)

    said = at_once(open_it, open_it)
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "NoneType"]
    with at_rest():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun_id == round_id)).all()
        assert acts.count("open_round") == 1
        pairs = db.session.execute(select(RatingPair.rater_id, RatingPair.ratee_id)).all()
        assert len(pairs) == len(set(pairs)) > 10


def test_of_two_who_tie_one_form_at_once_no_tie_is_lost_unseen(
    cast: Cast, records: Records, at_once: AtOnce, at_rest: At
) -> None:
    with at_rest():
        version = db.session.scalars(select(FormVersion).where(FormVersion.form_id == records.form_id)).one()
        version_id, number, sheet = version.id, version.version, version.mapping
    assert sheet

    def tie(cell: str, source: str) -> Act:
        made = CellTie(SHEET, cell, source, PLAIN)
        return lambda: tie_cell(cast.viewer("clerk"), version_id, tie=made, version=number)

    said = at_once(tie("D2", "programme.name"), tie("D2", "programme.organisation"))
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "NoneType"]


def test_a_record_saved_while_its_company_is_merged_away_is_the_merged_companys(cast: Cast, at_once: AtOnce, at_rest: At) -> None:
    with at_rest():
        seen = get_merge(cast.viewer("manager"), cast.minato.enrolment_id, cast.asahi.enrolment_id).seen
    logged, merged = at_once(
        logging(cast, TODAY, viewer=cast.viewer("manager")),
        lambda: merge_companies(
            cast.viewer("manager"),
            kept_id=cast.minato.enrolment_id,
            gone_id=cast.asahi.enrolment_id,
            of_gone=(),
            reason="2度登録したため",
            seen=seen,
            now=NOW,
        ),
    )
    assert merged is None or isinstance(merged, Conflict | RuleBroken)
    with at_rest():
        living = set(db.session.scalars(select(Enrolment.id).where(Enrolment.deleted_at.is_(None))))
        assert set(db.session.scalars(select(Visit.enrolment_id))) <= living
        if merged is None:
            assert cast.asahi.enrolment_id not in living
            assert isinstance(logged, int | Refused | NotFound)


def test_a_form_saved_while_its_words_are_redacted_does_not_bring_them_back(
    cast: Cast, writing: At, at_once: AtOnce, at_rest: At
) -> None:
    secret = "社長の重い病気"
    with writing():
        visit_id = logging(cast, TODAY, words=f"{secret}と聞いた")()
    record = VisitRecord(
        visit_on=TODAY,
        producer_ids=frozenset({cast.producer_id("owner")}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts=f"{secret}と聞いた。続きも聞いた"),),
    )
    with at_rest():
        version = db.session.get_one(Visit, visit_id).version
        places = len(find_places(cast.viewer("manager"), secret).places)
    redacted, saved = at_once(
        lambda: redact_passages(
            cast.viewer("manager"), passages=(secret,), reason="本人の健康に関するため", places_seen=places, now=NOW
        ),
        lambda: correct_visit(cast.viewer("owner"), visit_id=visit_id, record=record, version=version, today=TODAY, now=NOW),
    )
    with at_rest():
        facts = db.session.scalars(select(VisitCase.facts)).one()
    if isinstance(redacted, Refused):  # what was corrected stands in more places than were seen
        assert secret in facts
    else:
        assert isinstance(saved, Conflict) or secret not in facts
        assert secret not in facts
    assert count(at_rest, TeamMeeting) == 0
