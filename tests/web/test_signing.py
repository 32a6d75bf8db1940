"""What goes to a browser signed and comes back: by which digest, and what a version before ours signed."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha1

from flask import Flask
from flask.sessions import session_json_serializer
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tracker.services import sessions

At = Callable[[], AbstractContextManager[None]]
COOKIE = "tracker"


def signature(signed: str) -> bytes:
    return urlsafe_b64decode(signed.rpartition(".")[2] + "==")


def end_sessions(cast: Cast, writing: At) -> None:
    with writing():
        sessions.end_all_sessions(account_id=cast["manager"].account_id, now=NOW)


def test_the_cookie_a_form_s_token_and_what_is_carried_have_signatures_of_256_bits(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    browser = client("manager")
    form = browser.get("settings")
    cookie = browser.raw.get_cookie(COOKIE)
    assert cookie is not None
    end_sessions(cast, writing)
    carried = browser.submit(form, {"name": "途中で切れた事業名"}).fields()["carried"]
    assert [len(signature(one)) for one in (cookie.value, form.fields()["csrf_token"], carried)] == [32, 32, 32]


def test_cookie_and_token_of_a_version_before_which_signed_by_sha_1_are_still_read(
    app: Flask, cast: Cast, client: ClientFor
) -> None:
    browser = client("manager")
    browser.csrf_token()
    with browser.raw.session_transaction() as session:
        kept = dict(session)
    how = {"digest_method": sha1, "key_derivation": "hmac"}
    cookie = URLSafeTimedSerializer(
        app.config["SECRET_KEY"], salt="cookie-session", serializer=session_json_serializer, signer_kwargs=how
    ).dumps(kept)
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token", signer_kwargs={"digest_method": sha1}).dumps(
        kept["csrf_token"]
    )
    assert {len(signature(str(one))) for one in (cookie, token)} == {20}
    before = client(None)
    before.raw.set_cookie(COOKIE, str(cookie))
    answer = before.submit("/p/r8/settings", {"csrf_token": str(token), "name": "前の版から送った名前"}, follow=True)
    assert answer.fields()["name"] == "前の版から送った名前"


def test_what_was_carried_by_a_version_before_comes_through_the_sign_in(app: Flask, cast: Cast, client: ClientFor) -> None:
    old = URLSafeSerializer(app.config["SECRET_KEY"], salt="carried", signer_kwargs={"digest_method": sha1})
    carried = str(old.dumps(["/p/r8/settings", [["name", "前の版で打った名前"]]]))
    who = {"email": cast["manager"].email, "password": cast.password}
    resumed = client(None).submit("/sign-in", {**who, "carried": carried})
    assert "前の版で打った名前" in resumed.main
