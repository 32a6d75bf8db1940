"""The letter after a visit: complete, polite, nothing in it that is not the company's, and whole in its link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.cadence import VisitMode
from tracker.domain.confirmations import check_confirmation
from tracker.domain.errors import RuleBroken
from tracker.domain.letters import (
    LONGEST_LINK,
    Appointment,
    Language,
    Letter,
    LetterFacts,
    Promise,
    mailto,
    mailto_that_fits,
    write_letter,
)

VISIT_ON = date(2026, 11, 24)
FACTS = LetterFacts(
    company="架空アサヒ製作所",
    contact="架空連絡担当",
    organisation="架空産業振興協会",
    sender="担い手01",
    visit_on=VISIT_ON,
    mode=VisitMode.ONSITE,
    decisions="・図面を改める\n\n  治具を二つ試す",
    ours=(Promise("見積もりを取る", "担い手01", date(2026, 12, 1)),),
    theirs=(Promise("図面を送る", "工場長", date(2027, 1, 8)), Promise("写真を送る", "架空佐藤", date(2026, 12, 4))),
    next_visit=Appointment(date(2026, 12, 10), VisitMode.ONSITE, time(10), time(12)),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))
WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=30)
PROMISES = st.lists(st.builds(Promise, WORDS, WORDS, st.dates(date(2026, 1, 1), date(2030, 1, 1))), max_size=3).map(tuple)
LETTER_FACTS = st.builds(
    LetterFacts,
    company=WORDS,
    contact=WORDS,
    organisation=WORDS,
    sender=WORDS,
    visit_on=st.just(VISIT_ON),
    mode=st.sampled_from(VisitMode),
    decisions=WORDS,
    ours=PROMISES,
    theirs=PROMISES,
    next_visit=st.none() | st.builds(Appointment, st.dates(VISIT_ON, date(2030, 1, 1)), st.sampled_from(VisitMode)),
)


def test_the_letter_says_what_was_agreed_who_does_what_and_when_one_meets_again() -> None:
    letter = write_letter(FACTS)
    assert letter.subject == "11月24日の訪問のお礼と内容のご確認（架空産業振興協会）"
    assert letter.body == (
        "架空アサヒ製作所\n架空連絡担当 様\n\n"
        "いつもお世話になっております。\n架空産業振興協会の担い手01です。\n\n"
        "2026年11月24日(火)は、お忙しいところお時間をいただき、誠にありがとうございました。\n"
        "貴社にお伺いした際の内容を、下記のとおりまとめました。ご確認くださいますようお願いいたします。\n\n"
        "■ 決まったこと\n・図面を改める\n・治具を二つ試す\n\n"
        "■ 当方で行うこと\n・見積もりを取る（担当：担い手01、12月1日(火)まで）\n\n"
        "■ 貴社にお願いしたいこと\n"
        "・図面を送る（ご担当：工場長、2027年1月8日(金)まで）\n"
        "・写真を送る（ご担当：架空佐藤 様、12月4日(金)まで）\n\n"
        "■ 次回のお伺い\n・12月10日(木) 10:00～12:00\n\n"
        "内容に誤りや追加がございましたら、お手数ですが、このメールへのご返信でお知らせください。\n"
        "今後とも、どうぞよろしくお願いいたします。\n\n--\n架空産業振興協会\n担い手01"
    )


def test_the_english_letter_says_the_same() -> None:
    letter = write_letter(FACTS, Language.EN)
    assert letter.subject == "Summary of our visit on 24 November 2026"
    for words in ("Dear 架空連絡担当,", "- 治具を二つ試す", "(担い手01, by 1 December 2026)", "(工場長, by 8 January 2027)"):
        assert words in letter.body
    assert "Next visit: 10 December 2026 10:00–12:00" in letter.body


@pytest.mark.parametrize("language", Language)
def test_what_was_not_agreed_has_no_heading(language: Language) -> None:
    body = write_letter(replace(FACTS, decisions=" \n", ours=(), theirs=(), next_visit=None, contact=""), language).body
    assert not any(title in body for title in ("決まったこと", "当方", "お願いしたいこと", "agreed", "we will do", "ask of you"))
    assert "日程は、あらためてご相談" in body or "I will be in touch about the date" in body
    assert "ご担当者様" in body or "Dear Sir or Madam," in body


@given(LETTER_FACTS, st.sampled_from(Language))
def test_every_promise_and_decision_is_in_the_letter(facts: LetterFacts, language: Language) -> None:
    body = write_letter(facts, language).body
    for one in (*facts.ours, *facts.theirs):
        assert one.what in body
        assert one.owner in body


@given(TEXTS, TEXTS)
def test_a_mail_program_reads_back_every_character_from_the_link(subject: str, body: str) -> None:
    link = mailto("kouba@example.com", Letter(subject, body))
    assert link.isascii()
    assert not set(link) & set(' "<>\\^`{|}\r\n')
    split = urlsplit(link)
    assert (split.scheme, split.path) == ("mailto", "kouba@example.com")
    fields = parse_qs(split.query, keep_blank_values=True, separator="&")
    sent = {"subject": subject, "body": body.replace("\n", "\r\n")}
    assert fields == {name: [value] for name, value in sent.items() if value}


def test_line_breaks_are_crlf_whatever_they_were() -> None:
    assert mailto("", Letter("", "a\nb\r\nc\rd")) == "mailto:?body=a%0D%0Ab%0D%0Ac%0D%0Ad"


def test_what_would_end_a_field_is_coded() -> None:
    assert mailto("", Letter("a&body=b?#+%", "")) == "mailto:?subject=a%26body%3Db%3F%23%2B%25"


def test_several_addresses_are_parted_by_commas() -> None:
    assert mailto("a@example.com; b+c@example.com、", Letter("", "")) == "mailto:a@example.com,b%2Bc@example.com"
    assert unquote(mailto("工場@example.com", Letter("", ""))) == "mailto:工場@example.com"


@given(st.text("あa\n", max_size=900))
def test_a_link_that_would_be_too_long_carries_the_subject_alone(body: str) -> None:
    letter = Letter("11月24日の訪問のお礼", body)
    link, fits = mailto_that_fits("kouba@example.com", letter)
    assert len(link) <= LONGEST_LINK
    assert fits is (len(mailto("kouba@example.com", letter)) <= LONGEST_LINK)
    assert link == mailto("kouba@example.com", letter if fits else Letter(letter.subject, ""))


def test_a_confirmation_is_a_name_and_a_day_between_the_visit_and_today() -> None:
    today = date(2026, 11, 30)
    for name, day in (("", None), ("製造部長", VISIT_ON), ("製造部長", today)):
        check_confirmation(name, day, visit_on=VISIT_ON, today=today)
    for name, day, field in (
        ("", today, "confirmed_by_name"),
        ("長" * 101, today, "confirmed_by_name"),
        ("製造部長", None, "confirmed_on"),
        ("製造部長", date(2026, 11, 23), "confirmed_on"),
        ("製造部長", date(2026, 12, 1), "confirmed_on"),
    ):
        with pytest.raises(RuleBroken) as broken:
            check_confirmation(name, day, visit_on=VISIT_ON, today=today)
        assert broken.value.field == field


def test_whoever_gets_a_letter_to_several_does_not_see_the_others():
    link = mailto("a@example.com,b@example.com", Letter("件名", ""), is_blind=True)
    assert link == f"mailto:?bcc=a@example.com,b@example.com&subject={quote('件名')}"
