"""The pages of staffing: what everybody reads, what managers change, and what they are told when it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.auditing import Page
from tests.cast import Cast, support
from tests.conftest import NOW, ClientFor
from tracker.database import db
from tracker.models import Producer
from tracker.queries.teams import list_assignments
from tracker.rows.staffing import AssignmentRow
from tracker.services.staffing import depart, set_team

Ways = Callable[[], AbstractContextManager[None]]
EVERYBODY = ("owner", "colleague", "manager", "clerk", "auditor")


def history(cast: Cast) -> list[tuple[str, str, str, str]]:
    def said(row: AssignmentRow) -> tuple[str, str, str, str]:
        ends_on = row.period.ends_on.isoformat() if row.period.ends_on else ""
        return row.person.name, row.role.value, row.period.starts_on.isoformat(), ends_on

    return [said(row) for row in list_assignments(cast.viewer("manager"), cast.asahi.enrolment_id)]


@pytest.fixture
def edit(cast: Cast) -> str:
    return f"staffing/{cast.asahi.enrolment_id}/edit"


@pytest.fixture
def hand_over(cast: Cast) -> str:
    return f"staffing/{cast.asahi.enrolment_id}/hand-over"


@pytest.fixture
def unchanged(cast: Cast, at_rest: Ways) -> Callable[[], bool]:
    def as_at_first() -> bool:
        with at_rest():
            return history(cast) == [
                ("担い手01", "lead", "2026-04-01", ""),
                ("担い手03", "sub_lead", "2026-04-01", ""),
            ]

    return as_at_first


def test_a_manager_reads_the_board_of_companies_and_supporters(cast: Cast, client: ClientFor) -> None:
    page = client("manager").get("staffing/")
    heads = page.words("main .board thead th")
    assert page.rows()[0][:6] == ["架空アサヒ製作所", "充足", "評価の結果がまだありません", "主担当", "", "副担当"]
    assert ["担い手01", "1社： 架空アサヒ製作所", "なし", "上限なし"] in page.rows()
    assert any("体制を変える" in words for words in page.links())
    assert "担い手01" in heads


def test_whoever_has_left_is_not_offered_for_a_team(cast: Cast, client: ClientFor, edit: str, writing: Ways) -> None:
    tenth = cast.producer_id("tenth")
    with writing():
        db.session.get_one(Producer, tenth).ends_on = date(2026, 11, 20)
    browser = client("manager")

    def offered(url: str) -> set[tuple[str, str]]:
        page = browser.get(url)
        fields = page.select("input[name=lead_id], input[name=sub_lead_ids]")
        return {(str(one["name"]), str(one["value"])) for one in fields}

    assert not {("lead_id", str(tenth)), ("sub_lead_ids", str(tenth))} & offered(edit)
    assert ("lead_id", str(tenth)) in offered(f"{edit}?from_on=2026-11-20"), "on their last day they were there"


@pytest.mark.parametrize("person", [person for person in EVERYBODY if person != "manager"])
def test_everybody_else_in_the_programme_reads_teams_states_and_load(cast: Cast, client: ClientFor, person: str) -> None:
    page = client(person).get("staffing/")
    rows = page.rows()
    assert [row[:4] for row in rows[:2]] == [
        ["架空アサヒ製作所", "担い手01", "担い手03", "充足"],
        ["架空みなと精機", "担い手02", "担い手05", "充足"],
    ]
    assert ["担い手01", "1社： 架空アサヒ製作所", "なし"] in rows
    assert ["担い手10", "なし", "なし"] in rows
    assert not any("体制を変える" in words for words in page.links())


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_in_the_programme_reads_the_history(cast: Cast, client: ClientFor, person: str) -> None:
    page = client(person).get(f"staffing/{cast.asahi.enrolment_id}")
    assert page.status == 200
    assert ["担い手01", "主担当", "2026年4月1日(水)", "支援の終わりまで"] in page.rows()


@pytest.mark.parametrize(("person", "answer"), [("owner", 403), ("colleague", 404), ("clerk", 403), ("auditor", 403)])
def test_only_managers_change_a_team(client: ClientFor, edit: str, hand_over: str, person: str, answer: int) -> None:
    browser = client(person)
    assert [browser.get(edit).status, browser.get(hand_over).status] == [answer, answer]
    assert [browser.post(edit).status, browser.post(hand_over).status] == [answer, answer]


def test_another_programmes_team_is_not_there(cast: Cast, client: ClientFor, edit: str) -> None:
    assert client("other_manager").get(f"/p/r8/{edit}").status == 404
    other = cast.elsewhere.enrolment_id
    for address in (f"staffing/{other}", f"staffing/{other}/edit", f"staffing/{other}/hand-over"):
        assert client("manager").get(address).status == 404


@pytest.mark.parametrize("number", [0, 2**31, 10**25])
def test_a_number_that_no_row_can_have_leads_nowhere(cast: Cast, client: ClientFor, number: int) -> None:
    assert client("manager").get(f"staffing/{number}").status == 404


def test_the_list_says_what_is_missing_and_leads_to_where_it_is_mended(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        support(cast.programme_id, "架空未定商店", number=3, cases=[], now=NOW)
        depart(cast.viewer("manager"), producer_id=cast.producer_id("sub"), last_on=date(2026, 11, 12), now=NOW)
    page = client("manager").get("staffing/")
    assert [row[1] for row in page.rows()[:3]] == ["体制不足（副担当欠員 12日）", "充足", "体制未確定"]
    assert "体制を決める （架空未定商店）" in page.links()
    to_mend = client("manager").get("staffing/?state=to_mend")
    assert "2026年11月24日(火) の体制：2社" in to_mend.main
    before = client("manager").get("staffing/?on=R8.11.12&state=understaffed")
    assert "2026年11月12日(木) の体制：0社" in before.main
    assert "「体制不足」で探しました" in before.main


def test_a_gap_to_come_is_said_before_it_is_there(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        depart(cast.viewer("manager"), producer_id=cast.producer_id("owner"), last_on=date(2026, 12, 31), now=NOW)
    browser = client("manager")
    words = "2027年1月1日(金)から主担当がいません"
    assert words in browser.get("staffing/").main
    link = browser.get(f"staffing/{cast.asahi.enrolment_id}").links()[words]
    assert browser.get(link).fields()["from_on"] == "2027/01/01"


def test_a_day_that_cannot_be_read_is_refused_in_words(cast: Cast, client: ClientFor) -> None:
    page = client("clerk").get("staffing/?on=いつか")
    assert page.status == 422
    assert "日付として読めません" in page.errors()[0]


def test_the_form_starts_with_todays_team_and_shows_who_is_on_the_roster(
    cast: Cast, client: ClientFor, writing: Ways, edit: str
) -> None:
    with writing():
        depart(cast.viewer("manager"), producer_id=cast.producer_id("tenth"), last_on=date(2026, 12, 31), now=NOW)
    page = client("manager").get(edit)
    fields = page.fields()
    assert fields["from_on"] == "2026/11/24"
    assert fields["lead_id"] == str(cast.producer_id("owner"))
    assert fields.getlist("sub_lead_ids") == [str(cast.producer_id("sub"))]
    assert "2026年12月31日(木)で名簿を離れます（主担当0社・副担当0社）" in page.main


def test_a_manager_sets_a_team_from_a_day_on(cast: Cast, client: ClientFor, at_rest: Ways, edit: str) -> None:
    browser = client("manager")
    answer = browser.submit(
        edit,
        {
            "from_on": "令和8年12月1日",
            "lead_id": cast.producer_id("tenth"),
            "sub_lead_ids": [cast.producer_id("sub"), cast.producer_id("ninth")],
            "reason": "人事異動のため",
        },
        follow=True,
    )
    assert "架空アサヒ製作所の体制を保存しました。" in answer.main
    with at_rest():
        assert history(cast) == [
            ("担い手01", "lead", "2026-04-01", "2026-11-30"),
            ("担い手03", "sub_lead", "2026-04-01", ""),
            ("担い手10", "lead", "2026-12-01", ""),
            ("担い手09", "sub_lead", "2026-12-01", ""),
        ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sub_lead_ids": None}, "副担当を1人以上選んでください。"),
        ({"lead_id": None}, "主担当を1人選んでください。"),
        ({"from_on": ""}, "いつからの体制かを入力してください。"),
        ({"from_on": "2026/3/31"}, "支援は 2026年4月1日(水) からです。体制を変える日は、この日以後にしてください。"),
        ({"lead_id": "999999"}, "一覧にある項目から選んでください。"),
        ({"sub_lead_ids": ["x"]}, "一覧にある項目から選んでください。"),
    ],
)
def test_a_team_that_cannot_be_is_refused_at_its_field_and_comes_back_as_typed(
    client: ClientFor, edit: str, unchanged: Callable[[], bool], values: dict[str, object], words: str
) -> None:
    page = client("manager").submit(edit, {"reason": "書いた理由", **values})
    assert page.status == 422
    assert words in page.errors()
    assert page.select(f"#{next(iter(values))}-error") or words in page.words(".field__error")[0]
    assert page.fields()["reason"] == "書いた理由"
    assert unchanged()


def test_one_person_in_both_places_is_refused(cast: Cast, client: ClientFor, edit: str, unchanged: Callable[[], bool]) -> None:
    page = client("manager").submit(edit, {"sub_lead_ids": [cast.producer_id("owner")]})
    assert (page.status, page.errors()) == (422, ["主担当と副担当に同じ人は選べません。副担当には別の人を選んでください。"])
    assert unchanged()


def meanwhile(cast: Cast) -> None:
    """Another manager puts tenth and ninth in place."""
    set_team(
        cast.viewer("manager_producer"),
        enrolment_id=cast.asahi.enrolment_id,
        lead_id=cast.producer_id("tenth"),
        sub_lead_ids=[cast.producer_id("ninth")],
        from_on=date(2026, 11, 24),
        now=NOW,
    )


@pytest.mark.parametrize(("keep", "lead", "sub"), [("mine", "担い手06", "担い手07"), ("theirs", "担い手10", "担い手09")])
def test_of_two_who_edit_one_team_the_second_sees_both_and_chooses(
    cast: Cast, client: ClientFor, writing: Ways, at_rest: Ways, edit: str, keep: str, lead: str, sub: str
) -> None:
    browser = client("manager")
    opened = browser.get(edit)
    with writing():
        meanwhile(cast)
    page = browser.submit(opened, {"lead_id": cast.producer_id("sixth"), "sub_lead_ids": [cast.producer_id("seventh")]})
    assert page.status == 409
    assert page.words(".conflict__value") == ["担い手06", "担い手10", "担い手07", "担い手09"]
    answer = browser.submit(page, {"keep-lead_id": keep, "keep-sub_lead_ids": keep})
    assert answer.status == 302
    with at_rest():
        standing = {row[0]: row[1] for row in history(cast) if not row[3]}
    assert standing == {lead: "lead", sub: "sub_lead"}


def ask(page_of: Callable[[str], Page], address: str, **values: object) -> Page:
    sent = "&".join(f"{name}={value}" for name, value in values.items())
    return page_of(f"{address}?{sent}")


def test_a_handover_shows_what_it_does_before_it_is_made(
    cast: Cast, client: ClientFor, at_rest: Ways, hand_over: str, unchanged: Callable[[], bool]
) -> None:
    browser = client("manager")
    opened = browser.get(hand_over).fields("main form[method=get]")
    page = ask(
        browser.get,
        hand_over,
        version=opened["version"],
        from_on="2026/12/01",
        to_producer_id=cast.producer_id("fifth"),
        keep_as_sub="y",
    )
    assert page.rows()[:2] == [
        ["2026年11月30日(月)まで", "担い手01", "担い手03"],
        ["2026年12月1日(火)から", "担い手05", "担い手01 、 担い手03"],
    ]
    assert unchanged()
    answer = browser.submit(page, follow=True)
    assert "架空アサヒ製作所の主担当を交代しました。" in answer.main
    with at_rest():
        assert history(cast) == [
            ("担い手01", "lead", "2026-04-01", "2026-11-30"),
            ("担い手03", "sub_lead", "2026-04-01", ""),
            ("担い手05", "lead", "2026-12-01", ""),
            ("担い手01", "sub_lead", "2026-12-01", ""),
        ]


def test_a_handover_without_a_token_in_its_address(cast: Cast, client: ClientFor, hand_over: str) -> None:
    page = client("manager").get(hand_over)
    assert "csrf_token" not in page.fields("main form[method=get]")


def test_a_handover_that_leaves_no_sub_lead_says_what_to_do(
    cast: Cast, client: ClientFor, hand_over: str, unchanged: Callable[[], bool]
) -> None:
    browser = client("manager")
    values = {"version": 1, "from_on": "2026/12/01", "to_producer_id": cast.producer_id("sub")}
    for page in (ask(browser.get, hand_over, **values), browser.post(hand_over, values)):
        assert page.status == 422
        assert "前の主担当を副担当として残すか" in page.errors()[0]
    assert unchanged()


def test_a_handover_by_somebody_who_saw_an_older_team_is_shown_against_the_new_one(
    cast: Cast, client: ClientFor, writing: Ways, at_rest: Ways, hand_over: str
) -> None:
    browser = client("manager")
    version = browser.get(hand_over).fields("main form[method=get]")["version"]
    with writing():
        meanwhile(cast)
    values = {"version": version, "from_on": "2026/12/01", "to_producer_id": cast.producer_id("fifth")}
    page = browser.post(hand_over, values)
    assert page.status == 409
    assert "担い手04さんが" in page.main
    assert "いまの体制：主担当 担い手10、副担当 担い手09" in page.main
    assert ["2026年12月1日(火)から", "担い手05", "担い手09"] in page.rows()
    assert browser.submit(page).status == 302
    with at_rest():
        assert ("担い手05", "lead", "2026-12-01", "") in history(cast)


def test_a_handover_without_a_new_lead_or_day_is_refused_at_the_field(client: ClientFor, hand_over: str) -> None:
    page = client("manager").post(hand_over, {"version": "1", "from_on": "いつか"})
    assert page.status == 422
    assert [words.partition("」は")[2][:9] or words for words in page.errors()] == [
        "日付として読めませ",
        "新しい主担当を選んでください。",
    ]
