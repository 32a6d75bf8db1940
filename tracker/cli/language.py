"""What click itself says ("Usage:", "Missing argument") in the reader's language: Japanese, as all that the commands say."""

from __future__ import annotations

import gettext
import os

from set_up.words import speaks_english
from tracker.config import ROOT

DOMAIN = "click"


def speak() -> None:
    """click asks gettext, which by itself knows neither our catalogue nor that Japanese is spoken wherever no locale is set."""
    if speaks_english():
        return
    os.environ["LANGUAGE"] = "ja"
    gettext.bindtextdomain(DOMAIN, ROOT / "translations")
    gettext.textdomain(DOMAIN)
