"""Two tabs with one form: whoever saves second is told, sees both versions, and overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.house.ready import make_ready
from tests.house.rights_table import RIGHTS
from tests.house.test_bad_input import FORM, QUESTIONS, opened_by
from tests.house.test_rights import address, values_of, written
from tests.records import Records

At = Callable[[], AbstractContextManager[None]]
FIRST, SECOND = "先に保存した文", "後から保存した文"
# what is typed into each form that changes what is stored: a field's name, or what each of the two types
EDITS: dict[str, str | tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "absences.edit": "reason",
    "actions.edit": "what",
    "assessments.edit": "name",
    "assessments.edit_item": "short_label",
    "assessments.extend": ({"due_on": "2026-12-20"}, {"due_on": "2026-12-21"}),
    "attachments.edit": "caption",
    "cases.edit": "title",
    "challenges.decide": (
        {"status": "dropped", "decided_on": "2026-11-24", "reason": FIRST},
        {"status": "dropped", "decided_on": "2026-11-24", "reason": SECOND},
    ),
    "challenges.edit": "title",
    "companies.edit": "name",
    "design_sheets.edit": "purpose",
    "design_sheets.edit_box": "purpose",
    "diaries.settings": ({"long_day_hours": "9"}, {"long_day_hours": "10"}),
    "exclusions.edit": "reason",
    "exhibitions.edit": "name",
    "form_templates.edit": "name",
    "load_caps.edit": ({"is_own": "y", "leads": "3"}, {"is_own": "y", "leads": "4"}),
    "load_caps.programme": ({"leads": "3"}, {"leads": "4"}),
    "meetings.edit": "place",
    "meetings.record": ({"meeting_on": "2026-11-20", "place": FIRST}, {"meeting_on": "2026-11-20", "place": SECOND}),
    "meetings.type_up": "cases-0-facts",
    "members.edit": ({"roles": ["clerk"], "reason": FIRST}, {"roles": ["manager"], "reason": FIRST}),
    "months.excuse": ({"reason": FIRST, "accepted_by": "架空の人"}, {"reason": SECOND, "accepted_by": "架空の人"}),
    "narratives.edit": "challenges",
    "producers.edit": "name",
    "programmes.edit": "name",
    "retention.edit": ({"years": "7"}, {"years": "8"}),
    "tools.edit": "label",
    "tools.edit_part": "label",
    "trainings.edit": "title",
    "travel.edit": "from_place",
    "visits.confirm": "confirmed_by_name",
    "visits.edit": "cases-0-facts",
    "visits.log": (
        {"cases-0-facts": FIRST, "next_answer": "open"},
        {"cases-0-facts": SECOND, "next_answer": "open"},
    ),
    "visits.type_up": "cases-0-facts",
    "voices.edit": "words",
    "outcomes.edit": "description",
    "work_log.edit": "note",
}
# how the two versions are said, where that is not as they were sent
SAID = {"due_on": ("2026/12/20", "2026/12/21"), "roles": ("報告書担当", "マネージャー")}
# what moves a thing on instead of changing its words: done once, the second is told that it has moved
ACTS = {
    "assessments.close",
    "assessments.end",
    "assessments.open",
    "cases.revoke_reason",
    "closing.reopen",
    "diaries.approve",
    "diaries.confirm",
    "diaries.take_back",
    "diaries.unlock",
    "meetings.cancel",
    "meetings.postpone",
    "meetings.reinstate",
    "narratives.bring_back",
    "unassigned.assign",
    "visits.cancel",
    "visits.delete",
    "visits.move",
    "visits.postpone",
    "visits.reinstate",
}
# Teams change by rules over rows: tests/web/test_staffing.py, tests/services/test_staffing_races.py. A form is tied cell by cell.
# The stand-in of the full house is over: one that is not is ended by two in tests/web/test_stand_ins.py.
ELSEWHERE = {"staffing.edit", "staffing.hand_over", "form_templates.show", "hand_log.show", "stand_ins.end"}
# what makes a thing; the version is that of a record it may be added to
NEW = {"attachments.new", "tools.new", "tools.new_part", "visits.new", "visits.schedule"}


def versioned(page: Page) -> bool:
    return bool(page.select(FORM)) and any(name.endswith("version") for name in page.fields())


def opened(endpoint: str, app: Flask, browser: Client, values: dict[str, Any]) -> Page:
    row = RIGHTS[endpoint]
    return browser.get(address(app, endpoint, replace(row, query=row.query | QUESTIONS.get(endpoint, {})), "GET", values))


@pytest.mark.parametrize("endpoint", EDITS)
def test_the_second_of_two_tabs_is_shown_both_versions(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records
) -> None:
    browser, values, typed = client(opened_by(RIGHTS[endpoint])), values_of(cast, records), EDITS[endpoint]
    first, second = ({typed: FIRST}, {typed: SECOND}) if isinstance(typed, str) else typed
    tabs = [opened(endpoint, app, browser, values) for _tab in range(2)]
    kept = browser.submit(tabs[0], first)
    assert kept.status == 302, kept.errors() or kept.main[:500]
    told = browser.submit(tabs[1], second)
    assert told.status == 409, (told.status, told.errors(), told.main[:300])
    if isinstance(typed, str):
        assert FIRST in told.main
        assert SECOND in told.main + "".join(told.fields().values())
    else:
        (differing,) = [name for name in first if first[name] != second[name]]
        versions = {one: told.words(f".conflict__value[id=keep-{differing}-{one}-value]") for one in ("mine", "theirs")}
        assert [len(words) for words in versions.values()] == [1, 1], told.main[:500]
        mine, theirs = (words[0] for words in versions.values())
        assert (theirs, mine) == SAID.get(differing, (first[differing], second[differing]))


def test_every_form_that_changes_something_is_asked_here(app: Flask, client: ClientFor, cast: Cast, records: Records) -> None:
    values = values_of(cast, records)
    forms = {
        endpoint
        for endpoint, row in RIGHTS.items()
        if row.get and row.post and versioned(opened(endpoint, app, client(opened_by(row)), values))
    }
    assert forms - EDITS.keys() - ACTS - ELSEWHERE - NEW == set()
    named_edit = {endpoint for endpoint, row in RIGHTS.items() if row.post and ".edit" in endpoint}
    assert named_edit - EDITS.keys() - ELSEWHERE == set()


@pytest.mark.parametrize("endpoint", sorted(ACTS))
def test_an_act_that_another_tab_did_is_not_done_again(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records, at_rest: At
) -> None:
    browser, values = client(opened_by(RIGHTS[endpoint])), values_of(cast, records)
    values |= make_ready(endpoint, cast, client)
    tabs = [opened(endpoint, app, browser, values) for _tab in range(2)]
    typed = {"reason": FIRST, "why": FIRST, "new_on": "2026-12-09", "cases": [str(cast.asahi.case_id)]}
    sent = [
        {str(one["name"]): str(one["value"]) for one in reversed(tab.select(f"{FORM} input[type=radio]"))}
        | {name: value for name, value in typed.items() if tab.select(f"{FORM} [name={name}]")}
        for tab in tabs
    ]
    untouched = written(at_rest)
    done = browser.submit(tabs[0], sent[0])
    assert done.status == 302, done.errors() or done.main[:500]
    before = written(at_rest)
    assert before != untouched
    assert browser.submit(tabs[1], sent[1]).status in {302, 404, 409, 422}
    assert written(at_rest) == before
