"""Forms whose text the device keeps: each carries the mark, and the page after an accepted one tells which text was taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tracker.services import sessions
from tracker.web.kept import TOLD

At = Callable[[], AbstractContextManager[None]]
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
KEY = "0123456789abcdef0123456789abcdef"
FORMS = {
    "actions": ("new", "edit"),
    "challenges": ("new", "edit", "decide"),
    "design_sheets": ("edit", "edit_box"),
    "exhibitions": ("new", "edit", "attend"),
    "outcomes": ("new", "edit"),
    "trainings": ("new", "edit"),
    "visits": ("type_up",),
    "voices": ("new", "edit"),
}


@pytest.mark.parametrize("name", [f"{noun}/{page}" for noun, pages in FORMS.items() for page in pages])
def test_a_form_that_is_written_in_keeps_its_text(name: str) -> None:
    page = (TEMPLATES / f"{name}.html").read_text("utf-8")
    if page.startswith('{% extends "entry.html" %}'):
        assert re.search(r"^{% set kept = ", page, re.MULTILINE)
        page = (TEMPLATES / "entry.html").read_text("utf-8")
    form = re.search(r'<form class="form[^>]*method="post".*?</form>', page, re.DOTALL)
    assert form is not None
    assert "{{ keeps(" in form[0].split(">", 1)[0]
    assert "{{ kept_said() }}" in form[0]


def test_the_pages_after_an_accepted_form_tell_which_text_was_taken(client: ClientFor, cast: Cast) -> None:
    owner = client("owner")
    url = f"actions/new?company={cast.asahi.enrolment_id}"
    refused = owner.submit(url, {"what": "", "kept": KEY})
    assert refused.status == 422
    assert f'data-answered="{KEY}"' in refused.html
    assert "data-taken" not in refused.html
    sent = {"what": "図面を送る", "due_on": "2026-12-01", "kept": KEY}
    told = f'<template data-taken="{KEY}">'
    assert told in owner.submit(url, sent, follow=True).html
    assert told in owner.get("actions/").html  # whoever left the first page before its script had run
    for number in range(TOLD):
        owner.submit(url, sent | {"what": f"図面{number}", "kept": f"{number:032x}"})
    assert owner.get("actions/").html.count("data-taken") == TOLD
    assert told not in owner.get("actions/").html


def test_a_key_that_no_device_makes_is_no_key(client: ClientFor, cast: Cast) -> None:
    sent = {"what": "図面を送る", "due_on": "2026-12-01", "kept": '"><script>'}
    page = client("owner").submit(f"actions/new?company={cast.asahi.enrolment_id}", sent, follow=True)
    assert page.status == 200
    assert "data-taken" not in page.html


def test_an_ended_session_takes_no_text(client: ClientFor, cast: Cast, writing: At) -> None:
    owner = client("owner")
    with writing():
        sessions.end_all_sessions(account_id=cast["owner"].account_id, now=NOW)
    sent = {"what": "図面を送る", "due_on": "2026-12-01", "kept": KEY}
    page = owner.post(f"actions/new?company={cast.asahi.enrolment_id}", sent)
    assert page.status == 401
    assert "data-taken" not in page.html


def test_a_form_that_is_closed_by_now_takes_no_text(client: ClientFor, cast: Cast, writing: At) -> None:
    with writing():
        who = [cast.producer_id("owner")]
        visit_id = make_visit(cast.asahi, now=NOW, who=who)  # has no note in pictures: nothing to type up
    owner = client("owner")
    assert owner.post(f"visits/{visit_id}/type-up", {"kept": KEY}).status == 302
    assert "data-taken" not in owner.get(f"visits/{visit_id}").html
