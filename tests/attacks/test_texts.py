"""Any text is refused at its field in words, or stored and shown exactly."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.attacks.sending import At, look, nothing_written, read_in, refuses, send
from tests.attacks.texts import SHORT, TEXTS
from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tracker.database import db
from tracker.models import Challenge


@pytest.fixture
def owner(client: ClientFor) -> Client:
    return client("owner")


def raise_challenge(owner: Client, cast: Cast, title: str = SHORT, description: str = "") -> Page:
    fields = {"title": title, "description": description, "raised_on": "2026/11/20", "case_id": str(cast.asahi.case_id)}
    return send(owner, f"challenges/new?company={cast.asahi.enrolment_id}", fields)


def stored(at_rest: At, column: str) -> str:
    with at_rest():
        newest = select(getattr(Challenge, column)).order_by(Challenge.id.desc()).limit(1)
        return db.session.scalar(newest) or ""


@pytest.mark.parametrize(("field", "kept_as"), [("title", "line"), ("description", "block")])
def test_any_text(field: str, kept_as: str, owner: Client, cast: Cast, at_rest: At, subtests: pytest.Subtests) -> None:
    """In a field of one line that must be filled, and in one of several lines that need not."""
    expected = {name: getattr(text, kept_as) for name, text in TEXTS.items()}
    with nothing_written(at_rest):
        for name in (name for name, text in expected.items() if text is None):
            with subtests.test(name):
                assert refuses(raise_challenge(owner, cast, **{field: TEXTS[name].sent}), field)
    for name, text in expected.items():
        if text is not None:
            with subtests.test(name):
                page = raise_challenge(owner, cast, **{field: TEXTS[name].sent})
                assert page.status == 302
                assert stored(at_rest, field) == text
                assert text in read_in(look(owner, str(page.location)))


def test_what_is_refused_comes_back_as_it_was_typed(owner: Client, cast: Cast) -> None:
    long = "漢𠮷👍🏿" * 6_000
    page = raise_challenge(owner, cast, description=long)
    assert page.fields()["description"] == long


BROKEN = {
    "half of a pair": b"%ED%A0%80",
    "the other half": b"%ED%B0%80",
    "an overlong slash": b"%C0%AF",
    "an overlong null": b"%C0%80",
    "five bytes": b"%F8%88%80%80%80",
    "beyond the last character": b"%F4%90%80%80",
    "a byte that begins nothing": b"%80",
    "a letter cut off": b"%E3%81",
    "Shift_JIS": b"%8A%94%8E%AE",
    "UTF-16": b"%FF%FEA%00",
    "a percent sign alone": b"%",
    "half an escape": b"%E",
    "an escape of four": b"%u3042",
}


def test_bytes_that_are_no_text(owner: Client, cast: Cast, at_rest: At, subtests: pytest.Subtests) -> None:
    """Replaced by the sign for what cannot be read, and never a fault; nothing of it reaches the database unread."""
    token = owner.csrf_token().encode()
    url = f"challenges/new?company={cast.asahi.enrolment_id}"
    for name, title in BROKEN.items():
        with subtests.test(name):
            rest = f"&raised_on=2026/11/20&case_id={cast.asahi.case_id}".encode()
            form = "application/x-www-form-urlencoded"
            page = owner.raw.post(owner.path(url), data=b"csrf_token=" + token + b"&title=x" + title + rest, content_type=form)
            assert page.status_code == 302
            stored(at_rest, "title").encode("utf-8")
            assert look(owner, str(page.location)).status == 200
