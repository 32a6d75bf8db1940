"""A person leaves: everything on one page, said beforehand, done in one act."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import select

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import Records, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.domain.staffing import team_on
from tracker.models import Absence, AuditEntry, FieldDraft, Membership, NextAction, Producer, VisitParticipant
from tracker.queries.team_plans import list_assigned

Ways = Callable[[], AbstractContextManager[None]]
LAST, NEXT = date(2026, 11, 30), date(2026, 12, 1)


def test_what_hangs_on_a_person_passes_on_in_one_act(
    client: ClientFor, cast: Cast, records: Records, writing: Ways, at_rest: Ways
) -> None:
    owner, sub, fifth = (cast.producer_id(key) for key in ("owner", "sub", "fifth"))
    company = cast.asahi.enrolment_id
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=date(2026, 12, 10), status=EventStatus.SCHEDULED, who=[owner])
    browser, path = client("manager"), f"producers/{owner}/handover/?last_on=2026-11-30"
    page = browser.get(path)
    with at_rest():
        keys = list(
            db.session.scalars(
                select(FieldDraft.key).where(FieldDraft.account_id == cast["owner"].account_id, FieldDraft.state == "open")
            )
        )
        actions = list(
            db.session.scalars(
                select(NextAction.id).where(
                    NextAction.owner_id == owner, NextAction.status == "open", NextAction.deleted_at.is_(None)
                )
            )
        )
        entries = len(db.session.scalars(select(AuditEntry.id)).all())
    given = {f"lead_{company}": str(sub), f"sub_{company}": str(fifth), "reason": "異動のため", "ends_membership": "y"}
    given |= {f"draft_{key}": str(cast["sub"].account_id) for key in keys}
    asked = browser.submit(page, given, form="main form[method=post].form")
    assert "架空アサヒ製作所" in asked.main
    with at_rest():
        assert team_on(list_assigned(company), NEXT).lead == owner
    assert browser.submit(asked, {}, form="main form[method=post].form").status == 302
    with at_rest():
        team = team_on(list_assigned(company), NEXT)
        assert (team.lead, team.sub_leads) == (sub, (fifth,))
        assert team_on(list_assigned(company), LAST).lead == owner
        assert db.session.get_one(Producer, owner).ends_on == LAST
        people = db.session.scalars(select(VisitParticipant.producer_id).where(VisitParticipant.visit_id == visit_id))
        assert list(people) == [sub]
        assert {db.session.get_one(NextAction, one).owner_id for one in actions} <= {sub}
        writers = db.session.scalars(select(FieldDraft.account_id).where(FieldDraft.key.in_(keys)))
        assert set(writers) <= {cast["sub"].account_id}
        assert db.session.get_one(Membership, cast["owner"].membership_id).ends_on == LAST
        new = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[entries:]
        assert [(one.act, one.reason) for one in new] == [("hand_over", "異動のため")]
    assert keys
    assert actions


def test_what_changed_since_it_was_seen_is_looked_at_again(client: ClientFor, cast: Cast, at_rest: Ways) -> None:
    browser, owner = client("manager"), cast.producer_id("owner")
    company = cast.asahi.enrolment_id
    page = browser.get(f"producers/{owner}/handover/?last_on=2026-11-30")
    given = {f"lead_{company}": str(cast.producer_id("sub")), f"sub_{company}": str(cast.producer_id("fifth")), "reason": "異動"}
    asked = browser.submit(page, given, form="main form[method=post].form")
    browser.submit(f"producers/{owner}/edit", {"category": "協会職員"})
    again = browser.submit(asked, {}, form="main form[method=post].form")
    assert again.status == 409
    with at_rest():
        assert db.session.get_one(Producer, owner).ends_on is None
        assert team_on(list_assigned(company), NEXT).lead == owner


def test_a_place_that_nobody_was_chosen_for_is_asked_for_and_one_left_open_is_warned_of(client: ClientFor, cast: Cast) -> None:
    browser, company = client("manager"), cast.asahi.enrolment_id
    path = f"producers/{cast.producer_id('owner')}/handover/?last_on=2026-11-30"
    refused = browser.submit(path, {"reason": "異動"}, form="main form[method=post].form")
    assert refused.status == 422
    assert refused.words(f"#sub_{company}-error")
    asked = browser.submit(path, {f"sub_{company}": "none", "reason": "異動"}, form="main form[method=post].form")
    assert "体制不足" in "".join(asked.words(".notice--warning"))


def test_records_that_were_not_finished_are_named_with_their_way_in(client: ClientFor, cast: Cast, writing: Ways) -> None:
    owner, sub, fifth = (cast.producer_id(key) for key in ("owner", "sub", "fifth"))
    by_fifth: dict[str, Any] = {"now": NOW, "created_by_id": cast["fifth"].account_id, "state": RecordState.DRAFT}
    with writing():
        waits = make_visit(cast.minato, now=NOW, on=date(2026, 11, 16), status=EventStatus.SCHEDULED, who=[fifth])
        of_others = make_visit(cast.minato, now=NOW, on=date(2026, 11, 17), status=EventStatus.SCHEDULED, who=[fifth, sub])
        draft = make_visit(cast.asahi, on=date(2026, 11, 12), who=[owner], **by_fifth)
        led = make_visit(cast.asahi, now=NOW, on=date(2026, 11, 18), status=EventStatus.SCHEDULED, who=[owner, sub])

    def named(producer_id: int) -> set[int]:
        page = client("manager").get(f"producers/{producer_id}/handover/?last_on=2026-11-30")
        return {one for one in (waits, of_others, draft, led) if page.select(f'main li a[href="/p/r8/visits/{one}/log"]')}

    assert named(fifth) == {waits, draft}, "what waits for two is the lead's, as the dashboard says"
    assert named(owner) == {led}
    assert named(cast.producer_id("colleague")) == {waits, of_others}


def test_another_last_day_is_listed_anew_with_what_was_chosen_and_is_the_day_that_counts(
    client: ClientFor, cast: Cast, writing: Ways
) -> None:
    owner, sub, company = cast.producer_id("owner"), cast.producer_id("sub"), cast.asahi.enrolment_id
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=date(2026, 12, 10), status=EventStatus.SCHEDULED, who=[owner])
    browser, form = client("manager"), "main form[method=post].form"
    chosen = {f"lead_{company}": str(sub), f"sub_{company}": "none", f"visit_{visit_id}": str(sub), "reason": "異動"}
    typed = chosen | {"last_on": "2026/12/20"}

    def kept(page: Page) -> dict[str, str]:
        return {name: value for name, value in page.fields(form).items() if name in chosen}

    page = browser.submit(f"producers/{owner}/handover/?last_on=2026-11-30", typed, form=form)
    assert "最後の日を 2026年12月20日(日) に変えて、挙げ直しました" in page.main
    assert not page.select(f"select[name=visit_{visit_id}]")
    assert kept(page) == chosen
    assert "2026年12月20日(日) で名簿を離れます" in browser.submit(page, form=form).main
    back = browser.submit(page, {"last_on": "2026/11/30"}, form=form, button=("relist", "1"))
    assert page.words("h1") == back.words("h1")
    assert back.select(f"select[name=visit_{visit_id}]")
    assert kept(back) == chosen
    asked = browser.submit(back, form=form)
    assert kept(browser.submit(asked, form=form, button=("relist", "1"))) == chosen
    assert "日付" in "".join(browser.submit(back, {"last_on": "いつか"}, form=form).errors())


def test_whoever_takes_part_already_is_not_offered_instead_of_the_person(client: ClientFor, cast: Cast, writing: Ways) -> None:
    owner, sub = cast.producer_id("owner"), cast.producer_id("sub")
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=date(2026, 12, 10), status=EventStatus.SCHEDULED, who=[owner, sub])
    page = client("manager").get(f"producers/{owner}/handover/?last_on=2026-11-30")
    offered = {str(one["value"]) for one in page.select(f"select[name=visit_{visit_id}] option")}
    assert str(sub) not in offered
    assert {"none", str(cast.producer_id("fifth"))} <= offered


def test_who_is_on_the_team_already_is_not_offered_as_joining_it_and_who_takes_over_and_is_away_is_warned_of(
    client: ClientFor, cast: Cast, writing: Ways
) -> None:
    sub, fifth, company = cast.producer_id("sub"), cast.producer_id("fifth"), cast.asahi.enrolment_id
    days = {"fifth": (date(2026, 12, 7), date(2026, 12, 27)), "colleague": (date(2026, 12, 1), date(2026, 12, 4))}
    with writing():
        for who, (first, last) in days.items():
            of_whom = {"programme_id": cast.asahi.programme_id, "producer_id": cast.producer_id(who)}
            db.session.add(Absence(starts_on=first, ends_on=last, reason="休暇", created_at=NOW, **of_whom))
    browser, path = client("manager"), f"producers/{cast.producer_id('owner')}/handover/?last_on=2026-11-30"
    page = browser.get(path)
    offered = {name: [str(one["value"]) for one in page.select(f"[name={name}_{company}] option")] for name in ("lead", "sub")}
    assert str(sub) in offered["lead"]
    assert str(sub) not in offered["sub"]
    assert str(fifth) in offered["sub"]
    given = {f"lead_{company}": str(sub), f"sub_{company}": str(fifth), "reason": "異動"}
    warned = "".join(browser.submit(page, given, form="main form[method=post].form").words(".notice--warning"))
    assert f"{cast['fifth'].name}さんは2026年12月7日(月)～2026年12月27日(日)は不在です。" in warned
    assert cast["colleague"].name not in warned


def test_taking_a_departure_back_says_on_a_page_of_its_own_what_follows(client: ClientFor, cast: Cast, at_rest: Ways) -> None:
    browser, person = client("manager"), f"producers/{cast.producer_id('fifth')}"
    assert browser.get(f"{person}/take-back").status == 404
    browser.submit(f"{person}/depart", {"ends_on": "2026/11/30", "reason": "入力の誤り"})
    page = browser.get(browser.get(person).links()["離任を取り消す"])
    assert "引き継いだ予定・宿題・下書きは戻りません" in page.main
    assert page.links()["やめて戻る"].endswith(person)
    browser.submit(page, {}, form="main form.confirm")
    with at_rest():
        assert db.session.get_one(Producer, cast.producer_id("fifth")).ends_on is None
