"""Japanese is the source and English is whole: every sentence of the program stands in the English catalogue."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.house.sentences import CATALOGUE, JAPANESE, PLACEHOLDER, Sentence, collect, placeholders

QUOTED = re.compile("“[^”]*”")


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def strings_of(sentence: Sentence) -> tuple[str, ...]:
    """The translation of a sentence in all its forms; nothing where there is none or it is doubtful."""
    message = catalogue().get(sentence.msgid, sentence.context)
    if message is None or message.fuzzy:
        return ()
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def test_there_are_sentences_to_translate() -> None:
    assert len({sentence.msgid for sentence in collect()}) > 100


def test_every_sentence_has_a_translation_that_is_no_guess() -> None:
    missing = {(s.msgid, s.context): s.place for s in collect() if not strings_of(s) or not all(strings_of(s))}
    assert missing == {}


def test_a_translation_fills_in_the_same_values() -> None:
    other = {
        sentence.place: (sentence.msgid, string)
        for sentence in collect()
        for string in strings_of(sentence)
        if string and placeholders(string) != set.union(*map(placeholders, sentence.forms))
    }
    assert other == {}


def test_a_translation_is_in_english() -> None:
    """What people type or find in a file in Japanese stands between quotation marks."""
    japanese = {s.msgid: string for s in collect() for string in strings_of(s) if JAPANESE.search(QUOTED.sub("", string))}
    assert japanese == {}


def test_a_sentence_that_is_counted_is_counted_everywhere() -> None:
    """Asked for without a number, English would answer in the singular."""
    counted = {(s.msgid, s.context) for s in collect() if len(s.forms) > 1}
    uncounted = {s.place: s.msgid for s in collect() if len(s.forms) == 1 and (s.msgid, s.context) in counted}
    assert uncounted == {}


def test_the_catalogue_holds_nothing_that_the_program_no_longer_says() -> None:
    said = {(sentence.msgid, sentence.context) for sentence in collect()}
    kept = {(m.id[0] if isinstance(m.id, tuple) else m.id, m.context) for m in catalogue() if m.id}
    assert kept - said == set()
    assert list(catalogue().obsolete) == []


def test_a_span_is_written_with_one_mark() -> None:
    """～ (U+FF5E) as the house writes it; 〜 (U+301C) looks the same and is found by no search for the other."""
    assert {sentence.place: sentence.msgid for sentence in collect() if "〜" in sentence.msgid} == {}


@pytest.mark.parametrize("floor", ["tracker/", "templates/"])
def test_the_source_is_japanese(floor: str) -> None:
    foreign = {
        sentence.place: sentence.msgid
        for sentence in collect()
        if sentence.place.startswith(floor)
        and not JAPANESE.search(sentence.msgid)
        and any(letter.isalpha() for letter in PLACEHOLDER.sub("", sentence.msgid))
    }
    assert foreign == {}
