"""What a company is called in a report."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.naming import Concealment, HiddenCompany, report_names

MINATO = Concealment(
    [HiddenCompany("A社", ("株式会社架空みなと", "ミナトセイサクショ")), HiddenCompany("B社", ("架空みなと精機有限会社",))]
)


def test_a_company_that_may_be_named_keeps_its_legal_name() -> None:
    assert report_names([(7, "架空製作所株式会社", True)]) == {7: "架空製作所株式会社"}


def test_companies_that_may_not_be_named_are_lettered_in_the_order_of_the_roster() -> None:
    names = report_names([(7, "甲", False), (3, "乙", True), (5, "丙", False)])
    assert names == {7: "A社", 3: "乙", 5: "B社"}


def test_after_z_the_letters_are_doubled() -> None:
    names = report_names((number, "甲", False) for number in range(1, 54))
    assert (names[26], names[27], names[52], names[53]) == ("Z社", "AA社", "AZ社", "BA社")


@given(st.lists(st.booleans(), max_size=200))
def test_no_two_hidden_companies_share_a_letter_and_no_name_of_one_is_told(named: list[bool]) -> None:
    names = report_names((at, f"架空{at}号", may) for at, may in enumerate(named))
    hidden = [names[at] for at, may in enumerate(named) if not may]
    assert len(set(hidden)) == len(hidden)
    assert not any("架空" in name for name in hidden)


def test_a_hidden_name_is_taken_out_of_a_text_with_and_without_its_corporate_form() -> None:
    text = "株式会社架空みなと、架空みなと、架空みなと精機有限会社、架空みなと精機で確認。"
    assert MINATO.tell(text) == "A社、A社、B社、B社で確認。"


@pytest.mark.parametrize(
    "written",
    [
        "㈱架空みなと",
        "（株）架空みなと",
        "(株) 架空みなと",
        "架空みなと㈱",
        "架空みなと（株）",
        "架空みなと　株式会社",
        "㍿架空みなと",
        "架空ミナト",
        "架空ﾐﾅﾄ",
        "架空 みなと",
        "架空・みなと",
        "架空\nみなと",
        "みなと製作所".replace("みなと製作所", "ﾐﾅﾄｾｲｻｸｼｮ"),
        "みなとせいさくしょ",
        "架空みなと社",
    ],
)
def test_a_hidden_name_is_found_in_every_width_kana_and_spelling_of_its_form(written: str) -> None:
    assert MINATO.tell(f"昨日、{written}を訪問。") == "昨日、A社を訪問。"


@pytest.mark.parametrize("written", ["ABC", "ＡＢＣ", "Abc Co., Ltd.", "abc Inc.", "株式会社ａｂｃ", "ABC K.K."])
def test_a_latin_name_is_found_in_every_width_and_case(written: str) -> None:
    assert Concealment([HiddenCompany("A社", ("株式会社ABC",))]).tell(f"{written} と会議") == "A社 と会議"


@pytest.mark.parametrize("text", ["ABCD社", "xABC", "９ABC1", "架空の港", "みなと町"])
def test_what_only_begins_like_a_name_stays(text: str) -> None:
    assert Concealment([HiddenCompany("A社", ("ABC",)), HiddenCompany("B社", ("架空みなと",))]).tell(text) == text


def test_a_name_that_is_too_short_alone_is_taken_out_only_with_its_form() -> None:
    short = Concealment([HiddenCompany("A社", ("株式会社協同",))])
    assert short.tell("株式会社協同、㈱協同と協同で開発") == "A社、A社と協同で開発"


def test_without_hidden_companies_nothing_changes() -> None:
    assert not Concealment()
    assert Concealment().tell("株式会社架空みなと") == "株式会社架空みなと"


@given(
    st.text(alphabet="架空みなとミナﾐﾅﾄ株㈱（）式会社ABC。 　-・", max_size=40), st.sampled_from(["NFC", "NFKC", "NFD", "NFKD"])
)
def test_no_name_is_left_whatever_stands_around_it(around: str, form: str) -> None:
    told = MINATO.tell(unicodedata.normalize(form, f"{around}架空みなと{around}"))  # type: ignore[arg-type]
    assert "架空みなと" not in unicodedata.normalize("NFKC", told)
    assert MINATO.tell(told) == told


@given(st.text(max_size=60))
def test_a_text_without_a_name_stays_as_it_is(text: str) -> None:
    told = MINATO.tell(text)
    assert told == text or "A社" in told or "B社" in told
