"""What the pictures of the help show, and what their pages said when they were taken: `make pictures` takes both anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser

from tests.journeys.conftest import Visitor
from tests.journeys.demonstration import reader, token_of
from tracker.web.help.topics import TOPICS, Topic, picture_file

ROOT = Path(__file__).resolve().parents[2]
SAID = ROOT / "tests" / "web" / "help_pictures.json"
LANGUAGES = ("ja", "en")
TALLEST = {"phone": 760, "desk": 820}
SHARP: dict[str, dict[str, Any]] = {"phone": {"device_scale_factor": 1.5}, "desk": {"viewport": {"width": 1100, "height": 800}}}


def said(app: Flask) -> Iterator[tuple[str, str]]:
    """By picture a short sum of all words of its page, in the order of the topics."""
    for language in LANGUAGES:
        readers = {person: reader(app, person).speak(language) for person in {topic.picture.person for topic in TOPICS}}
        for topic in TOPICS:
            page = readers[topic.picture.person].get(topic.picture.url)
            assert page.status == 200, f"{topic.picture.url} answers {page.status}"
            words = " ".join(page.main.split())
            yield picture_file(topic, language), hashlib.sha256(words.encode()).hexdigest()[:16]


def take(app: Flask, address: str, browser: Browser) -> None:
    """What every page says, before anybody else has been there, and its picture."""
    address = address.replace("127.0.0.1", "localhost")  # where a browser has passkeys, as it has at a real address
    SAID.write_text(json.dumps(dict(said(app)), indent=1) + "\n", encoding="utf-8")
    for language in LANGUAGES:
        for topic in TOPICS:
            _take(Visitor(browser, app, address, topic.picture.screen, **SHARP[topic.picture.screen]), app, topic, language)


def _take(visitor: Visitor, app: Flask, topic: Topic, language: str) -> None:
    visitor.carry(token_of(app, topic.picture.person) if topic.picture.person else "", language=language)
    page = visitor.open(topic.picture.url)
    box = page.locator(topic.picture.place).bounding_box()
    assert box is not None
    target = ROOT / "static" / picture_file(topic, language)
    target.parent.mkdir(parents=True, exist_ok=True)
    clip = {**box, "height": min(box["height"], TALLEST[topic.picture.screen])}
    # what lies over the foot of a screen would lie over the middle of a picture that is longer
    page.locator(".bottom-bar, .save-bar").evaluate_all("bars => bars.forEach(bar => { bar.style.position = 'static'; })")
    page.screenshot(path=target, full_page=True, clip=clip)
    visitor.close()
