"""The suggestion's page: asked in the address, accepted line by line, undone, and never doing anything by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from tests.assessing import closed
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tracker.database import db
from tracker.domain.load_caps import LoadCap
from tracker.models import AuditEntry, Producer
from tracker.queries.teams import get_team
from tracker.services.absences import note_absence
from tracker.services.load_caps import set_cap

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
WISH = "staffing/suggestion/?ask=1&on=R8.11.24&max_sub_leads=1"


def team(cast: Cast, at_rest: Ways) -> tuple[str, list[str]]:
    with at_rest():
        found = get_team(cast.viewer("manager"), cast.asahi.enrolment_id, TODAY)
    return found.lead.name if found.lead else "", [one.name for one in found.sub_leads]


@pytest.fixture
def away(cast: Cast, writing: Ways) -> None:
    """The sub-lead of company A is away today."""
    with writing():
        note_absence(
            cast.viewer("manager"), producer_id=cast.producer_id("sub"), starts_on=TODAY, ends_on=date(2026, 12, 24), now=NOW
        )


def test_where_nothing_is_better_nothing_is_suggested(cast: Cast, client: ClientFor) -> None:
    page = client("manager").get(WISH)
    assert page.status == 200
    assert "変更の提案はありません" in page.main
    assert "これより良い体制がないことを確かめました。" in page.main


def test_the_page_starts_with_the_leads_that_stay(cast: Cast, client: ClientFor) -> None:
    page = client("manager").get("staffing/suggestion/")
    kept = page.fields("main form[method=get]").getlist("kept")
    assert kept == [
        f"{cast.asahi.enrolment_id}-{cast.producer_id('owner')}-lead",
        f"{cast.minato.enrolment_id}-{cast.producer_id('colleague')}-lead",
    ]
    assert "変更の提案" not in page.main


def test_a_line_says_why_and_is_accepted_and_undone(cast: Cast, client: ClientFor, at_rest: Ways, away: None) -> None:
    browser = client("manager")
    wish = f"{WISH}&kept={cast.asahi.enrolment_id}-{cast.producer_id('owner')}-lead"
    page = browser.get(wish)
    assert "1社の変更の提案" in page.main
    assert "この日に不在の人が担当になっています。" in page.main
    assert team(cast, at_rest) == ("担い手01", ["担い手03"])
    accepted = browser.follow(browser.post(page.action(".suggestion form"), page.fields(".suggestion form")))
    assert "変更の提案はありません" in accepted.main
    lead, subs = team(cast, at_rest)
    assert lead == "担い手01" and subs != ["担い手03"]
    undone = browser.follow(browser.post(accepted.action("main form[method=post]"), accepted.fields("main form[method=post]")))
    assert "1社の変更の提案" in undone.main
    assert team(cast, at_rest) == ("担い手01", ["担い手03"])


def test_the_reason_that_nobody_typed_is_said_in_the_language_of_whoever_reads_it(
    cast: Cast, client: ClientFor, at_rest: Ways, away: None
) -> None:
    browser = client("manager")
    browser.post("/language", {"locale": "en"})
    page = browser.get(WISH)
    accepted = browser.follow(browser.post(page.action(".suggestion form"), page.fields(".suggestion form")))
    browser.post(accepted.action("main form[method=post]"), accepted.fields("main form[method=post]"))
    kept = ["体制の提案による", "体制の提案の採用を取り消し"]
    with at_rest():
        acts = select(AuditEntry.reason).where(AuditEntry.act == "set_team").order_by(AuditEntry.id)
        assert list(dict.fromkeys(db.session.scalars(acts))) == kept
    english = browser.get("audit/").main
    assert "By the staffing suggestion" in english and not any(words in english for words in kept)
    assert all(words in client("auditor").get("audit/").main for words in kept)


def test_an_accepted_line_keeps_the_day_and_the_reason_of_the_wish(
    cast: Cast, client: ClientFor, at_rest: Ways, away: None
) -> None:
    browser = client("manager")
    wish = "staffing/suggestion/?ask=1&on=R8.12.1&max_sub_leads=1&reason=期の後半の体制"
    page = browser.get(f"{wish}&kept={cast.asahi.enrolment_id}-{cast.producer_id('owner')}-lead")
    accepted = browser.follow(browser.post(page.action(".suggestion form"), page.fields(".suggestion form")))
    asked = accepted.fields("main form[method=get]")
    assert (asked["on"], asked["reason"]) == ("R8.12.1", "期の後半の体制"), "and the page goes on with the same wish"
    with at_rest():
        before, after = (
            get_team(cast.viewer("manager"), cast.asahi.enrolment_id, day) for day in (date(2026, 11, 30), date(2026, 12, 1))
        )
    assert [one.name for one in before.sub_leads] == ["担い手03"] != [one.name for one in after.sub_leads]
    assert "期の後半の体制" in browser.get("audit/").main


def test_who_leaves_soon_is_named_and_given_no_new_place(cast: Cast, client: ClientFor, writing: Ways, away: None) -> None:
    stays = {cast.producer_id(key) for key in ("owner", "colleague", "sub", "tenth")}
    with writing():
        for one in cast.producer_ids:
            if one not in stays:
                db.session.get_one(Producer, one).ends_on = date(2026, 11, 30)
    kept = f"kept={cast.asahi.enrolment_id}-{cast.producer_id('owner')}-lead"
    page = client("manager").get(f"{WISH}&{kept}&kept={cast.minato.enrolment_id}-{cast.producer_id('colleague')}-lead")
    after = page.fields(".suggestion form")["sub_lead_ids"]
    assert after in {str(cast.producer_id("colleague")), str(cast.producer_id("tenth"))}
    assert "担い手05は2026年11月30日(月)で名簿を離れます。" in page.main, "the sub-lead of company B, who stays until then"
    assert "担い手06は" not in page.main
    fixed = f"{WISH}&kept={cast.minato.enrolment_id}-{cast.producer_id('fifth')}-sub_lead"
    assert "この条件を満たす体制はありません" not in client("manager").get(fixed).main


def test_a_line_of_an_older_suggestion_changes_nothing(cast: Cast, client: ClientFor, at_rest: Ways, away: None) -> None:
    browser = client("manager")
    page = browser.get(WISH)
    sent = page.fields(".suggestion form")
    sent["version"] = "0"
    answer = browser.follow(browser.post(page.action(".suggestion form"), sent))
    assert "この提案のあとで変わりました" in answer.text
    assert team(cast, at_rest) == ("担い手01", ["担い手03"])


def test_a_wish_that_cannot_be_met_names_the_rules_and_where_they_are_changed(cast: Cast, client: ClientFor, away: None) -> None:
    page = client("manager").get(f"{WISH}&kept={cast.asahi.enrolment_id}-{cast.producer_id('sub')}-sub_lead")
    assert "この条件を満たす体制はありません" in page.main
    assert page.words(".notice li") == [
        "担い手03は2026年11月24日(火)に不在です。 変える （担い手03は2026年11月24日(火)に不在です。）",
        "架空アサヒ製作所の副担当（担い手03）を変えないことになっています。 変える "
        "（架空アサヒ製作所の副担当（担い手03）を変えないことになっています。）",
    ]


def test_the_weakest_item_is_raised_without_saying_whose_it_is(cast: Cast, client: ClientFor, writing: Ways) -> None:
    raters = ("colleague", "fifth", "sixth")
    strong = {"tenth": 5}
    with writing():
        closed(
            cast,
            {(rater, ratee): strong.get(ratee, 2) for ratee in ("owner", "sub", "tenth") for rater in raters},
        )
    page = client("manager").get(f"{WISH}&kept={cast.minato.enrolment_id}-{cast.producer_id('colleague')}-lead")
    reasons = page.words(".suggestion strong")
    assert "項目1の最も高い値が2.0から4.5になります。" in reasons
    assert not any("担い手" in reason for reason in reasons)


def test_a_wish_that_cannot_be_read_is_refused_at_its_field(client: ClientFor) -> None:
    page = client("manager").get("staffing/suggestion/?ask=1&on=いつか&max_sub_leads=0&kept=9-9-lead")
    assert page.status == 422
    assert len(page.errors()) == 3


def test_a_look_at_another_team_shows_items_load_and_broken_rules_and_changes_nothing(
    cast: Cast, client: ClientFor, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        set_cap(cast.viewer("manager"), producer_id=None, cap=LoadCap(1, 1), version=0, now=NOW)
    browser = client("manager")
    address = f"staffing/{cast.asahi.enrolment_id}/edit"
    sent = browser.get(address).fields()
    sent["lead_id"], sent["look"] = str(cast.producer_id("colleague")), "1"
    page = browser.post(address, sent)
    assert page.status == 200
    assert ["担い手02の担当社数", "1社", "2社 （上限1社を超えます）"] in page.rows()
    assert "主担当は1人1社までです（事業の上限）。" in page.main
    assert team(cast, at_rest) == ("担い手01", ["担い手03"])


def test_the_board_lists_rules_that_are_not_kept(cast: Cast, client: ClientFor, away: None) -> None:
    page = client("manager").get("staffing/")
    assert "担い手03は2026年11月24日(火)に不在です。" in page.main
    assert "決まりに合わない体制があります" in page.main
    assert "不在です" not in client("owner").get("staffing/").main
