"""Speaks to the person at the terminal, in Japanese or English."""

from __future__ import annotations

import locale
import os
import sys


class Stop(Exception):
    """The start cannot go on; the text says what to do."""


def speaks_english(japanese: str = "日本語") -> bool:
    """Whether this reader gets English: the locale says so, or the screen cannot show the Japanese."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    if os.name == "nt":
        chosen = chosen or (locale.getlocale()[0] or "")
    try:
        japanese.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return True
    return chosen.lower().startswith("en")


def words(japanese: str, english: str, **values: object) -> str:
    """The sentence in the reader's language."""
    return (english if speaks_english(japanese) else japanese).format(**values)


def tell(japanese: str, english: str, **values: object) -> None:
    print(words(japanese, english, **values), flush=True)
