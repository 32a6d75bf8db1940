"""What a company is called in a report: its legal name, or A社, B社 … where it may not be named, in free texts too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_uppercase

_SHORTEST = 3  # a shorter name without its corporate form may be an ordinary word: it is one where the form stands beside it
_FORM = r"(?:株式会社|有限会社|合同会社|合資会社|合名会社|[(（]\s*[株有同資名]\s*[)）]|[㈱㈲㈾㈴㍿])"
_FORM_BEFORE = re.compile(rf"{_FORM}[\s　]*$")
_WESTERN = r"[,，.．\s　]*(?:co[.．]?[,，]?\s*ltd[.．]?|inc[.．]?|corporation|corp[.．]?|llc|k[.．]?k[.．]?)(?![a-z])"
_FORM_BEHIND = re.compile(rf"[\s　]*(?:{_FORM}|{_WESTERN})", re.IGNORECASE)
_LONGEST_FORM = 12
_COMPANY_BEHIND = re.compile("社(?=[はがのをにともでへや、。，．様)）」』\\s　]|$)")  # イチカワ社は → A社は
_CORPORATE_FORM = re.compile(_FORM)
_VOICED = re.compile("[\uff9e\uff9f\u3099\u309a]")
# Blind to kana, blanks, dots and hyphens; the mark of a long vowel stays.
_FOLD = (
    {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
    | dict(
        zip(map(ord, "ァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ"), "アイウエオツヤユヨワカケアイウエオツヤユヨワ", strict=True)
    )
    | dict.fromkeys(map(ord, " \t\n\r\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad-‐‑‒–—−.,'’・･·•，、"))
)


@dataclass(frozen=True, slots=True)
class HiddenCompany:
    """A company that may not be named: what it is called, and every name that would tell who it is."""

    letter: str
    names: tuple[str, ...]


class Concealment:
    """Replaces the names of hidden companies in texts, whatever width, kana or spelling of 株式会社 they are written in."""

    def __init__(self, companies: Iterable[HiddenCompany] = ()) -> None:
        self._letters: dict[str, tuple[str, bool]] = {}
        for company in companies:
            for name in company.names:
                for word, needs_form in _words(name):
                    # of two that are spelt alike the first in the roster; whoever is found without a form needs none
                    letter, needed = self._letters.get(word, (company.letter, True))
                    self._letters[word] = (letter, needed and needs_form)
        words = sorted(self._letters, key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None

    def __bool__(self) -> bool:
        """Whether there is anything to conceal."""
        return self._pattern is not None

    def tell(self, text: str) -> str:
        """The text with a letter for every such name; the corporate form beside it goes with it."""
        if self._pattern is None or not text or not self._pattern.search(_fold(text)):
            return text
        told: list[str] = []
        done = 0
        for start, end, letter in self._found(text):
            if start >= done:
                told += (text[done:start], letter)
                done = end
        return "".join((*told, text[done:]))

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where names stand in the text, with what is said instead."""
        assert self._pattern is not None
        folded, places = _folded(text)
        for found in self._pattern.finditer(folded):
            letter, needs_form = self._letters[found[0]]
            start, end = places[found.start()][0], places[found.end() - 1][1]
            if _goes_on(text, start, end):
                continue
            before, behind = _FORM_BEFORE.search(text, max(0, start - _LONGEST_FORM), start), _FORM_BEHIND.match(text, end)
            if needs_form and not before and not behind:
                continue
            end = behind.end() if behind else end
            company = _COMPANY_BEHIND.match(text, end)
            yield before.start() if before else start, company.end() if company else end, letter


def report_names(companies: Iterable[tuple[int, str, bool]]) -> dict[int, str]:
    """By id what each company is called, from (id, legal name, may be named) in the order of the roster.

    The letters follow that order, so that one report uses one name for one company throughout: A社 … Z社, AA社 …
    """
    names: dict[int, str] = {}
    hidden = 0
    for company_id, name, may_be_named in companies:
        if may_be_named:
            names[company_id] = name
        else:
            hidden += 1
            names[company_id] = f"{letters(hidden)}社"
    return names


def letters(number: int) -> str:
    """1 is A, 26 Z, 27 AA: the letters of companies, and of a sheet's columns."""
    letters = ""
    while number:
        number, place = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return letters


def _words(name: str) -> Iterator[tuple[str, bool]]:
    """How a name is looked for, folded: whole, and without its form, which a short one needs beside it."""
    core = _fold(_CORPORATE_FORM.sub("", unicodedata.normalize("NFKC", name)))
    whole = _fold(name)
    if core:
        yield core, core != whole and len(core) < _SHORTEST
    if whole and whole != core:
        yield whole, False


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)


def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and where each of its characters stood: from, to."""
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _VOICED.match(text, end):
            end += 1
        piece = _fold(text[at:end])
        folded.append(piece)
        places += [(at, end)] * len(piece)
        at = end
    return "".join(folded), places


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or a number goes on beside it: ABC is no part of ABCD."""
    return _joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1])


def _joined(left: str, right: str) -> bool:
    return bool(left and right) and all(_is_latin(character) for character in (left, right))


def _is_latin(character: str) -> bool:
    plain = unicodedata.normalize("NFKC", character)
    return plain.isascii() and plain.isalnum()
