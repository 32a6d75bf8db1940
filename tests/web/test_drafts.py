"""Drafts over HTTP: a device saves and sends in JSON, a page opens with one, nobody else's is there, nothing is a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.drafting import make_draft
from tests.records import Records, make_visit
from tracker.database import db
from tracker.domain.drafts import LONGEST_DRAFT, DraftState
from tracker.models import Assignment, FieldDraft, Membership, Visit, VisitCase
from tracker.queries import choices
from tracker.services.sessions import end_all_sessions
from tracker.web.device import tag_of
from tracker.web.drafts.labels import FORMS, labels_in
from tracker.web.drafts.names import fields_of

At = Callable[[], AbstractContextManager[None]]
KEY = "0123456789abcdef" * 2
JSON = {"Accept": "application/json"}
NOTE = "主軸の音が高い😀 𠮷野家の﨑さん「<b>」"


def save(browser: Client, cast: Cast, key: str = KEY, *, facts: str = NOTE, token: str | None = None, **changes: Any) -> Page:
    body = {
        "address": f"visits/new?company={cast.asahi.enrolment_id}",
        "fields": {"cases-0-facts": [facts], "cases-0-case_id": [str(cast.asahi.case_id)], "visit_on": ["2026/11/24"]},
        "since": 0,
        "changed": ["cases-0-facts", "cases-0-case_id", "visit_on"],
        "title": cast.asahi.name,
        "started_at": "2026-11-24T00:50:00.000Z",
    }
    headers = JSON | {"X-CSRFToken": token or browser.csrf_token()}
    return browser._open("POST", f"drafts/{key}", json=body | changes, headers=headers)


def typed(browser: Client, cast: Cast, url: str | None = None, **changes: Any) -> dict[str, Any]:
    """What the form holds once somebody has filled it in."""
    fields = browser.get(url or log_url(cast)).fields("main form[data-draft]")
    words = {"cases-0-phases": ["listen"], "cases-0-facts": NOTE, "idempotency_key": KEY, "next_answer": "open"}
    return {**fields.to_dict(flat=False), **words, **changes}


def log_url(cast: Cast) -> str:
    return f"visits/new?company={cast.asahi.enrolment_id}"


def send(browser: Client, cast: Cast, url: str | None = None, headers: dict[str, str] | None = None, **changes: Any) -> Page:
    """As a device sends it: the very fields of the form, in JSON back."""
    fields = typed(browser, cast, url, **changes)
    return browser.post(url or log_url(cast), fields, headers=JSON | (headers or {}))


def visits(at_rest: At) -> list[str]:
    with at_rest():
        return list(db.session.scalars(select(VisitCase.facts).join(Visit, Visit.id == VisitCase.visit_id)))


def state_of(at_rest: At, key: str = KEY) -> str | None:
    with at_rest():
        found = db.session.scalar(select(FieldDraft.state).where(FieldDraft.key == key))
        return found.value if found else None


def test_a_device_saves_and_another_device_reads_it(client: ClientFor, cast: Cast) -> None:
    saved = save(client("owner"), cast)
    assert (saved.status, saved.json["state"], saved.json["clashes"]) == (200, "open", [])
    read = client("owner").get(f"drafts/{KEY}").json
    assert read["fields"]["cases-0-facts"] == [NOTE]
    assert read["address"] == log_url(cast)


def test_somebody_elses_draft_is_not_there(client: ClientFor, cast: Cast) -> None:
    save(client("owner"), cast)
    for who in ("colleague", "manager", "sub"):
        assert client(who).get(f"drafts/{KEY}").status == 404
        assert save(client(who), cast).status == 404
        assert client(who).get(f"{log_url(cast)}&draft={KEY}").status == 404
    assert client("stranger").get(f"/p/r8/drafts/{KEY}").status == 404


def test_a_note_of_300_kilobytes_is_kept_whole_and_one_of_megabytes_is_refused_in_words(client: ClientFor, cast: Cast) -> None:
    browser = client("owner")
    assert save(browser, cast, facts="長" * 100_000).status == 200
    assert browser.get(f"drafts/{KEY}").json["fields"]["cases-0-facts"] == ["長" * 100_000]
    refused = save(browser, cast, facts="x" * (LONGEST_DRAFT + 1), since=9)
    assert refused.status == 422
    assert "この端末に残っています" in refused.json["error"]
    assert browser.get(f"drafts/{KEY}").json["fields"]["cases-0-facts"] == ["長" * 100_000]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"fields": 3}',
        b"\xff\xfe",
        json.dumps({"address": "visits/new", "fields": 1}).encode(),
    ],
)
def test_what_is_no_draft_is_refused_in_words_and_nothing_is_kept(
    client: ClientFor, cast: Cast, at_rest: At, body: bytes
) -> None:
    browser = client("owner")
    headers = JSON | {"X-CSRFToken": browser.csrf_token(), "Content-Type": "application/json"}
    answer = browser._open("POST", f"drafts/{KEY}", data=body, headers=headers)
    assert answer.status == 422
    assert answer.json["error"]
    assert state_of(at_rest) is None


def test_strange_names_numbers_and_times_are_taken_or_refused_but_never_a_fault(client: ClientFor, cast: Cast) -> None:
    browser = client("owner")
    token = browser.csrf_token()
    for changes in (
        {"since": -1},
        {"since": 10**30},
        {"since": True},
        {"changed": "all"},
        {"changed": [1, None]},
        {"started_at": "gestern"},
        {"started_at": "0001-01-01T00:00:00+14:00"},
        {"started_at": 3},
        {"title": None},
        {"title": "長" * 5000},
        {
            "fields": {"__proto__": ["x"], "a\u0000b": ["\u0000"], "\ud842": ["\udfb7"]},
            "changed": ["__proto__", "a\u0000b", "\ud842"],
        },
    ):
        assert save(browser, cast, token=token, **changes).status in {200, 422}
    assert save(browser, cast, key="g" * 32, token=token).status == 422


def test_two_devices_that_type_into_the_same_field_are_both_told(client: ClientFor, cast: Cast) -> None:
    phone, desk = client("owner"), client("owner")
    first = save(phone, cast).json["version"]
    save(phone, cast, facts="電話で", since=first, changed=["cases-0-facts"])
    told = save(desk, cast, facts="机で", since=first, changed=["cases-0-facts"]).json
    assert told["clashes"] == [{"name": "cases-0-facts", "mine": ["机で"], "theirs": ["電話で"]}]


def test_a_session_that_has_ended_is_said_in_json_and_nothing_is_kept(
    app: Flask, client: ClientFor, cast: Cast, writing: At, at_rest: At
) -> None:
    browser = client("owner")
    token, fields = browser.csrf_token(), typed(browser, cast)
    with writing():
        end_all_sessions(account_id=cast["owner"].account_id, now=NOW)
    for answer in (
        save(browser, cast, token=token),
        browser.post(log_url(cast), fields, headers=JSON | {"X-CSRFToken": token}, csrf=False),
        browser.get("/session", headers=JSON),
        browser.get("field/cards", headers=JSON),
    ):
        assert (answer.status, answer.json["state"]) == (401, "sign_in")
        assert "サインインが必要" in answer.json["error"]
    assert visits(at_rest) == []


def test_a_token_that_has_run_out_is_said_in_json(client: ClientFor, cast: Cast) -> None:
    answer = save(client("owner"), cast, token="old")
    assert (answer.status, answer.json) == (400, {"state": "csrf"})


def test_what_another_account_typed_on_the_device_is_never_sent_as_mine(
    app: Flask, client: ClientFor, cast: Cast, at_rest: At
) -> None:
    with app.app_context():
        colleague = tag_of(cast["colleague"].account_id)
    answer = send(client("owner"), cast, headers={"X-Draft-Account": colleague})
    assert (answer.status, answer.json["state"]) == (401, "other_account")
    assert visits(at_rest) == []


def test_sending_records_and_the_same_again_is_one_record(client: ClientFor, cast: Cast, at_rest: At) -> None:
    browser = client("owner")
    save(browser, cast)
    first = send(browser, cast)
    assert (first.status, first.json["state"]) == (200, "recorded")
    lost_answer, other_device = send(browser, cast), send(client("owner"), cast)
    assert lost_answer.json["url"] == other_device.json["url"] == first.json["url"]
    assert visits(at_rest) == [NOTE]
    assert state_of(at_rest) == "sent"
    assert browser.get(first.json["url"]).status == 200


def test_a_form_sent_by_its_button_ends_its_draft_too(client: ClientFor, cast: Cast, at_rest: At) -> None:
    browser = client("owner")
    save(browser, cast)
    assert browser.post(log_url(cast), typed(browser, cast)).status == 302
    assert state_of(at_rest) == "sent"
    with at_rest():
        assert db.session.scalars(select(FieldDraft.fields)).all() == ["{}"]


def test_what_cannot_be_recorded_is_said_field_by_field_and_the_draft_stays(client: ClientFor, cast: Cast, at_rest: At) -> None:
    browser = client("owner")
    save(browser, cast)
    answer = send(browser, cast, **{"visit_on": "いつか", "cases-0-facts": ""})
    assert (answer.status, answer.json["state"]) == (422, "refused")
    assert {"visit_on", "cases-0-facts"} <= {problem["name"] for problem in answer.json["problems"]}
    assert all(problem["sentence"] for problem in answer.json["problems"])
    assert (visits(at_rest), state_of(at_rest)) == ([], "open")


def test_a_device_that_sends_by_itself_is_told_of_the_record_of_that_day_and_what_to_choose(
    client: ClientFor, cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, on=date(2026, 11, 24), case_ids=cast.asahi.case_ids, facts="先の記録")
    browser = client("owner")
    save(browser, cast)
    answer = send(browser, cast)
    assert (answer.status, answer.json["state"]) == (422, "same_day")
    assert "別の訪問" in answer.json["error"]
    assert (visits(at_rest), state_of(at_rest)) == (["先の記録"], "open")


def test_a_correction_sent_twice_is_one_correction_and_a_strangers_save_between_is_a_conflict(
    client: ClientFor, cast: Cast, records: Records, at_rest: At
) -> None:
    browser, url = client("owner"), f"visits/{records.visit_id}/edit"
    fields = typed(browser, cast, url)
    first = browser.post(url, fields, headers=JSON)
    again = browser.post(url, fields, headers=JSON)
    assert first.json["state"] == again.json["state"] == "recorded"
    other = browser.post(url, {**fields, "idempotency_key": "f" * 32, "decisions": "別の決定"}, headers=JSON)
    assert (other.status, other.json["state"]) == (409, "conflict")


@pytest.mark.parametrize("form", FORMS.values())
def test_every_field_of_a_form_that_takes_drafts_has_a_label(app: Flask, form: type) -> None:
    with app.test_request_context("/"):
        told = labels_in(form)
        words = {**told["texts"], **told["choices"]}
    assert all(label and not label.isascii() for label in words.values()), words
    assert {*words, *told["hidden"]} >= {pattern for pattern, _field in fields_of(form)}


def test_a_draft_shows_no_name_of_ours_where_the_form_has_no_place_for_it(client: ClientFor, cast: Cast) -> None:
    browser = client("owner")
    fields = {
        "use_scheduled": ["y"],
        "early": ["1"],
        "actions-2-what": ["図面"],
        "place": ["本社"],
        "cases-7-facts": ["消えた案件の話"],
    }
    save(browser, cast, fields=fields | {"idempotency_key": [KEY]}, changed=[*fields, "idempotency_key"])
    page = browser.get(f"{log_url(cast)}&draft={KEY}")
    assert not page.select("[data-draft-lost] dt")  # no scheduled visit: nothing is asked of one, and nothing is lost
    told = json.loads(page.one("script[data-draft-labels]").get_text())
    assert told["texts"]["actions-#-what"] == "すること"
    assert {"use_scheduled", "early", "idempotency_key"} <= set(told["hidden"])
    assert "use_scheduled" in browser.get("drafts/").one("[data-unsent-list]")["data-not-typed"].split()


def test_a_draft_of_an_older_release_is_taken_and_what_has_no_field_is_shown_before_it_goes(
    client: ClientFor, cast: Cast, at_rest: At
) -> None:
    browser = client("owner")
    save(
        browser,
        cast,
        fields={"cases-0-facts": [NOTE], "weather": ["晴れ"], "idempotency_key": [KEY]},
        changed=["weather", "cases-0-facts"],
    )
    page = browser.get(f"{log_url(cast)}&draft={KEY}")
    assert page.one("[name='cases-0-facts']").get_text().strip() == NOTE
    lost = page.one("[data-draft-lost]").get_text()
    assert "晴れ" in lost and "前の画面にあった項目" in lost and "weather" not in lost
    old = {"X-Draft-Release": "an older one"}
    held = send(browser, cast, headers=old, weather="晴れ")
    assert (held.status, held.json["state"]) == (422, "unknown")
    assert held.json["unknown"] == [{"name": "weather", "text": "晴れ"}]
    assert visits(at_rest) == []
    assert not browser.get("visits/").select(".notice--success")  # nothing is said to be saved that is not
    seen = send(browser, cast, headers=old | {"X-Draft-Seen": "1"}, weather="晴れ")
    assert seen.json["state"] == "recorded"


def test_a_form_opens_with_its_draft_on_another_device_without_javascript(client: ClientFor, cast: Cast, at_rest: At) -> None:
    fields = {
        "cases-0-facts": [NOTE],
        "cases-0-phases": ["observe"],
        "visit_on": ["２０２６・１１・２３"],
        "actions-0-what": ["図面を送る"],
        "actions-2-what": ["三つ目"],
    }
    save(client("owner"), cast, fields=fields, changed=list(fields))
    desk = client("owner")
    listed = desk.get("drafts/")
    assert "サーバーに保存した書きかけ（1件）" in listed.main
    page = desk.get(listed.links()[cast.asahi.name])
    sent = page.fields("main form[data-draft]")
    assert sent["idempotency_key"] == KEY
    assert sent["visit_on"] == "２０２６・１１・２３"  # as typed, to be mended
    assert sent["cases-0-facts"] == NOTE
    assert [value for name, value in sent.items() if name.endswith("-what") and value] == ["図面を送る", "三つ目"]
    assert page.one("[name='cases-0-phases'][value=observe]").has_attr("checked")
    assert f"draft={KEY}" in str(desk.get(log_url(cast)).select("[data-draft-elsewhere] a")[0]["href"])


def test_a_name_typed_beside_a_list_is_kept_in_its_field_and_never_told_as_lost(
    client: ClientFor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MOST_OFFERED", 1)
    owner, typed_name = client("owner"), "どこにもいない人"
    fields = {"visit_on": ["2026/11/24"], "others-name": [typed_name], "no_such_field": ["行き場のない文"]}
    save(owner, cast, fields=fields, changed=list(fields))
    page = owner.get(f"{log_url(cast)}&draft={KEY}")
    assert page.one("[name=others-name]")["value"] == typed_name
    assert page.words("[data-draft-lost] dd") == ["行き場のない文"]


def test_a_meeting_opens_with_its_draft_too_and_sending_ends_it(client: ClientFor, cast: Cast, at_rest: At) -> None:
    browser, url = client("owner"), f"meetings/new?company={cast.asahi.enrolment_id}"
    fields = {**typed(browser, cast, url), "sections-0-decisions": ["来月までに試作"]}
    save(browser, cast, address=url, fields={name: list(value) for name, value in fields.items() if isinstance(value, list)})
    page = browser.get(f"{url}&draft={KEY}")
    assert page.fields("main form[data-draft]")["sections-0-decisions"] == "来月までに試作"
    answer = browser.submit(page, form="main form[data-draft]", headers=JSON)
    assert answer.json["state"] == "recorded"
    assert state_of(at_rest) == "sent"


def test_a_draft_is_discarded_and_brought_back_on_its_page(client: ClientFor, cast: Cast, at_rest: At) -> None:
    browser = client("owner")
    save(browser, cast)
    page = browser.submit("drafts/", form=f"form[action$='{KEY}/discard']", follow=True)
    assert state_of(at_rest) == "discarded"
    browser.submit(page, form=f"form[action$='{KEY}/restore']", follow=True)
    assert state_of(at_rest) == "open"


def test_a_device_that_threw_its_own_copy_away_throws_this_one_away_too(client: ClientFor, cast: Cast, at_rest: At) -> None:
    browser = client("owner")
    assert browser.post(f"drafts/{KEY}/discard", headers=JSON).status == 404  # never here
    save(browser, cast)
    assert browser.post(f"drafts/{KEY}/discard", headers=JSON | {"X-Draft-Account": "somebody"}).status == 401
    assert state_of(at_rest) == "open"
    told = browser.post(f"drafts/{KEY}/discard", headers=JSON)
    assert (told.status, told.json) == (200, {"state": "discarded"})
    assert "書きかけがサーバーにあります" not in browser.get(f"visits/new?company={cast.asahi.enrolment_id}").main
    assert state_of(at_rest) == "discarded"


def test_a_draft_too_old_to_come_back_is_refused_in_words(client: ClientFor, cast: Cast, clock: Clock, at_rest: At) -> None:
    browser = client("owner")
    save(browser, cast)
    browser.post(f"drafts/{KEY}/discard")
    clock.set(NOW + timedelta(days=29))
    browser = client("owner")
    page = browser.get("drafts/")
    clock.set(NOW + timedelta(days=30, hours=1))
    assert "30日を過ぎた" in browser.submit(page, form=f"form[action$='{KEY}/restore']", follow=True).main
    assert state_of(at_rest) == "discarded"


def off_the_team(cast: Cast) -> None:
    for row in db.session.scalars(select(Assignment).where(Assignment.producer_id == cast.producer_id("owner"))):
        row.ends_on = NOW.date() - timedelta(days=20)


def hand_over(browser: Client, cast: Cast, **changes: Any) -> Page:
    body = {"address": log_url(cast), "fields": {"cases-0-facts": [NOTE], "visit_on": ["2026/11/01"]}, **changes}
    headers = JSON | {"X-CSRFToken": browser.csrf_token()}
    return browser._open("POST", f"/late-drafts/{KEY}?programme=r8", json=body, headers=headers)


def test_a_late_draft_goes_to_the_manager_who_records_it_as_the_writers(
    client: ClientFor, cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        off_the_team(cast)
        db.session.get_one(Membership, cast["owner"].membership_id).ends_on = NOW.date() - timedelta(days=1)
    owner, manager = client("owner"), client("manager")
    assert send(client("sub"), cast, idempotency_key="9" * 32).json["state"] == "recorded"  # the team goes on
    assert owner.post(log_url(cast), {"idempotency_key": KEY}, headers=JSON).status == 404
    assert hand_over(owner, cast).json["state"] == "review"
    assert hand_over(owner, cast).json["state"] == "review"
    assert cast["owner"].name in manager.get("drafts/late").main
    assert manager.get("").select(f"a[href$='drafts/late/{KEY}']")  # among what needs the manager
    decide = manager.get(f"drafts/late/{KEY}")
    assert NOTE.split("「")[0] in decide.main
    page = manager.get(decide.links()["開いて記録する"])
    assert "要確認の下書きを開いています" in page.main
    assert not page.select("form[data-draft]")  # the device keeps it beside the draft, not as one of the manager's own
    writer = str(cast.producer_id("owner"))
    assert page.select(f"[name=team][value='{writer}']")  # of the team on that day
    form = "main form[data-keeps]"
    lacking = manager.submit(page, {"cases-0-phases": ["listen"], "team": [writer], "next_answer": None}, form=form)
    assert lacking.status == 422
    assert "要確認の下書きを開いています" in lacking.main
    assert lacking.select(f"{form} [name=team][value='{writer}'][checked]")
    answer = manager.submit(lacking, {"next_answer": "open"}, form=form, follow=True)
    assert answer.status == 200
    assert f"{cast['owner'].name}さんが" in answer.main
    assert f"、{cast['manager'].name}さんが" in answer.main  # whose record it is, and who made it final
    opened_again = manager.get(decide.links()["開いて記録する"])
    assert opened_again.location == answer.url
    assert client("sub").get(decide.links()["開いて記録する"]).status == 404
    assert owner.get(f"/late-drafts/{KEY}?programme=r8", headers=JSON).json["state"] == "sent"
    with at_rest():
        visit = db.session.scalars(select(Visit).where(Visit.idempotency_key == KEY)).one()
        assert visit.created_by_id == cast["owner"].account_id


def test_a_late_draft_that_is_given_back_says_why(client: ClientFor, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_draft(cast.asahi, cast["owner"].account_id, key=KEY, now=NOW, state=DraftState.REVIEW)
    manager, owner = client("manager"), client("owner")
    empty = manager.submit(f"drafts/late/{KEY}", {"act": None, "reason": ""})
    assert empty.status == 422
    assert len(empty.errors()) == 2
    assert manager.submit(f"drafts/late/{KEY}", {"act": "return", "reason": "日付が違います"}).status == 302
    assert "日付が違います" in owner.get("drafts/").main
    assert manager.get(f"drafts/late/{KEY}").status == 404


@pytest.mark.parametrize("who", ["colleague", "clerk", "auditor"])
def test_nobody_hands_over_what_is_not_theirs_to_write(client: ClientFor, cast: Cast, at_rest: At, who: str) -> None:
    assert hand_over(client(who), cast).status == 404
    assert hand_over(client("stranger"), cast).status == 404
    assert state_of(at_rest) is None
