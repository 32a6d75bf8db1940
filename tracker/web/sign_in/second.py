"""The second half of signing in: whoever has a second factor shows it before there is any session."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.domain.passkeys import RelyingParty
from tracker.queries.accounts import find_password_hash
from tracker.queries.passkeys import list_credential_ids
from tracker.queries.second_factors import get_second_factors
from tracker.services import second_factors, sessions
from tracker.services.transaction import writing
from tracker.web import carried, refused, viewing
from tracker.web.refused import Refusal
from tracker.web.relying_party import relying_party
from tracker.web.rights import public
from tracker.web.sign_in.blueprint import bp
from tracker.web.sign_in.forms import SecondFactorForm
from tracker.web.waits import answer, guess_at, say_wait

HALF = "half"  # who has shown the password, when, and with which hash: a changed password makes it worthless
PATIENCE_SECONDS = 600


def enter(*, account_id: int, is_trusted: bool, carrying: str | None) -> BaseResponse | str:
    """The session begins: on to where somebody wanted to go, or back to what they were sending.

    An act in which nothing was typed is not offered again: a button alone does not say what it does. It stands on its page.
    """
    with writing():
        token = sessions.start_session(account_id=account_id, now=viewing.now(), is_trusted=is_trusted, device=viewing.device())
    viewing.enter(token)
    was_sending = carried.unpack(carrying or "")
    if was_sending is not None and was_sending.said:
        return render_template("sign_in/resume.html", carrying=was_sending)
    if was_sending is not None:
        return redirect(was_sending.page or "/")
    return redirect(carried.own_path(request.args.get("next")) or "/")


def ask_for_second_factor(*, account_id: int, password_hash: str, is_trusted: bool, carrying: str | None) -> str:
    session[HALF] = [account_id, int(viewing.now().timestamp()), _digest(password_hash), is_trusted]
    form = SecondFactorForm(formdata=None)
    form.carried.data = carrying
    return second_page(form, account_id)


@bp.route("/sign-in/second", methods=["GET", "POST"])
@public
def second() -> Any:
    half = find_half()
    if half is None:
        return redirect(url_for("sign_in.show", next=request.args.get("next")))
    account_id, is_trusted = half
    form = SecondFactorForm()
    if not form.validate_on_submit():
        return second_page(form, account_id), 422 if form.is_submitted() else 200
    shown = {"account_id": account_id, "code": form.code.data, "secret_key": current_app.config["SECRET_KEY"]}
    guess = guess_at(second_of(account_id))
    is_right, wait = answer(guess, lambda: second_factors.accept_code(**shown, now=viewing.now()) or None)
    if wait is not None:
        form.form_errors.append(say_wait(wait))
        return second_page(form, account_id), 429
    if not is_right:
        refused.note(Refusal.CODE)
        form.code.errors = [
            _("コードが違うか、すでに使われています。次のコードが出るのを待って入力してください。")
            if second_factors.is_of_app(form.code.data)
            else _("回復コードが違うか、すでに使われています。控えを見て、まだ使っていないものを入力してください。")
        ]
        return second_page(form, account_id), 422
    return enter(account_id=account_id, is_trusted=is_trusted, carrying=form.carried.data)


def second_of(account_id: int) -> str:
    """Codes and passkeys of one person are guessed at together."""
    return f"code {account_id}"


def second_page(form: SecondFactorForm, account_id: int) -> str:
    party = relying_party()
    return render_template(
        "sign_in/second.html",
        form=form,
        factors=get_second_factors(account_id),
        has_passkey=isinstance(party, RelyingParty) and bool(list_credential_ids(account_id, party.rp_id)),
    )


def find_half() -> tuple[int, bool] | None:
    """Who has shown the right password on this browser within the last minutes."""
    try:
        account_id, at, digest, is_trusted = session[HALF]
    except (KeyError, TypeError, ValueError):
        return None
    password_hash = find_password_hash(account_id)
    is_fresh = 0 <= viewing.now().timestamp() - at < PATIENCE_SECONDS
    return (account_id, is_trusted) if is_fresh and password_hash and _digest(password_hash) == digest else None


def _digest(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
