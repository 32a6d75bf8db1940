"""Sign in, sign out."""

from __future__ import annotations

from flask import abort, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.domain.text import clean_line
from tracker.queries.accounts import find_credentials
from tracker.queries.second_factors import has_second_factor
from tracker.services import accounts, sessions
from tracker.services.passwords import verify_password
from tracker.web import carried, refused, viewing
from tracker.web.language import LOCALES
from tracker.web.refused import Refusal
from tracker.web.rights import public
from tracker.web.sign_in.blueprint import bp
from tracker.web.sign_in.forms import SignInForm
from tracker.web.sign_in.pages import sign_in_page
from tracker.web.sign_in.second import ask_for_second_factor, enter
from tracker.web.waits import answer, find_wait, guess_at, say_wait
from tracker.web.writing import writes


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def show() -> BaseResponse | str | tuple[str, int]:
    # Not marked as writing: checking a password takes a twentieth of a second, which no other writer should wait for.
    form = SignInForm()
    target = carried.own_path(request.args.get("next"))
    if not form.is_submitted():
        return redirect(target or "/") if viewing.find_signed_in() else sign_in_page(form)
    if not form.validate():
        return sign_in_page(form), 422
    email = clean_line(form.email.data).lower()
    guess = guess_at(email)
    account_id, wait = None, find_wait(guess)
    if wait is None:
        owner, password_hash = find_credentials(email)
        is_right = verify_password(password_hash, form.password.data)
        account_id, wait = answer(guess, lambda: owner if is_right else None)
    if wait is not None:
        form.form_errors.append(say_wait(wait))
        return sign_in_page(form), 429
    if account_id is None:
        refused.note(Refusal.PASSWORD)
        form.form_errors.append(_("メールアドレスまたはパスワードが違います。入力し直してください。"))
        return sign_in_page(form), 422
    chosen = {"account_id": account_id, "is_trusted": form.trusted.data, "carrying": form.carried.data}
    if password_hash and has_second_factor(account_id):
        return ask_for_second_factor(password_hash=password_hash, **chosen)
    return enter(**chosen)


@bp.post("/sign-out")
@public
@writes
def sign_out() -> BaseResponse:
    token = viewing.leave()
    if token is not None:
        sessions.end_session(token=token, now=viewing.now())
    return redirect(url_for("sign_in.show"))


@bp.post("/language")
@public
@writes
def choose_language() -> BaseResponse:
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        abort(400)
    session["locale"] = locale
    row = viewing.find_signed_in()
    if row is not None:
        accounts.choose_language(viewing.viewer(), locale=locale)
    return redirect(carried.own_path(request.form.get("next")) or "/")
