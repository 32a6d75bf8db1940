"""Of what kind the answer of every address is: each has its kind's policy, and refusals, redirects and errors that of a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.house.rights_table import RIGHTS
from tests.house.test_bad_input import QUESTIONS, opened_by
from tests.house.test_rights import address, values_of
from tests.page_rules import ALWAYS_SENT
from tests.records import Records
from tracker.web.headers import POLICIES, Kind

# Everything else is a page. A new address that hands out something else stands here first.
KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            *("assessments.company_coverage", "assessments.my_results", "assessments.person", "assessments.results"),
            *("load.index", "outcomes.paths", "phases.index"),
        ),
        Kind.CHART,
    ),
    **dict.fromkeys(
        ("field.show", "meetings.edit", "meetings.new", "meetings.record", "visits.edit", "visits.log", "visits.new"),
        Kind.PICTURES,
    ),
    **dict.fromkeys(
        (
            *("attachments.show", "diaries.download", "form_templates.original", "hand_log.kept", "report.download"),
            *("report.table", "report.tables", "submissions.download", "submissions.download_form"),
        ),
        Kind.DOWNLOAD,
    ),
    **dict.fromkeys(
        (
            *(
                "calendars.show",
                "drafts.hand_over",
                "drafts.show",
                "field.cards",
                "field.icon",
                "field.manifest",
                "field.session",
            ),
            *("health.show", "search.names", "sign_in.passkey"),
        ),
        Kind.DATA,
    ),
    "attachments.view": Kind.SHOWN,
    "field.service_worker": Kind.WORKER,
}
HTTPS = "https://localhost"
# Nothing is kept by a browser, but for what is the same for everybody, and a calendar: its program asks again each time whether
# it has changed, and keeps the days itself whatever is said to it.
KEPT: dict[str, str] = {
    "calendars.show": "private, no-cache",
    "field.icon": "public, max-age=31536000, immutable",
    "field.manifest": "no-cache",
    "field.service_worker": "no-cache",
}


def asked(browser: Client, method: str, url: str) -> tuple[int, dict[str, str]]:
    data = {"csrf_token": browser.csrf_token()} if method == "POST" else None
    with browser.raw.open(url, method=method, data=data, base_url=HTTPS) as answer:
        return answer.status_code, dict(answer.headers)


def faults(headers: dict[str, str], kind: Kind, kept: str = "no-store") -> list[str]:
    wanted = {
        **ALWAYS_SENT,
        "Content-Security-Policy": POLICIES[kind],
        "Strict-Transport-Security": "max-age=31536000",
        "Cache-Control": kept,
    }
    wrong = [f"{name}: {headers.get(name)}" for name, value in wanted.items() if headers.get(name) != value]
    listens = "microphone=(self)" in headers.get("Permissions-Policy", "")
    if not headers.get("Permissions-Policy") or listens != (kind is Kind.PICTURES):
        wrong.append(f"Permissions-Policy: {headers.get('Permissions-Policy')}")
    if "Access-Control-Allow-Origin" in headers or "Server" in headers:
        wrong.append("says too much")
    return wrong


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, row in RIGHTS.items() if row.get])
def test_an_answer_has_the_policy_of_its_kind_and_every_refusal_that_of_a_page(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records
) -> None:
    row = replace(RIGHTS[endpoint], query=RIGHTS[endpoint].query | QUESTIONS.get(endpoint, {}))
    url = address(app, endpoint, row, "GET", values_of(cast, records))
    for who in {opened_by(row), None, "clerk", "auditor", "colleague", "stranger"}:
        status, headers = asked(client(who), "GET", url)
        kind = KINDS.get(endpoint, Kind.PAGE) if status == 200 else Kind.PAGE
        kept = KEPT.get(endpoint, "no-store") if status == 200 else "no-store"
        assert not (wrong := faults(headers, kind, kept)), f"{who} {status} {kind} {wrong}"


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, row in RIGHTS.items() if row.post])
def test_so_has_whatever_is_answered_to_a_form(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records
) -> None:
    row = RIGHTS[endpoint]
    url = address(app, endpoint, row, "POST", values_of(cast, records))
    for who in (None, "stranger", opened_by(row)):
        status, headers = asked(client(who), "POST", url)
        taken = KINDS.get(endpoint, Kind.PAGE) if status in {200, 409, 422} and who not in {None, "stranger"} else Kind.PAGE
        if "attachment" in headers.get("Content-Disposition", ""):
            kind = Kind.DOWNLOAD
        elif "html" in headers.get("Content-Type", ""):
            kind = taken if taken is Kind.PICTURES else Kind.PAGE
        else:
            kind = Kind.DATA
        assert not (wrong := faults(headers, kind)), f"{who} {status} {kind} {wrong}"
