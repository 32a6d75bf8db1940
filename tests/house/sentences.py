"""Every sentence of the program, collected as `make translations` collects them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "translations/en/LC_MESSAGES/messages.po"
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠々]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One msgid (its plural in ``forms``), where it stands and, for a word with several meanings, which is meant."""

    msgid: str
    forms: tuple[str, ...]
    place: str
    context: str | None


@cache
def collect() -> tuple[Sentence, ...]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"_l": None, "lazy_pgettext": ((1, "c"), 2)}
    found = []
    for place, line, message, _comments, context in extract_from_dir(ROOT, methods, options, keywords):
        forms = message if isinstance(message, tuple) else (message,)
        if forms[0]:
            found.append(Sentence(forms[0], tuple(filter(None, forms)), f"{place}:{line}", context))
    return tuple(found)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
