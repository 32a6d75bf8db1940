"""What a form asks for without a network is what the server refuses, at the same field and in the same words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.web.test_drafts import JSON, log_url, send

ACTION = {"actions-0-what": "図面を送る", "actions-0-due_on": "2026/12/01"}


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"visit_on": ""}, "visit_on"),
        ({"team": [], "others": []}, "team"),
        ({"cases-0-phases": []}, "cases-0-phases"),
        ({"cases-0-phases": [], "cases-0-facts": ""}, "cases-0-phases"),
        ({"cases-0-facts": ""}, "cases-0-facts"),
        ({"cases-0-phases": ["diagnose"]}, "cases-0-interpretation"),
        ({"next_answer": []}, "next_answer"),
        ({"next_answer": "date"}, "next_on"),
        (ACTION | {"actions-0-what": ""}, "actions-#-what"),
        (ACTION | {"actions-0-due_on": ""}, "actions-#-due_on"),
        (ACTION | {"actions-0-owner_id": ""}, "actions-#-owner_id"),
        (ACTION | {"actions-0-owner_id": "company"}, "actions-#-owner_name"),
    ],
)
def test_what_a_visit_lacks_is_said_in_the_servers_words(client: ClientFor, cast: Cast, changes: dict[str, Any], at: str) -> None:
    browser = client("owner")
    rules = json.loads(browser.get(log_url(cast)).one("[data-draft-rules]").string or "")
    refused = send(browser, cast, **changes).json["problems"]
    said = {(one["at"].replace("#", "0"), one["sentence"]) for one in rules if one["at"] == at}
    assert said & {(one["name"], one["sentence"]) for one in refused}


MEETING_ACTION = {"what": "図面を送る", "owner_id": "", "owner_name": "架空一郎", "due_on": "2026/12/01"}


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"what": ""}, "what"),
        ({"due_on": ""}, "due_on"),
        ({"owner_name": ""}, "owner_name"),
        ({"owner_id": "mine"}, "owner_name"),
        ({"what": "", "due_on": "", "owner_name": "", "owner_id-name": "担当者"}, "what"),
    ],
)
def test_what_a_next_action_of_a_meeting_lacks_is_said_in_the_servers_words(
    client: ClientFor, cast: Cast, changes: dict[str, str], at: str
) -> None:
    browser, url = client("owner"), f"meetings/new?company={cast.asahi.enrolment_id}"
    row = MEETING_ACTION | changes
    row = {name: str(cast.producer_id("owner")) if value == "mine" else value for name, value in row.items()}
    typed = {f"sections-0-actions-0-{name}": value for name, value in row.items()}
    rules = [one for one in json.loads(browser.get(url).one("[data-draft-rules]").string or "") if one["at"].endswith(f"-#-{at}")]
    refused = browser.submit(url, typed, headers=JSON).json["problems"]
    at_field = {one["sentence"] for one in refused if one["name"] == f"sections-0-actions-0-{at}"}
    assert len(at_field) == 1 and at_field < {one["sentence"] for one in rules} | {""}
    assert all(one["at"] == f"sections-*-actions-#-{at}" and one["of_draft"] for one in rules)


def test_a_meeting_asks_for_its_companies_its_day_and_its_people(client: ClientFor, cast: Cast) -> None:
    page = client("owner").get(f"meetings/new?company={cast.asahi.enrolment_id}")
    rules = json.loads(page.one("[data-draft-rules]").string or "")
    asked = {one["at"] for one in rules}
    assert {"companies", "meeting_on", "mode", "team", "sections-0-cases-0-facts"} <= asked
    assert "sections-0-cases-0-phases" not in asked  # a note of a meeting need not name a phase
    assert [one["of_draft"] for one in rules if one["at"] in {"meeting_on", "team"}] == [True, False]
