"""Signing in with a passkey: after the password, or instead of it."""

from __future__ import annotations

from functools import partial

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.services import passkeys
from tracker.services.passkey_messages import load_library, read_answer
from tracker.services.sessions import hash_token
from tracker.web import refused, viewing, waits
from tracker.web.refused import Refusal
from tracker.web.relying_party import require_relying_party
from tracker.web.rights import public
from tracker.web.sign_in.forms import SecondFactorForm, SignInForm
from tracker.web.sign_in.pages import sign_in_page
from tracker.web.sign_in.routes import bp
from tracker.web.sign_in.second import enter, find_half, second_of, second_page


@bp.route("/sign-in/passkey", methods=["GET", "POST"])
@public
def passkey() -> BaseResponse | str | tuple[str, int]:
    """Read: what the browser is asked for. Sent: what it answered; of whatever opens nothing the same is said."""
    party = require_relying_party()
    if request.method != "POST":
        return _as_json(passkeys.ask_for_any(party=party, secret_key=_key(), now=viewing.now()))
    form, answer = SignInForm(), request.form.get("passkey", "")
    owner, status = _accept(form, answer, who=f"passkey {hash_token(read_answer(answer)[0].hex())}")
    if owner is None:
        return sign_in_page(form), status
    return enter(account_id=owner, is_trusted=form.trusted.data, carrying=form.carried.data)


@bp.route("/sign-in/second/passkey", methods=["GET", "POST"])
@public
def second_passkey() -> BaseResponse | str | tuple[str, int]:
    """The same of whoever has shown the password just now: one of their own passkeys."""
    party, half = require_relying_party(), find_half()
    if half is None:
        return redirect(url_for("sign_in.show", next=request.args.get("next")))
    account_id, is_trusted = half
    if request.method != "POST":
        return _as_json(passkeys.ask_for_one_of(account_id, party=party, secret_key=_key(), now=viewing.now()))
    form = SecondFactorForm()
    owner, status = _accept(form, request.form.get("passkey", ""), who=second_of(account_id), account_id=account_id)
    if owner is None:
        return second_page(form, account_id), status
    return enter(account_id=owner, is_trusted=is_trusted, carrying=form.carried.data)


def _accept(
    form: SignInForm | SecondFactorForm, answer: str, *, who: str, account_id: int | None = None
) -> tuple[int | None, int]:
    """Whose passkey it is; else None, the status, and what is said stands on the form."""
    load_library()
    party, secret_key = require_relying_party(), _key()
    accept = partial(passkeys.accept_passkey, party=party, account_id=account_id, secret_key=secret_key, now=viewing.now())
    owner, wait = waits.answer(waits.guess_at(who), partial(accept, answer))
    if wait is not None:
        form.form_errors.append(waits.say_wait(wait))
        return None, 429
    if owner is None:
        refused.note(Refusal.PASSKEY)
        form.form_errors.append(
            _("このパスキーではサインインできませんでした。もう一度試すか、ほかの方法でサインインしてください。")
        )
    return owner, 422


def _key() -> str:
    key: str = current_app.config["SECRET_KEY"]
    return key


def _as_json(options: str) -> Response:
    return Response(options, mimetype="application/json")
