"""Somebody who was entered twice becomes one person, with everything that either has; no rating counts twice by it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.cast import Cast, assign, enter_on_roster
from tests.conftest import NOW, ClientFor
from tests.records import Records, make_action, make_visit
from tests.round_records import hand_in, item_versions, make_round, rate
from tracker.database import db
from tracker.domain.calendars import CalendarKind
from tracker.domain.rounds import RoundState
from tracker.domain.staffing import AssignmentRole, team_on
from tracker.models import (
    Absence,
    Account,
    AssessmentRound,
    AuditEntry,
    HandIn,
    Membership,
    MembershipRole,
    NextAction,
    Producer,
    Rating,
    RatingPair,
    RoundResult,
    Visit,
    VisitParticipant,
)
from tracker.queries.merges import tables_of
from tracker.queries.team_plans import list_assigned
from tracker.services.calendars import give_calendar
from tracker.services.merged_people import OF_ROUNDS
from tracker.services.results import keep_results

Ways = Callable[[], AbstractContextManager[None]]
REASON = "2度登録したため"


def left_of(producer_id: int) -> dict[str, int]:
    return {
        table.name: count
        for table, column in tables_of("producer")
        if (count := db.session.scalar(select(func.count()).select_from(table).where(table.c[column] == producer_id)))
    }


def merge(browser, kept: int, gone: int, **fields: str):
    return browser.submit(f"merges/people/{kept}/{gone}", {"reason": REASON} | fields)


def test_everything_moves_in_one_act_and_the_old_address_leads_on(
    client: ClientFor, cast: Cast, records: Records, writing: Ways, at_rest: Ways
) -> None:
    kept, gone = cast.producer_id("sixth"), cast.producer_id("owner")
    with writing():
        alone = make_visit(cast.minato, now=NOW, on=date(2026, 9, 3), who=[gone])
        both = make_visit(cast.minato, now=NOW, on=date(2026, 9, 4), who=[kept, gone])
        for producer_id, starts_on, ends_on in ((kept, 1, 4), (gone, 3, 9)):
            db.session.add(
                Absence(
                    programme_id=cast.programme_id,
                    producer_id=producer_id,
                    starts_on=date(2026, 8, starts_on),
                    ends_on=date(2026, 8, ends_on),
                    reason="出張",
                    created_at=NOW,
                )
            )
        assign(cast.minato.enrolment_id, gone, AssignmentRole.SUB_LEAD, now=NOW)
    with at_rest():
        assert len(left_of(gone)) > 12
        entries = db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        version = db.session.get_one(Visit, alone).version
    browser = client("manager")
    page = browser.get(f"merges/people/{kept}/{gone}")
    assert "統合は取り消せません" in page.main
    assert "不在の日が重なります" in page.main
    assert "2人とも参加した企業訪問が1件" in page.main
    done = browser.submit(page, {"reason": REASON, "account": "kept"}, follow=True)
    assert "統合しました" in "".join(done.words(".flash"))
    with at_rest():
        assert left_of(gone).keys() <= OF_ROUNDS | {"merged_row"}
        assert db.session.get_one(Producer, gone).deleted_at is not None
        for visit_id in (alone, both):
            who = select(VisitParticipant.producer_id).where(VisitParticipant.visit_id == visit_id)
            assert list(db.session.scalars(who)) == [kept]
        assert db.session.get_one(Visit, alone).version == version + 1
        assert team_on(list_assigned(cast.asahi.enrolment_id), date(2026, 10, 1)).lead == kept
        assert kept in team_on(list_assigned(cast.minato.enrolment_id), date(2026, 10, 1)).sub_leads
        living = select(Absence.starts_on, Absence.ends_on).where(Absence.producer_id == kept, Absence.deleted_at.is_(None))
        assert (date(2026, 8, 1), date(2026, 8, 9)) in list(map(tuple, db.session.execute(living)))
        new = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[entries:]
        assert [(one.act, one.noun_id, one.reason) for one in new] == [("merge_people", kept, REASON)]
    old = browser.get(f"producers/{gone}")
    assert (old.status, old.headers["Location"]) == (301, f"/p/r8/producers/{kept}")


def test_the_account_that_is_chosen_signs_in_with_the_roles_of_both_and_the_other_is_closed(
    client: ClientFor, cast: Cast, at_rest: Ways
) -> None:
    kept, gone = cast["owner"], cast["manager_producer"]
    other = client("manager_producer")
    assert other.get("companies/").status == 200
    done = merge(client("manager"), cast.producer_id("owner"), cast.producer_id("manager_producer"), account="kept")
    assert done.status == 302
    assert other.get("companies/").status == 302
    with at_rest():
        assert db.session.get_one(Account, gone.account_id).deactivated_at is not None
        assert db.session.get_one(Producer, kept.producer_id).account_id == kept.account_id
        roles = select(MembershipRole.role).where(MembershipRole.membership_id == kept.membership_id)
        assert set(db.session.scalars(roles)) == {"coordinator", "manager"}
        ended = db.session.get_one(Membership, gone.membership_id).ends_on
        assert ended is not None
        assert ended < NOW.date()


def test_the_calendars_of_the_account_that_is_closed_go_where_there_is_none_of_their_kind(
    client: ClientFor, cast: Cast, writing: Ways
) -> None:
    kept, gone, phone = cast.viewer("owner"), cast.viewer("manager_producer"), client(None)
    with writing():
        mine, theirs = give_calendar(kept, now=NOW), give_calendar(gone, now=NOW)
        whole = give_calendar(gone, kind=CalendarKind.PROGRAMME, now=NOW)
    done = merge(client("manager"), cast.producer_id("owner"), cast.producer_id("manager_producer"), account="kept")
    assert done.status == 302
    assert [phone.get(f"/calendar/{token}.ics").status for token in (mine, theirs, whole)] == [200, 404, 200]


def test_likely_doubles_are_offered_and_any_two_can_be_chosen(client: ClientFor, cast: Cast, writing: Ways) -> None:
    with writing():
        double = enter_on_roster(cast.programme_id, "担い手 ０１", "", NOW).id
    browser = client("manager")
    page = browser.get("merges/people/")
    assert "担い手 ０１" in page.main
    assert f"/p/r8/merges/people/{cast.producer_id('owner')}/{double}" in [link["href"] for link in page.select("main a[href]")]
    chosen = browser.get(f"merges/people/?kept={double}&gone={cast.producer_id('sub')}")
    assert chosen.headers["Location"].endswith(f"merges/people/{double}/{cast.producer_id('sub')}")
    assert "別々の2つ" in browser.get(f"merges/people/?kept={double}&gone={double}").main


def test_nobody_merges_themselves_one_with_oneself_or_somebody_elsewhere(
    client: ClientFor, cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    owner, mine = cast.producer_id("owner"), cast.producer_id("manager_producer")
    browser = client("manager")
    for path in (
        f"{owner}/{owner}",
        f"{owner}/{cast.producer_id('stranger')}",
        f"{cast.producer_id('stranger')}/{owner}",
        "1/999",
    ):
        assert browser.get(f"merges/people/{path}").status == 404
    own = client("manager_producer")
    assert "自分の登録は統合できません" in own.get(f"merges/people/{owner}/{mine}").main
    assert merge(own, mine, owner).status == 422
    assert browser.submit(f"merges/people/{owner}/{mine}", {"reason": ""}).status == 422
    page = browser.get(f"merges/people/{owner}/{cast.producer_id('sub')}")
    with writing():
        make_action(cast.asahi, now=NOW, owner_id=cast.producer_id("sub"))
    assert browser.submit(page, {"reason": REASON}).status == 409
    with at_rest():
        assert db.session.scalar(select(func.count()).where(Producer.deleted_at.is_not(None))) == 0


@pytest.fixture
def rated(cast: Cast, writing: Ways) -> tuple[int, int]:
    """A shown round of four and an open one; sub gave fives under both names, third and fourth hold other opinions."""
    kept, gone, third, fourth = (cast.producer_id(key) for key in ("sub", "sixth", "owner", "colleague"))
    people = [kept, gone, third, fourth]
    with writing():
        shown = make_round(cast.programme_id, now=NOW, state=RoundState.CLOSED, producer_ids=people)
        items = len(item_versions(cast.programme_id))
        for rater, ratee, score in (
            *((kept, third, 5), (gone, third, 4), (fourth, third, 3)),
            *((kept, fourth, 2), (third, fourth, 3), (gone, fourth, None)),
            *((third, kept, 4), (fourth, kept, 3), (gone, kept, 5)),
            *((third, gone, 1), (kept, gone, 1)),
        ):
            rate(shown, rater, ratee, [score] * items, now=NOW)
        keep_results(db.session.get_one(AssessmentRound, shown))
        open_round = make_round(cast.programme_id, now=NOW, name="中間", producer_ids=people)
        for rater, ratee, score in ((gone, third, 4), (kept, gone, 5), (third, kept, 2), (third, gone, 3), (fourth, gone, 4)):
            rate(open_round, rater, ratee, [score] * items, now=NOW)
        hand_in(open_round, gone, now=NOW)
    return shown, open_round


def test_no_result_stands_on_one_person_twice_and_an_open_round_keeps_one_answer(
    client: ClientFor, cast: Cast, rated: tuple[int, int], at_rest: Ways
) -> None:
    kept, gone, third, fourth = (cast.producer_id(key) for key in ("sub", "sixth", "owner", "colleague"))
    shown, open_round = rated
    with at_rest():
        results = select(RoundResult.ratee_id, RoundResult.raters, RoundResult.total).where(RoundResult.round_id == shown)
        before = {ratee: (raters, total) for ratee, raters, total in db.session.execute(results)}
    assert (before[third], before[fourth], before[kept], before[gone]) == ((3, 12), (2, 5), (3, 12), (2, 2))
    page = client("manager").get(f"merges/people/{kept}/{gone}")
    assert "結果は、「担い手03」として受けた評価のものを残します" in page.main
    assert "「中間」では、2人に重なる評価" in page.main
    assert merge(client("manager"), kept, gone, account="kept").status == 302
    with at_rest():
        after = {ratee: (raters, total) for ratee, raters, total in db.session.execute(results)}
        # third: kept and gone were one of three; kept: one of three was oneself; both below the minimum now
        assert after == {third: (2, 8), fourth: (2, 5), kept: (2, 7)}
        pairs = {
            (rater, ratee): answers
            for rater, ratee, answers in db.session.execute(
                select(RatingPair.rater_id, RatingPair.ratee_id, func.min(Rating.score))
                .outerjoin(Rating, Rating.pair_id == RatingPair.id)
                .where(RatingPair.round_id == open_round)
                .group_by(RatingPair.rater_id, RatingPair.ratee_id)
            )
        }
        people = (kept, third, fourth)
        assert pairs.keys() == {(one, other) for one in people for other in people}
        assert (pairs[kept, third], pairs[third, kept], pairs[fourth, kept]) == (4, 2, 4)
        assert db.session.get(HandIn, (open_round, kept)) is not None
        assert db.session.get(HandIn, (open_round, gone)) is None


def test_a_person_without_an_account_gives_what_they_own_to_the_one_who_signs_in(
    client: ClientFor, cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    owner = cast["owner"]
    with writing():
        double = enter_on_roster(cast.programme_id, "担い手01（旧）", "old@example.jp", NOW).id
        action = make_action(cast.asahi, now=NOW, owner_id=double)
    assert merge(client("manager"), double, owner.producer_id, name="gone", email="kept").status == 302
    with at_rest():
        row = db.session.get_one(Producer, double)
        assert (row.name, row.email, row.account_id) == ("担い手01", "old@example.jp", owner.account_id)
        assert db.session.get_one(NextAction, action).owner_id == double
        assert db.session.get_one(Account, owner.account_id).deactivated_at is None
    assert client("owner").get(f"producers/{owner.producer_id}").status == 301
