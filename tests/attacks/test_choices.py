"""What was not offered is not taken: no such choices, other people's ids, older versions, fields that are not the form's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from tests.attacks.sending import At, nothing_written, refuses, send
from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records
from tracker.database import db
from tracker.models import Account, Challenge, Membership, NextAction, Producer, Programme

NOT_OFFERED = {
    "nought": "0",
    "minus one": "-1",
    "an id of nothing": "999999",
    "an id beyond the column": str(2**31),
    "an id beyond the database": str(2**63),
    "an id beyond everything": "9" * 5000,
    "a float": "1.0",
    "an exponent": "1e0",
    "full-width digits": "１",
    "a blank before": " 1",
    "a plus before": "+1",
    "zeros before": "01",
    "a word": "owner",
    "an order": "1 OR 1=1",
    "a list": "[1]",
    "an object": '{"id": 1}',
    "true": "true",
    "None": "None",
    "a null behind": "1\0",
}
# an enum's other spellings
NO_KIND = ("HELD", "Phase.LISTEN", "listen,observe", "聞く・聴く", "0", "__class__", "listen\0", "' OR 1=1", "")


@pytest.mark.parametrize("field", ["owner_id", "case_id"])
def test_a_choice_that_was_not_offered(field: str, client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests) -> None:
    owner, url = client("owner"), f"actions/new?company={cast.asahi.enrolment_id}"
    good = {"what": "図面を送る", "owner_id": str(cast.producer_id("owner")), "due_on": "2026/12/1"}
    with nothing_written(at_rest):
        for name, sent in NOT_OFFERED.items():
            with subtests.test(name):
                assert refuses(send(owner, url, {**good, field: sent}), field)


def test_an_enum_in_any_other_spelling(
    client: ClientFor, cast: Cast, records: Records, at_rest: At, subtests: pytest.Subtests
) -> None:
    forms = {
        "a phase": (f"visits/new?company={cast.asahi.enrolment_id}", "cases-0-phases", {"visit_on": "2026/11/20"}),
        "a kind of work": ("hours/new", "kind", {"work_on": "2026/11/2", "start_time": "9:00", "end_time": "10:00"}),
        "a kind of outcome": (f"outcomes/new?company={cast.asahi.enrolment_id}", "kind", {"outcome_on": "2026/11/2"}),
        "a decision": (f"challenges/{records.challenge_id}/decide", "status", {"decided_on": "2026/11/20"}),
    }
    owner = client("owner")
    with nothing_written(at_rest):
        for name, (url, field, good) in forms.items():
            for sent in NO_KIND:
                with subtests.test(f"{name}: {sent!r}"):
                    assert send(owner, url, {**good, field: sent}).status == 422


ROLES = ("administrator", "owner", "Manager", "MANAGER", "Role.MANAGER", "manager,clerk", "*", "0", "true", "")


def test_a_role_that_there_is_not(client: ClientFor, at_rest: At, subtests: pytest.Subtests) -> None:
    manager = client("manager")
    good = {"email": "new@example.jp", "name": "架空新人", "password": "やまびこ-2026-新人"}
    with nothing_written(at_rest):
        for role in ROLES:
            with subtests.test(repr(role)):
                assert refuses(send(manager, "members/new", {**good, "roles": role}), "roles")


# --- other people's ids ------------------------------------------------------------------------------------------

Ids = Callable[[Cast, Records], Any]
# who sends it, to where, with what, and what it is answered: never as if the id were theirs
OTHERS: dict[str, tuple[str, Ids, Ids, set[int]]] = {
    "an action for a company of another programme": (
        *("owner", lambda cast, _: f"actions/new?company={cast.elsewhere.enrolment_id}"),
        *(lambda cast, _: {"what": "図面を送る", "due_on": "2026/12/1"}, {404}),
    ),
    "an action for a company of another team": (
        *("owner", lambda cast, _: f"actions/new?company={cast.minato.enrolment_id}"),
        *(lambda cast, _: {"what": "図面を送る", "due_on": "2026/12/1"}, {404}),
    ),
    "an action owned by somebody of another programme": (
        *("owner", lambda cast, _: f"actions/new?company={cast.asahi.enrolment_id}"),
        *(lambda cast, _: {"what": "図", "due_on": "2026/12/1", "owner_id": str(cast.producer_id("stranger"))}, {422}),
    ),
    "an action on a case of another company": (
        *("owner", lambda cast, _: f"actions/new?company={cast.asahi.enrolment_id}"),
        *(lambda cast, _: {"what": "図", "due_on": "2026/12/1", "case_id": str(cast.minato.case_id)}, {422}),
    ),
    "a challenge on a case of another company": (
        *("owner", lambda cast, _: f"challenges/new?company={cast.asahi.enrolment_id}"),
        *(lambda cast, _: {"title": "課題", "raised_on": "2026/11/20", "case_id": str(cast.minato.case_id)}, {422}),
    ),
    "a visit with a note on a case of another programme": (
        *("owner", lambda cast, _: f"visits/new?company={cast.asahi.enrolment_id}"),
        *(
            lambda cast, _: {**VISIT, "team": str(cast.producer_id("owner")), "cases-0-case_id": str(cast.elsewhere.case_id)},
            {422},
        ),
    ),
    "a visit by somebody of another programme": (
        *("owner", lambda cast, _: f"visits/new?company={cast.asahi.enrolment_id}"),
        *(lambda cast, _: {**VISIT, "team": str(cast.producer_id("stranger"))}, {422}),
    ),
    "a visit moved to a company of another programme": (
        *("manager", lambda cast, records: f"visits/{records.visit_id}/move?to={cast.elsewhere.enrolment_id}"),
        *(lambda cast, _: {"to": str(cast.elsewhere.enrolment_id), "reason": "誤り"}, {404, 422}),
    ),
    "a meeting about a company of another programme": (
        *("owner", lambda cast, _: "meetings/new"),
        *(lambda cast, _: {"sections-0-enrolment_id": str(cast.elsewhere.enrolment_id), "meeting_on": "2026/11/20"}, {404, 422}),
    ),
    "an outcome of a company of another programme": (
        *("owner", lambda cast, _: f"outcomes/new?company={cast.elsewhere.enrolment_id}"),
        *(lambda _, __: {"outcome_on": "2026/11/20", "kind": "prototype", "description": "試作品"}, {404}),
    ),
    "a team of another programme's people": (
        *("manager", lambda cast, _: f"staffing/{cast.asahi.enrolment_id}/edit"),
        *(lambda cast, _: {"lead_id": str(cast.producer_id("stranger")), "from_on": "2026/12/1"}, {404, 422}),
    ),
    "a lead of another programme": (
        *("manager", lambda cast, _: f"staffing/{cast.asahi.enrolment_id}/hand-over"),
        *(lambda cast, _: {"to_producer_id": str(cast.producer_id("stranger")), "from_on": "2026/12/1"}, {404, 422}),
    ),
    "a stand-in of another programme": (
        *("manager", lambda cast, _: f"stand-ins/new/{cast.asahi.enrolment_id}"),
        *(lambda cast, _: {"producer_id": str(cast.producer_id("stranger")), "starts_on": "2026/12/1"}, {404, 422}),
    ),
    "an absence of somebody of another programme": (
        *("manager", lambda cast, _: "absences/new"),
        *(lambda cast, _: {"producer_id": str(cast.producer_id("stranger")), "starts_on": "2026/12/1"}, {404, 422}),
    ),
    "a picture for a visit of another team": (
        *("colleague", lambda cast, _: "attachments/"),
        *(lambda _, records: {"kind": "visit", "subject_id": str(records.visit_id), "key": "a" * 32}, {404}),
    ),
    "a rating of somebody of another programme": (
        *("owner", lambda cast, records: f"assessments/{records.open_round_id}/rate/{cast.producer_id('stranger')}"),
        *(lambda *_: {}, {404}),
    ),
    "the roles of a member of another programme": (
        *("manager", lambda cast, _: f"members/{cast['stranger'].membership_id}"),
        *(lambda *_: {"roles": "manager", "version": "1"}, {404}),
    ),
    "one's own roles": (
        *("manager", lambda cast, _: f"members/{cast['manager'].membership_id}"),
        *(lambda *_: {"roles": ["manager", "coordinator"], "reason": "試し", "version": "1"}, {403}),
    ),
    "somebody else's draft": (
        *("colleague", lambda _, records: f"drafts/{records.draft_key}/discard"),
        *(lambda *_: {}, {404}),
    ),
    "somebody else's hours": (
        *("colleague", lambda _, records: f"hours/{records.entry_id}"),
        *(lambda *_: {"kind": "preparation", "work_on": "2026/11/2"}, {404}),
    ),
    "the account of somebody, by a manager": (
        *("manager", lambda cast, _: f"/people/{cast['owner'].account_id}/deactivate"),
        *(lambda *_: {}, {404}),
    ),
    "one's own account, by the administrator": (
        *("administrator", lambda cast, _: f"/people/{cast['administrator'].account_id}/deactivate"),
        *(lambda *_: {"reason": "試し"}, {403}),
    ),
}
VISIT = {"visit_on": "2026/11/13", "cases-0-phases": "listen", "cases-0-facts": "聞いた", "next_answer": "open"}


def test_other_peoples_ids(client: ClientFor, cast: Cast, records: Records, at_rest: At, subtests: pytest.Subtests) -> None:
    browsers = {who: client(who) for who in {who for who, *_rest in OTHERS.values()}}
    with nothing_written(at_rest):
        for name, (who, url, fields, answers) in OTHERS.items():
            with subtests.test(name):
                assert send(browsers[who], url(cast, records), fields(cast, records)).status in answers


# --- versions ----------------------------------------------------------------------------------------------------

VERSIONS = ("", "0", "-1", "2", "999999", str(2**31), str(2**63), "9" * 5000, "1.0", "1e0", "１", " 1", "1 OR 1=1", "None", "[1]")


def test_a_version_that_was_not_read(
    client: ClientFor, cast: Cast, records: Records, at_rest: At, subtests: pytest.Subtests
) -> None:
    """Whatever stands there instead of the version, nothing is written over: both texts come back."""
    owner = client("owner")
    form = {"title": "上書きした課題", "raised_on": "2026/11/20"}
    with nothing_written(at_rest):
        for version in VERSIONS:
            with subtests.test(version[:20]):
                page = send(owner, f"challenges/{records.challenge_id}/edit", {**form, "version": version})
                assert page.status == 409
                assert "上書きした課題" in page.html
        with subtests.test("none at all"):
            assert send(owner, f"challenges/{records.challenge_id}/edit", form).status == 409


# --- fields that are not the form's ------------------------------------------------------------------------------

EXTRA = {
    "id": "1",
    "version": "99",
    "programme_id": "2",
    "programme": "other",
    "enrolment_id": "2",
    "company_id": "2",
    "organisation_id": "2",
    "producer_id": "2",
    "owner": "2",
    "account_id": "1",
    "created_by_id": "1",
    "updated_by_id": "1",
    "created_at": "2000-01-01",
    "deleted_at": "2000-01-01",
    "deleted_by_id": "1",
    "role": "manager",
    "roles": "manager",
    "is_administrator": "1",
    "password_hash": "x",
    "deactivated_at": "",
    "slug": "stolen",
    "record_state": "final",
    "status": "resolved",
    "decided_on": "2026/11/20",
    "position": "-5",
    "state": "closed",
    "singles_visible": "1",
    "search_key": "x",
    "_method": "DELETE",
    "__class__": "x",
}


def of(at_rest: At, model: type[Any], row_id: int | None = None) -> dict[str, Any]:
    """The columns of a row, the newest unless one is named."""
    with at_rest():
        chosen = select(model).order_by(model.id.desc()).limit(1)
        row = db.session.scalars(chosen if row_id is None else select(model).where(model.id == row_id)).one()
        return {column.key: getattr(row, column.key) for column in model.__table__.columns}


def test_fields_that_no_form_has(client: ClientFor, cast: Cast, records: Records, at_rest: At, subtests: pytest.Subtests) -> None:
    """Each beside a good form, one after the other: what is stored is what the form says without it."""
    owner, url = client("owner"), f"challenges/new?company={cast.asahi.enrolment_id}"
    good = {"title": "課題", "raised_on": "2026/11/20", "case_id": str(cast.asahi.case_id)}
    send(owner, url, good)
    plain = of(at_rest, Challenge)
    differs = {"id", "idempotency_key", "position", "search_text"}
    for name, sent in EXTRA.items():
        with subtests.test(name):
            assert send(owner, url, {**good, name: sent}).status == 302
            made = of(at_rest, Challenge)
            assert made["id"] > plain["id"]
            assert {key: value for key, value in made.items() if key not in differs} == {
                key: value for key, value in plain.items() if key not in differs
            }


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_all_of_them_at_once_on_the_forms_of_people_and_programmes(
    client: ClientFor, cast: Cast, records: Records, at_rest: At
) -> None:
    manager = client("manager")
    several = {name: sent for name, sent in EXTRA.items() if name not in {"version", "roles", "role"}}

    programme = of(at_rest, Programme, cast.programme_id)
    assert sent_with(manager, "settings", several, name="架空伴走支援事業二") == 302
    assert changed(programme, of(at_rest, Programme, cast.programme_id)) <= {"name", "version", "updated_at", "updated_by_id"}

    membership = cast["fifth"].membership_id
    member, account = of(at_rest, Membership, membership), of(at_rest, Account, cast["fifth"].account_id)
    assert sent_with(manager, f"members/{membership}", several, roles=["coordinator", "clerk"], reason="異動") == 302
    assert changed(member, of(at_rest, Membership, membership)) <= {"version", "updated_at", "updated_by_id"}
    assert of(at_rest, Account, cast["fifth"].account_id) == account

    person = cast.producer_id("fifth")
    producer = of(at_rest, Producer, person)
    assert sent_with(manager, f"producers/{person}/edit", several | {"name": "担い手五"}) == 302
    assert changed(producer, of(at_rest, Producer, person)) <= {"name", "search_key", "version", "updated_at", "updated_by_id"}

    owner = client("owner")
    action = of(at_rest, NextAction, records.action_id)
    without = {name: sent for name, sent in several.items() if name not in {"owner"}}
    assert sent_with(owner, f"actions/{records.action_id}/edit", without, what="別のこと") == 302
    assert changed(action, of(at_rest, NextAction, records.action_id)) <= {"what", "version", "updated_at", "updated_by_id"}

    own = of(at_rest, Account, cast["owner"].account_id)
    new = "あたらしい-合言葉-山"
    fields = {"current_password": cast.password, "password": new, "again": new, "email": "stolen@example.jp"}
    assert send(owner, "/account/password", {**several, **fields}).status == 302
    assert changed(own, of(at_rest, Account, cast["owner"].account_id)) <= {"password_hash", "version", "updated_at"}


def sent_with(browser: Client, url: str, several: dict[str, str], **values: Any) -> int:
    """The form of a page as it stands, with some fields otherwise and all of ``several`` beside them."""
    fields = dict(browser.get(url).fields().to_dict(flat=False))
    return send(
        browser,
        url,
        {**{name: sent for name, sent in several.items() if name not in fields or name == "name"}, **fields, **values},
    ).status


# what a form would have to be believed for, to let a clerk and somebody of another team write
GREEDY = {name: ["manager", "coordinator"] for name in ("role", "roles", "role[]", "viewer-roles", "is_administrator")}


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("auditor", 403), ("colleague", 404), ("administrator", 404)])
def test_a_role_in_a_form_opens_nothing(
    who: str, status: int, client: ClientFor, cast: Cast, records: Records, at_rest: At
) -> None:
    """Neither in the form nor in the address."""
    url, form = (
        f"challenges/{records.challenge_id}/edit",
        {"title": "上書き", "raised_on": "2026/11/20", "version": "1", **GREEDY},
    )
    browser = client(who)
    browser.csrf_token()
    with nothing_written(at_rest):
        assert send(browser, url, form).status == status
        assert send(browser, url, form, query_string=GREEDY).status == status
