"""Sign in, sign out."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.domain.text import clean_line
from tracker.queries.accounts import find_credentials
from tracker.queries.second_factors import has_second_factor
from tracker.services import accounts, sessions
from tracker.services.passwords import verify_password
from tracker.services.transaction import writing
from tracker.web import carried, viewing
from tracker.web.language import LOCALES
from tracker.web.rights import public
from tracker.web.sign_in.blueprint import bp
from tracker.web.sign_in.forms import SignInForm
from tracker.web.sign_in.second import ask_for_second_factor, enter
from tracker.web.writing import writes


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def show() -> BaseResponse | str | tuple[str, int]:
    # Not marked as writing: checking a password takes a twentieth of a second, which no other writer should wait for.
    form = SignInForm()
    target = carried.own_path(request.args.get("next"))
    if not form.is_submitted():
        return redirect(target or "/") if viewing.find_signed_in() else render_template("sign_in/show.html", form=form)
    if not form.validate():
        return render_template("sign_in/show.html", form=form, is_carrying=bool(form.carried.data)), 422
    email = clean_line(form.email.data).lower()
    address = request.remote_addr or ""
    if accounts.is_throttled(email=email, address=address, now=viewing.now()):
        form.form_errors.append(
            _("続けて失敗したため、しばらくサインインできません。1分ほど待ってから、もう一度お試しください。")
        )
        return render_template("sign_in/show.html", form=form, is_carrying=bool(form.carried.data)), 429
    account_id, password_hash = find_credentials(email)
    if not verify_password(password_hash, form.password.data) or account_id is None:
        with writing():
            accounts.note_failed_sign_in(email=email, address=address, now=viewing.now())
        form.form_errors.append(_("メールアドレスまたはパスワードが違います。入力し直してください。"))
        return render_template("sign_in/show.html", form=form, is_carrying=bool(form.carried.data)), 422
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
