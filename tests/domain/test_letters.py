"""The letter after a visit, and the address that opens it in a mail program."""

from datetime import date
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.letters import Letter, Task, VisitFacts, is_too_long, mail_address, write_letter

FACTS = VisitFacts(
    company="架空アサヒ製作所",
    contact="架空太郎",
    organisation="架空産業振興協会",
    sender="架空一郎",
    visit_on=date(2026, 11, 24),
    decisions="図面を改める。\n次は現場を観る。",
    ours=(Task("図面を送る", "架空一郎", date(2026, 12, 1)),),
    theirs=(Task("見積もりを取る", "営業部長", date(2026, 12, 8)),),
    next_on=date(2026, 12, 22),
)


def test_the_letter_says_what_was_decided_who_does_what_and_when_the_next_visit_is():
    letter = write_letter(FACTS)
    assert letter.subject == "11月24日のご訪問の確認（架空産業振興協会）"
    for words in (
        "架空アサヒ製作所\n架空太郎　様",
        "2026年11月24日(火)は",
        "■ 決まったこと\n図面を改める。\n次は現場を観る。",
        "■ 当方の宿題\n・図面を送る（担当：架空一郎、期限：2026年12月1日(火)）",
        "■ 貴社にお願いすること\n・見積もりを取る（担当：営業部長、期限：2026年12月8日(火)）",
        "■ 次回の訪問\n2026年12月22日(火)に伺う予定です。",
    ):
        assert words in letter.body


def test_what_there_is_nothing_of_is_left_out():
    bare = write_letter(VisitFacts("架空社", "", "架空協会", "架空一郎", date(2026, 11, 24)))
    assert "ご担当者　様" in bare.body and "追ってご相談" in bare.body
    assert "決まったこと" not in bare.body and "宿題" not in bare.body


def test_the_english_letter():
    letter = write_letter(FACTS, language="en")
    assert letter.subject == "Our visit on Tue 24 Nov 2026 (架空産業振興協会)"
    assert "- 見積もりを取る (営業部長, by Tue 8 Dec 2026)" in letter.body
    assert "We plan to visit you on Tue 22 Dec 2026." in letter.body


@given(subject=st.text(max_size=30), body=st.text(max_size=200))
def test_the_address_carries_every_character_and_ends_lines_as_mail_does(subject, body):
    address = mail_address("taro@example.jp", Letter(subject, body))
    assert address.isascii() and not set(address) & set(' "<>\r\n#')
    to, _, query = address.partition("?")
    assert to == "mailto:taro@example.jp"
    fields = parse_qs(query.replace("+", "%2B"), keep_blank_values=True)
    assert fields["subject"] == [" ".join(subject.split())]
    assert fields["body"][0].replace("\r\n", "\n") == body.replace("\r\n", "\n")
    assert "\n" not in fields["body"][0].replace("\r\n", "")


@pytest.mark.parametrize("to", ["a&body=x@example.jp", "a?b@example.jp", "架空@example.jp", ""])
def test_an_odd_address_adds_no_field(to):
    address = mail_address(to, Letter("s", "b"))
    assert address.count("?") == 1 and address.count("&") == 1
    assert unquote(address[len("mailto:") : address.index("?")]) == to


def test_a_long_letter_is_too_long_for_an_address():
    assert not is_too_long(mail_address("taro@example.jp", Letter("確認", "あ" * 150)))
    assert is_too_long(mail_address("taro@example.jp", Letter("確認", "あ" * 250)))
