"""What a company is called in a report."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.naming import conceal, report_names, words_to_conceal


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
    words = words_to_conceal([("株式会社架空みなと", "A社"), ("架空みなと精機有限会社", "B社")])
    text = "株式会社架空みなと、架空みなと、架空みなと精機有限会社、架空みなと精機で確認。"
    assert conceal(text, words) == "A社、A社、B社、B社で確認。"


def test_a_name_that_is_too_short_alone_is_taken_out_only_with_its_form() -> None:
    words = words_to_conceal([("株式会社協同", "A社")])
    assert conceal("株式会社協同と協同で開発", words) == "A社と協同で開発"
