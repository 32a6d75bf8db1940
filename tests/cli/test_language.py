"""What click says by itself is said in the reader's language, by the real command; its catalogue leaves no sentence out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house.sentences import JAPANESE
from tracker.config import ROOT

CATALOGUE = ROOT / "translations" / "ja" / "LC_MESSAGES" / "click.po"
BLANK = re.compile(r"\{\w+|%\(\w+\)")


def run(instance: Path, *arguments: str, locale: str) -> subprocess.CompletedProcess[str]:
    settings = {
        **os.environ,
        "LC_ALL": locale,
        "LANG": "",
        "LC_MESSAGES": "",
        "PYTHONUTF8": "1",
        "TRACKER_INSTANCE": str(instance),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, encoding="utf-8")


def test_japanese_is_spoken_where_no_language_is_set(tmp_path: Path) -> None:
    assert "引数を書いてください： 'EMAIL'" in run(tmp_path, "user", "add", locale="").stderr


@pytest.mark.parametrize(
    ("arguments", "code", "japanese", "english"),
    [
        (("user", "add"), 2, "引数を書いてください： 'EMAIL'", "Missing argument 'EMAIL'"),
        (("user", "add", "--nothing"), 2, "'--nothing'というオプションはありません", "No such option '--nothing'"),
        (("restore", "--help"), 0, "この説明を表示して終わります", "Show this message and exit"),
    ],
)
def test_what_was_asked_wrongly_and_the_help_are_told_in_either(
    tmp_path: Path, arguments: tuple[str, ...], code: int, japanese: str, english: str
) -> None:
    for locale, told, untold in (("ja_JP.UTF-8", japanese, english), ("en_GB.UTF-8", english, japanese)):
        done = run(tmp_path, *arguments, locale=locale)
        assert done.returncode == code
        said = done.stdout + done.stderr
        assert told in said and untold not in said


def test_the_catalogue_holds_every_sentence_of_the_click_that_is_installed() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = {message.id: message for message in read_po(file, locale="ja", abort_invalid=True) if message.id}
    said = {found[2] for folder in click.__path__ for found in extract_from_dir(folder)}
    assert set(catalogue) == said
    assert [message.id for message in catalogue.values() if message.fuzzy or not is_whole(message)] == []


def is_whole(message: Message) -> bool:
    """Said in Japanese, with no blank that click does not fill in."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string)
    blanks = set(BLANK.findall(str(message.id)))
    return all(JAPANESE.search(form) and set(BLANK.findall(form)) <= blanks for form in forms)
