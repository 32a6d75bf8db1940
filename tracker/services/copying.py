"""What copying a database and its files needs on either database: a second name, and the sentence where it cannot be done."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


class CannotCopy(Exception):
    """``str()`` is one sentence in both languages that says what to do."""


def second_name(file: Path, name: Path) -> None:
    """The same file under another name as well; a copy where the disk knows no second names."""
    name.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)
