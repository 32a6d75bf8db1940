"""The pages of people and roles: added by a manager, never one's own role, changed at once; the administrator's list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select

from tests.authenticators import set_up
from tests.cast import PASSWORD, Cast, enter_on_roster
from tests.conftest import NOW, ClientFor, Clock
from tracker.database import db
from tracker.domain.roles import Role
from tracker.models import Account, MembershipRole, Producer
from tracker.queries.accounts import find_credentials
from tracker.services.passwords import verify_password

At = Callable[[], AbstractContextManager[None]]
WHY = "架空の人事異動のため"
NEW = {"email": "new@example.jp", "name": "架空新人", "roles": ["clerk"]}


def accounts(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(Account)) or 0


def roles_of(at_rest: At, membership_id: int | None) -> set[Role]:
    with at_rest():
        return set(db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == membership_id)))


def test_everybody_with_a_place_is_listed_with_roles_and_state(cast: Cast, client: ClientFor) -> None:
    rows = {row[1]: row for row in client("manager").get("members").rows()}
    assert len(rows) == 14
    assert rows[cast["owner"].email][2:4] == ["コーディネーター", "担い手01"]
    assert rows[cast["deactivated"].email][5:] == ["未設定", "停止中"]
    assert "2027年3月31日(水)" in rows[cast["auditor"].email][4]
    assert cast["stranger"].email not in rows


def test_somebody_new_waits_for_an_invitation_that_is_printed_on_their_page(cast: Cast, client: ClientFor) -> None:
    page = client("manager").submit("members/new", NEW, follow=True)
    assert NEW["email"] in page.main
    assert "未招待" in page.main
    assert "招待状を発行" in page.words("main button")


def test_somebody_with_an_account_gets_the_role_added_and_keeps_their_password(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    before = accounts(at_rest)
    given = {"email": cast["stranger"].email.upper(), "roles": ["coordinator"]}
    assert client("manager").submit("members/new", given).status == 302
    assert accounts(at_rest) == before
    with at_rest():
        assert verify_password(find_credentials(cast["stranger"].email)[1], PASSWORD)
    assert client("stranger").get("/p/r8/companies/").status == 200


def test_an_address_of_the_roster_is_joined_to_its_supporter(cast: Cast, client: ClientFor, writing: At, at_rest: At) -> None:
    with writing():
        producer_id = enter_on_roster(cast.programme_id, "架空名簿", "new@example.jp", NOW).id
    assert client("manager").submit("members/new", NEW | {"roles": ["coordinator"]}).status == 302
    with at_rest():
        assert db.session.get_one(Producer, producer_id).account_id == find_credentials("new@example.jp")[0]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"name": ""}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["administrator"]}, "roles"),
        ({"roles": ["auditor"]}, "ends_on"),
        ({"roles": ["auditor"], "ends_on": "2026/11/23"}, "ends_on"),
        ({"ends_on": "never"}, "ends_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nobody_is_made(
    cast: Cast, client: ClientFor, at_rest: At, given: dict[str, object], field: str
) -> None:
    before = accounts(at_rest)
    page = client("manager").submit("members/new", NEW | given)
    assert page.status == 422
    assert page.words(f"#{field}-error")
    assert accounts(at_rest) == before


def test_nobody_gives_or_takes_a_role_of_their_own(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser, me = client("manager"), cast["manager"].membership_id
    assert "自分の役割は変更できません" in browser.get(f"members/{me}").main
    answer = browser.post(f"members/{me}", {"roles": ["manager", "clerk"], "reason": WHY, "version": "1"})
    assert answer.status == 403
    added = browser.submit("members/new", {"email": cast["manager"].email, "roles": ["clerk"]})
    assert added.status == 422
    assert roles_of(at_rest, me) == {Role.MANAGER}


def test_another_role_counts_from_the_next_page_on(cast: Cast, client: ClientFor) -> None:
    manager, owner = client("manager"), client("owner")
    edit = f"members/{cast['owner'].membership_id}"
    assert owner.get("members").status == 403
    assert manager.submit(edit, {"roles": ["coordinator", "manager"], "reason": WHY}).status == 302
    assert owner.get("members").status == 200
    assert manager.submit(edit, {"roles": [], "reason": WHY}).status == 302
    assert [owner.get(path).status for path in ("members", "companies/", "/p/r8/", "settings")] == [404, 404, 404, 404]


def test_somebody_whose_roles_were_all_taken_comes_out_where_it_is_said(cast: Cast, client: ClientFor) -> None:
    manager, owner = client("manager"), client("owner")
    assert manager.submit(f"members/{cast['owner'].membership_id}", {"roles": [], "reason": WHY}).status == 302
    page = owner.follow(owner.get("/"))
    assert (page.status, page.words("h1")) == (200, ["事業を選ぶ"])
    assert "参加している事業がありません" in page.main
    lost = owner.get("today/")
    assert lost.status == 404
    assert "/programmes" in [link.get("href") for link in lost.select("main a")]


def test_a_place_that_has_ended_opens_nothing(cast: Cast, client: ClientFor) -> None:
    manager, owner = client("manager"), client("owner")
    edit = f"members/{cast['owner'].membership_id}"
    assert manager.submit(edit, {"roles": ["coordinator"], "ends_on": "2026/11/24", "reason": WHY}).status == 302
    assert owner.get("companies/").status == 200
    assert manager.submit(edit, {"roles": ["coordinator"], "ends_on": "2026/11/23", "reason": WHY}).status == 302
    assert owner.get("companies/").status == 404


def test_whoever_s_last_day_is_over_is_listed_as_such(cast: Cast, client: ClientFor) -> None:
    manager, email = client("manager"), cast["owner"].email
    for ends_on, state in (("2026/11/24", "利用中"), ("2026/11/23", "期限切れ")):
        assert manager.submit(f"members/{cast['owner'].membership_id}", {"ends_on": ends_on, "reason": WHY}).status == 302
        for who, path in (("manager", "members"), ("administrator", "/people")):
            assert {row[1]: row for row in client(who).get(path).rows()}[email][-1] == state


def test_a_role_of_an_auditor_asks_for_the_last_day(cast: Cast, client: ClientFor, at_rest: At) -> None:
    member = cast["clerk"].membership_id
    page = client("manager").submit(f"members/{member}", {"roles": ["auditor"], "ends_on": "", "reason": WHY})
    assert page.status == 422
    assert page.words("#ends_on-error")
    assert roles_of(at_rest, member) == {Role.CLERK}


def test_two_managers_see_both_versions_and_one_chooses(cast: Cast, client: ClientFor, at_rest: At) -> None:
    first, second, edit = client("manager"), client("manager_producer"), f"members/{cast['sub'].membership_id}"
    mine, theirs = first.get(edit), second.get(edit)
    assert second.submit(theirs, {"roles": ["coordinator", "clerk"], "reason": WHY}).status == 302
    clash = first.submit(mine, {"roles": ["coordinator"], "ends_on": "2027/03/31", "reason": WHY})
    assert clash.status == 409
    assert "担い手04" in clash.main
    assert first.submit(clash, {"keep-roles": "theirs", "keep-ends_on": "mine"}).status == 302
    assert roles_of(at_rest, cast["sub"].membership_id) == {Role.COORDINATOR, Role.CLERK}


def test_a_member_of_another_programme_is_not_reached(cast: Cast, client: ClientFor) -> None:
    assert client("manager").get(f"members/{cast['stranger'].membership_id}").status == 404


@pytest.mark.parametrize("who", ["owner", "clerk", "auditor"])
def test_people_are_the_managers_business(client: ClientFor, who: str) -> None:
    assert [client(who).get(path).status for path in ("members", "members/new")] == [403, 403]


def test_the_administrator_sees_every_account_and_no_programme_s_content(cast: Cast, client: ClientFor) -> None:
    browser = client("administrator")
    page = browser.get("/people")
    assert len(page.rows()) == len(cast.people)
    assert cast.asahi.name not in page.text
    manager = client("manager")
    for path in ("", "companies/", "visits/", "members", "audit/", "settings", f"companies/{cast.asahi.enrolment_id}"):
        assert manager.get(f"/p/r8/{path}").status == 200, path
        assert browser.get(f"/p/r8/{path}").status == 404, path


@pytest.mark.parametrize("who", ["manager", "owner", "clerk", "auditor", "other_manager"])
def test_the_installation_s_people_are_hidden_from_everybody_else(cast: Cast, client: ClientFor, who: str) -> None:
    browser = client(who)
    assert [browser.get(path).status for path in ("/people", "/people/new", "/programmes/new")] == [404, 404, 404]
    assert browser.post(f"/people/{cast['sub'].account_id}/deactivate").status == 404


def test_the_administrator_gives_a_place_in_a_programme_and_none_to_themselves(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    browser = client("administrator")
    given = NEW | {"programme_id": str(cast.other_programme_id), "roles": ["manager"]}
    assert NEW["email"] in browser.submit("/people/new", given, follow=True).main
    mine = {"programme_id": str(cast.programme_id), "roles": ["manager"], "email": cast["administrator"].email}
    assert browser.submit("/people/new", mine).status == 422
    assert browser.get("/p/r8/companies/").status == 404


def test_the_list_of_the_installation_says_places_roles_last_day_and_second_factor(cast: Cast, client: ClientFor) -> None:
    page = client("administrator").get("/people")
    rows = {row[1]: row for row in page.rows()}
    assert page.heading == "すべての利用者"
    assert "監査（2027年3月31日(水)まで）" in rows[cast["auditor"].email][2]
    assert rows[cast["owner"].email][2].endswith("：コーディネーター")
    assert rows[cast["owner"].email][3:] == ["未設定", "利用中"]
    assert client("administrator").get("/programmes").links()["すべての利用者"].endswith("/people")


def test_people_stand_by_their_reading(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        last, first = (db.session.get_one(Producer, cast.producer_id(who)) for who in ("owner", "sub"))
        last.kana, first.kana = "ワタナベ", "アイダ"
    for who, path in (("manager", "members"), ("administrator", "/people")):
        order = [row[1] for row in client(who).get(path).rows()]
        assert order.index(cast["sub"].email) < order.index(cast["owner"].email)


def test_whoever_was_registered_is_led_to_their_invitation(cast: Cast, client: ClientFor) -> None:
    given = NEW | {"programme_id": str(cast.programme_id)}
    page = client("administrator").submit("/people/new", given, follow=True)
    assert page.heading == "架空新人さん"
    assert "招待状を発行" in page.words("main button")
    assert "報告書担当" in page.main


def test_the_last_day_offers_the_end_of_the_year_and_not_yesterday(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    for path in ("members/new", f"members/{cast['owner'].membership_id}"):
        assert [tag["data-day"] for tag in browser.get(path).select("[data-day]")] == ["0", "127"]
    offered = browser.get("settings").select(".date-field:has(#contract_ends_on) [data-day]")
    assert [tag["data-day"] for tag in offered] == ["127"]


def test_whoever_is_deactivated_is_signed_out_at_once_and_comes_back_when_reactivated(cast: Cast, client: ClientFor) -> None:
    browser, owner, account_id = client("administrator"), client("owner"), cast["owner"].account_id
    assert owner.get("companies/").status == 200
    asked = browser.get(browser.get(f"/people/{account_id}").links()["利用を停止"])
    assert "担い手01" in asked.main and "すべての端末でサインアウト" in asked.main
    assert owner.get("companies/").status == 200
    assert browser.submit(asked, {"reason": WHY}).status == 302
    assert owner.get("companies/").status == 302
    refused = client(None).submit("/sign-in", {"email": cast["owner"].email, "password": PASSWORD})
    assert refused.status == 422
    assert browser.submit(browser.get(f"/people/{account_id}").links()["利用を再開"], {"reason": WHY}).status == 302
    assert client(None).submit("/sign-in", {"email": cast["owner"].email, "password": PASSWORD}).status == 302
    assert owner.get("companies/").status == 302  # the sessions of before stay ended


def test_nobody_deactivates_themselves_and_the_list_does_not_offer_it(cast: Cast, client: ClientFor) -> None:
    browser, me = client("administrator"), cast["administrator"].account_id
    own = browser.get(f"/people/{me}")
    assert "自分の利用は停止できません" in own.main
    assert "利用を停止" not in own.links()
    assert browser.post(f"/people/{me}/deactivate", {"reason": WHY}).status == 403
    assert browser.get("/people").status == 200


@pytest.mark.parametrize("path", ["/people/999999/deactivate", "/people/999999/reactivate"])
def test_an_account_that_there_is_not_is_not_found(client: ClientFor, path: str) -> None:
    assert client("administrator").post(path).status == 404


def test_of_somebody_who_is_of_another_programme_too_it_is_not_said_how_they_sign_in(
    cast: Cast, client: ClientFor, clock: Clock
) -> None:
    stranger, owner = client("other_manager"), cast["owner"]
    set_up(client("owner"), cast, clock)
    stranger.submit("members/new", {"email": owner.email, "roles": "coordinator"})
    (row,) = (row for row in stranger.get("members").rows() if owner.email in row)
    assert row[-2:] == ["ほかの事業の利用者", "利用中"]
    page = stranger.get(stranger.get("members").links()[owner.name])
    assert "管理者に頼んでください" in page.main
    assert not page.select("main form[action$='/code']")
    assert "二段階認証を解除する" not in page.links()
    reset = stranger.get(f"{page.url}/second-factor/reset")
    page = stranger.submit(reset, {"reason": "スマートフォンの紛失のため"})
    assert page.status == 422
    assert "管理者に頼んでください" in page.main
    (row,) = (row for row in client("administrator").get("/people").rows() if owner.email in row)
    assert "設定済み" in row
