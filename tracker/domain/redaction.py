"""墨消し: how a passage is found in whatever width it was typed, and what stands in its place for ever."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import count
from typing import Any

from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_text
from tracker.domain.words import N_

MARK = "［墨消し済み］"
SHORTEST, LONGEST = 2, 500
AROUND = 20
_BLANKS = r"[\s\u3000]*"
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def check_passage(passage: str) -> str:
    """The passage as it is looked for; RuleBroken for one so short that it stands everywhere, or that is the mark itself."""
    passage = clean_text(passage)
    letters = re.sub(r"\s", "", passage)
    if len(letters) < SHORTEST:
        raise RuleBroken(N_("墨消しする文字を2文字以上入力してください。"), field="passage")
    if len(passage) > LONGEST:
        raise RuleBroken(N_("墨消しする文字は500文字以内にしてください。長い文は、分けて墨消しします。"), field="passage")
    if "［" in passage or "］" in passage or any(letters in one for one in spellings(MARK)):
        raise RuleBroken(N_("「［」と「］」、「墨消し済み」は墨消しできません。それを除いて入力してください。"), field="passage")
    return passage


def spellings(passage: str) -> tuple[str, ...]:
    """The passage as typed, in half width, in full width: each once."""
    plain = unicodedata.normalize("NFKC", passage)
    return tuple(dict.fromkeys((passage, plain, plain.translate(_FULL_WIDTH))))


def pattern_of(*passages: str) -> re.Pattern[str]:
    """What finds any of the passages in any spelling, with any blanks or breaks where it has a blank; A is a.

    The longer of two that begin alike is found first: of 架空太郎 and 架空 nothing is left.
    """
    wholes = (_BLANKS.join(re.escape(piece) for piece in spelling.split()) for spelling in _all_spellings(passages))
    return re.compile("|".join(wholes), re.IGNORECASE)


def pieces_of(*passages: str) -> tuple[str, ...]:
    """Of each spelling the longest piece without a blank: what a database can look for before the pattern decides."""
    longest = (max(spelling.split(), key=len) for spelling in _all_spellings(passages))
    return tuple(dict.fromkeys(longest))


def _all_spellings(passages: Iterable[str]) -> Iterator[str]:
    for passage in sorted(passages, key=len, reverse=True):
        yield from spellings(passage)


def redact(text: str, pattern: re.Pattern[str], *, longest: int | None = None, leave: Collection[int] = ()) -> str:
    """The text with the mark in place of every passage but those to ``leave``, counted from 0; cut to what its column holds."""
    redacted = _struck(pattern, leave, MARK)(text)
    return redacted if longest is None or len(redacted) <= longest else _fit(text, pattern, longest, leave)


def _struck(pattern: re.Pattern[str], leave: Collection[int], mark: str) -> Callable[[str], str]:
    """Puts the mark into one text after the other; the passages are counted through all of them."""
    places = count()
    return lambda text: pattern.sub(lambda found: found.group() if next(places) in leave else mark, text)


def _fit(text: str, pattern: re.Pattern[str], longest: int, leave: Collection[int]) -> str:
    """A short column has no room for the mark beside the rest: the mark alone, or as much of it as there is room for."""
    alone = _struck(pattern, leave, "")(text)
    return MARK + alone if len(MARK) + len(alone) <= longest else MARK[:longest]


def redact_json(text: str, pattern: re.Pattern[str], *, leave: Collection[int] = ()) -> str:
    """The same in every string of a JSON text, which stays one; keys stay. What is no JSON is taken as plain text."""
    try:
        values = json.loads(text)
    except ValueError:
        return redact(text, pattern, leave=leave)
    redacted = _in_strings(values, _struck(pattern, leave, MARK))
    return text if redacted == values else json.dumps(redacted, ensure_ascii=False)


def strings_of(text: str) -> tuple[str, ...]:
    """Every string of a JSON text."""
    try:
        values = json.loads(text)
    except ValueError:
        return (text,)
    found: list[str] = []
    _in_strings(values, lambda one: found.append(one) or one)  # type: ignore[func-returns-value]
    return tuple(found)


def excerpts(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Of each passage in order what stands before it, the passage, and what stands after it."""
    for found in pattern.finditer(text):
        start, end = max(0, found.start() - AROUND), found.end() + AROUND
        before = ("…" if start else "") + text[start : found.start()]
        yield before, found.group(), text[found.end() : end] + ("…" if end < len(text) else "")


def _in_strings(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_in_strings(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _in_strings(one, change) for name, one in value.items()}
    return value
