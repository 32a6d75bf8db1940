"""What is searched and how words are found: one folding of spellings, and the one- and two-letter pieces that an index keeps.

Japanese has no blanks between words, and most of its words have two characters: every text is cut into its characters and its
pairs of neighbours. A text that holds all pieces of a word may hold the word; whether it does the folded text decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from tracker.domain.errors import RuleBroken
from tracker.domain.text import DASHES, clean_text, fold_spelling
from tracker.domain.words import N_

LONGEST_QUERY = 100
MOST_WORDS = 8
AROUND = 30  # characters on either side of a hit


class Kind(StrEnum):
    """What a search finds, in the order of its page."""

    COMPANY = "company"
    CASE = "case"
    PERSON = "person"
    VISIT = "visit"
    MEETING = "meeting"
    CHALLENGE = "challenge"
    ACTION = "action"
    OUTCOME = "outcome"
    VOICE = "voice"

    @property
    def number(self) -> int:
        return _NUMBERS[self]


_NUMBERS = {kind: number for number, kind in enumerate(Kind)}


class Depth(StrEnum):
    """How far somebody must be allowed to read to find it; a deeper text of a thing holds the shallower ones."""

    BOARD = "board"
    RECORD = "record"
    MEMO = "memo"

    @property
    def number(self) -> int:
        return _DEPTHS[self]


_DEPTHS = {depth: number for number, depth in enumerate(Depth)}


class Words(StrEnum):
    """Which of a thing's texts it is: said beside the hit."""

    NAME = "name"
    KANA = "kana"
    PLACE = "place"
    NUMBER = "number"
    CONTACT = "contact"
    REMARKS = "remarks"
    KIND = "kind"
    FACTS = "facts"
    INTERPRETATION = "interpretation"
    REPORT_SUMMARY = "report_summary"
    PROGRESS = "progress"
    TOOL = "tool"
    DECISIONS = "decisions"
    ATTENDEES = "attendees"
    STATUS_REASON = "status_reason"
    MEMO = "memo"
    DESCRIPTION = "description"
    REASON = "reason"
    EVIDENCE = "evidence"
    WHAT = "what"
    OWNER = "owner"
    VISITOR = "visitor"
    VOICE = "voice"


# A corporate form is one sign, however it is written. Signs are controls, which no stored text holds.
_FORMS = {
    "株式会社": (r"\(株\)", "カブシキ[ガカ]イシヤ"),
    "有限会社": (r"\(有\)", "ユウゲン[ガカ]イシヤ"),
    "合同会社": (r"\(同\)", "ゴウドウ[ガカ]イシヤ"),
    "合資会社": (r"\(資\)", "ゴウシ[ガカ]イシヤ"),
    "合名会社": (r"\(名\)", "ゴウメイ[ガカ]イシヤ"),
    "一般社団法人": (r"\(一社\)",),
    "一般財団法人": (r"\(一財\)",),
    "公益社団法人": (r"\(公社\)",),
    "公益財団法人": (r"\(公財\)",),
    "特定非営利活動法人": (r"\(特非\)", "npo法人"),
}
_SIGNS = {form: chr(0x0E + number) for number, form in enumerate(_FORMS)}
_FORM = re.compile(
    "|".join(f"(?P<f{number}>{'|'.join((form, *others))})" for number, (form, others) in enumerate(_FORMS.items()))
)
_SIGN_OF_GROUP = {f"f{number}": _SIGNS[form] for number, form in enumerate(_FORMS)}
_ANY_SIGN = frozenset(_SIGNS.values())
# Letters of names that are one and the same, in whatever form a family writes them.
_SAME_LETTERS = str.maketrans("髙﨑邊邉邇齋齊濵濱嶋嶌冨澤廣國眞惠德淸靑栁槗曾", "高崎辺辺迩斎斎浜浜島島富沢広国真恵徳清青柳橋曽")
_DROPPED = re.compile(rf"[ \t\u3000{DASHES}・･·•‧∙.．,，'’]")
_LONG_VOWEL = re.compile("[ーｰ]*")
_BETWEEN = "\n"
# A character with the marks that belong to it: ｶﾞ is one, and so is か with its own mark.
_CLUSTER = re.compile("[^\n][\u3099\u309a\uff9e\uff9f\u0300-\u036f]*|\n")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and for each of its characters where in the text that was folded it comes from (start, end)."""

    words: str
    places: tuple[tuple[int, int], ...]


@lru_cache(maxsize=20_000)
def _fold_cluster(cluster: str) -> str:
    if cluster == _BETWEEN:
        return cluster
    return _DROPPED.sub("", fold_spelling(cluster).translate(_SAME_LETTERS))


def fold(text: str) -> Folded:
    """The text as it is searched: blind to width, case, kana, blanks, dashes, dots and the spelling of corporate forms.

    What separates (、。brackets, breaks) is one break; nothing is found across it.
    """
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for found in _CLUSTER.finditer(text):
        for letter in _fold_cluster(found.group()):
            letters.append(letter)
            places.append(found.span())
    return _separated(*_with_signs("".join(letters), places))


def _with_signs(letters: str, places: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    words, kept, begins = [], [], 0
    for found in _FORM.finditer(letters):
        words.append(letters[begins : found.start()])
        kept += places[begins : found.start()]
        words.append(_SIGN_OF_GROUP[found.lastgroup or ""])
        kept.append((places[found.start()][0], places[found.end() - 1][1]))
        begins = found.end()
    words.append(letters[begins:])
    return "".join(words), kept + places[begins:]


def _separated(letters: str, places: Sequence[tuple[int, int]]) -> Folded:
    words: list[str] = []
    kept: list[tuple[int, int]] = []
    for letter, place in zip(letters, places, strict=True):
        if not _separates(letter):
            words.append(letter)
            kept.append(place)
        elif words and words[-1] != _BETWEEN:
            words.append(_BETWEEN)
            kept.append(place)
    if words and words[-1] == _BETWEEN:
        words.pop()
        kept.pop()
    return Folded("".join(words), tuple(kept))


@lru_cache(maxsize=20_000)
def _separates(letter: str) -> bool:
    return letter not in _ANY_SIGN and unicodedata.category(letter)[0] in "PZC"


def fold_all(texts: Iterable[str]) -> str:
    """Several texts as one; nothing is found across two of them."""
    return _BETWEEN.join(words for text in texts if (words := fold(text).words))


def pieces(words: str) -> frozenset[str]:
    """The characters and pairs of neighbours of a folded text, as names that any index takes: their code points."""
    letters = {_named(letter) for letter in words if letter != _BETWEEN}
    pairs = {_named(words[at : at + 2]) for at in range(len(words) - 1) if _BETWEEN not in words[at : at + 2]}
    return frozenset(letters | pairs)


@lru_cache(maxsize=20_000)
def _named(letters: str) -> str:
    return "".join(f"{ord(letter):05x}" for letter in letters)


def of_kind(programme_id: int, kind: Kind) -> str:
    """The piece that everything of a kind in a programme has; no piece of a text looks like it."""
    return f"p{programme_id}{kind.value}"


def of_company(enrolment_id: int) -> str:
    """The piece that everything about a company has."""
    return f"c{enrolment_id}"


def row_id(kind: Kind, thing_id: int, depth: Depth, on: date | None) -> int:
    """The number of a text in the index: later days are larger, so that the newest is read first without sorting.

    Twenty bits for the day, four for the kind, thirty-one for the thing, two for the depth.
    """
    day = on.toordinal() if on else 0
    return ((day << 4 | kind.number) << 31 | thing_id) << 2 | depth.number


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asked: ``typed`` as cleaned, ``words`` folded; a text has to hold every word."""

    typed: str
    words: tuple[str, ...]

    @property
    def pieces(self) -> frozenset[str]:
        """What the index is asked for: of a longer word its pairs, of a single character itself."""
        return frozenset(_named(word[at : at + 2]) for word in self.words for at in range(max(1, len(word) - 1)))

    def finds(self, words: str) -> bool:
        return all(word in words for word in self.words)


def read_query(typed: str) -> Query | None:
    """What is to be looked for; None where nothing was typed, RuleBroken for what nothing can be found by."""
    typed = " ".join(clean_text(typed[: LONGEST_QUERY * 20]).split())
    if not typed:
        return None
    if len(typed) > LONGEST_QUERY:
        raise RuleBroken(N_("検索する言葉は%(longest)s文字以内にしてください。"), field="q", longest=LONGEST_QUERY)
    words = tuple(dict.fromkeys(_words(typed)))
    if not words:
        raise RuleBroken(N_("検索できる文字がありません。文字か数字を入れてください。"), field="q")
    if len(words) > MOST_WORDS:
        raise RuleBroken(N_("検索する言葉は%(most)sつまでにしてください。"), field="q", most=MOST_WORDS)
    return Query(typed, words)


def _words(typed: str) -> Iterator[str]:
    """A corporate form stands before or after a name, so it divides words; alone it is one."""
    found = [part for word in typed.split(" ") for part in fold(word).words.split(_BETWEEN) if part]
    named = [name for part in found for name in re.split(f"[{''.join(_ANY_SIGN)}]", part) if name]
    yield from named or found


Marked = tuple[tuple[str, bool], ...]


def mark(text: str, query: Query, *, around: int = AROUND) -> Marked:
    """The passage about the first hit, in pieces that are hits or not; nothing where the text has none."""
    folded = fold(text)
    hits = sorted(
        (folded.places[at.start()][0], _LONG_VOWEL.match(text, folded.places[at.end() - 1][1]).end())  # type: ignore[union-attr]
        for word in query.words
        for at in re.finditer(re.escape(word), folded.words)
    )
    if not hits:
        return ()
    start, end = max(0, hits[0][0] - around), min(len(text), hits[0][1] + 2 * around)
    shown: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for begins, ends in hits:
        begins, ends = max(begins, at), min(ends, end)
        if begins >= ends:
            continue
        shown += [(text[at:begins], False), (text[begins:ends], True)]
        at = ends
    shown += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return tuple((piece, is_hit) for piece, is_hit in shown if piece)
