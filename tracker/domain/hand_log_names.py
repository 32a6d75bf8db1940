"""Companies and people in a log kept by hand: found in any spelling, never guessed; whoever is not found has candidates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations

from tracker.domain.text import clean_line, clean_text, search_key, split_names

MOST_CANDIDATES = 5
_ALIKE = 0.45
_MAY_BE_THE_SAME = 0.75
_SHORTEST = 2
_KANA = re.compile("[ァ-ヶヴ]+")
_HONORIFIC = re.compile(r"(?:さん|様|氏|先生|委員|部長|課長|CO|Co\.?)$")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_AND_OTHERS = re.compile(r"(?:ほか|他|外)\s*[0-9０-９一二三四五]*\s*(?:名|人)?(?:様)?")
LONGEST = 200


class FoundBy(StrEnum):
    """How a name was found: as it is registered, by its reading, by a part that only one has, as somebody said before."""

    NAME = "name"
    READING = "reading"
    PART = "part"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Known:
    """A company (its enrolment) or a person that a name can mean."""

    known_id: int
    name: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A name as it is written and whom it means; ``is_other``: somebody said that it is nobody of the programme."""

    written: str
    key: str
    known_id: int | None = None
    by: FoundBy | None = None
    is_other: bool = False
    candidates: tuple[int, ...] = ()


class Names:
    """Whom names can mean, and what somebody said before; ``remembered`` maps a key to an id, or None: nobody of ours."""

    def __init__(self, known: Iterable[Known], remembered: Mapping[str, int | None]) -> None:
        self.known = tuple(known)
        self.remembered = remembered
        self.keys = {one.known_id: (search_key(one.name), search_key(one.reading) if one.reading else "") for one in self.known}

    def companies_in(self, text: str) -> tuple[Found, ...]:
        """The companies of a cell: a cell that names one as a whole is not taken apart."""
        whole = self._find(text)
        if whole is None:
            return ()
        if whole.known_id is not None:
            return (whole,)
        pieces = [found for piece in split_names(text, known=[one.name for one in self.known]) if (found := self._find(piece))]
        return tuple(dict.fromkeys(pieces))

    def doubles(self) -> tuple[tuple[int, int], ...]:
        """Pairs that may be the same under two spellings, the likeliest first."""
        found = []
        for (one, (key, read)), (other, (key_2, read_2)) in combinations(self.keys.items(), 2):
            likeness = _likeness(key, key_2)
            if key == key_2 or (read and read == read_2):
                likeness = 2.0
            if likeness >= _MAY_BE_THE_SAME:
                found.append((-likeness, one, other))
        return tuple((one, other) for _likeness_, one, other in sorted(found))

    def people_in(self, text: str) -> tuple[tuple[Found, ...], str]:
        """The people of a cell, and what of it names nobody (ほか2名)."""
        people: list[Found] = []
        others: list[str] = []
        for piece in split_names(text, known=[one.name for one in self.known]):
            if _AND_OTHERS.fullmatch(piece):
                others.append(piece)
                continue
            found = self._person(piece)
            if found is not None and found.known_id is None and not found.is_other:
                apart = [one for part in piece.split() if (one := self._person(part))]
                if len(apart) > 1 and all(one.known_id is not None for one in apart):
                    people += apart
                    continue
            if found is not None:
                people.append(found)
        return tuple(dict.fromkeys(people)), "、".join(others)

    def _person(self, text: str) -> Found | None:
        whole = self._find(text)
        if whole is None or whole.known_id is not None or whole.is_other:
            return whole
        bare = self._find(_HONORIFIC.sub("", _BRACKETS.sub("", text).strip()))
        if bare is not None and (bare.known_id is not None or bare.is_other):
            return bare
        key = bare.key if bare else whole.key
        begin = [one.known_id for one in self.known if self._begins(one, key)]
        if len(key) >= _SHORTEST and len(begin) == 1 and not any(character.isdecimal() for character in key):
            return Found(whole.written, whole.key, begin[0], FoundBy.PART)
        return whole

    def _begins(self, one: Known, key: str) -> bool:
        """Whether the key is the family name of somebody, as far as the roster shows where that ends."""
        family = clean_line(one.name).replace("\u3000", " ").split(" ")[0]
        name, reading = self.keys[one.known_id]
        if family != one.name and search_key(family) == key:
            return True
        return (family == one.name and name.startswith(key)) or (bool(reading) and reading.startswith(key))

    def _find(self, text: str) -> Found | None:
        written = clean_text(text)[:LONGEST]
        if not written:
            return None
        key = search_key(written)[:LONGEST]
        named = [known_id for known_id, (name, _reading) in self.keys.items() if name == key]
        if len(named) == 1:
            return Found(written, key, named[0], FoundBy.NAME)
        if key in self.remembered:
            meant = self.remembered[key]
            return Found(written, key, meant, FoundBy.MEMORY, is_other=meant is None)
        read = [known_id for known_id, keys in self.keys.items() if keys[1] and _reads(key, *keys)]
        if len(read) == 1 and not named:
            return Found(written, key, read[0], FoundBy.READING)
        return Found(written, key, candidates=self._candidates(key, first=[*named, *read]))

    def _candidates(self, key: str, *, first: Collection[int]) -> tuple[int, ...]:
        alike = {known_id: max(_likeness(key, one) for one in keys if one) for known_id, keys in self.keys.items() if any(keys)}
        near = sorted((known_id for known_id in alike if alike[known_id] >= _ALIKE), key=lambda known_id: -alike[known_id])
        return tuple(dict.fromkeys([*first, *near]))[:MOST_CANDIDATES]


def _reads(key: str, name: str, reading: str) -> bool:
    """Whether the key is the reading, or the name with its beginning or its end written as it is read (カクウ北斗化成)."""
    if key == reading:
        return True
    for place in range(1, len(name)):
        begin, end = name[:place], name[place:]
        if len(end) >= _SHORTEST and key.endswith(end) and _is_read(key[: -len(end)], reading, at_start=True):
            return True
        if len(begin) >= _SHORTEST and key.startswith(begin) and _is_read(key[len(begin) :], reading, at_start=False):
            return True
    return False


def _is_read(kana: str, reading: str, *, at_start: bool) -> bool:
    fits = reading.startswith(kana) if at_start else reading.endswith(kana)
    return _SHORTEST <= len(kana) < len(reading) and fits and _KANA.fullmatch(kana) is not None


def _likeness(one: str, other: str) -> float:
    if min(len(one), len(other)) >= _SHORTEST and (one in other or other in one):
        return 1.0
    return SequenceMatcher(None, one[:60], other[:60]).ratio()
