"""My second factor: an authenticator app, recovery codes, and doing without."""

from __future__ import annotations

import secrets

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.codes import spell_code
from tracker.domain.errors import RuleBroken
from tracker.domain.totp import SECRET_BYTES, address_of, spell_secret
from tracker.queries.second_factors import get_second_factors, is_demanded
from tracker.services import second_factors
from tracker.services.sealing import seal, unseal
from tracker.services.transaction import writing
from tracker.web import viewing
from tracker.web.account.forms import ProveForm, SetUpAppForm
from tracker.web.account.proving import is_proved
from tracker.web.account.sessions import bp
from tracker.web.refusals import pin
from tracker.web.relying_party import relying_party
from tracker.web.rights import signed_in
from tracker.web.squares import square_of

NEW_SECRET = "new_totp"  # sealed, until the app has shown a code of it


@bp.get("/second-factor")
@signed_in
def second_factor() -> str:
    row = viewing.require_signed_in()
    return render_template(
        "account/second_factor.html",
        factors=get_second_factors(row.account_id),
        is_demanded=is_demanded(row.account_id, viewing.today()),
        party=relying_party(),
    )


@bp.route("/second-factor/app", methods=["GET", "POST"])
@signed_in
def set_up_app() -> str | tuple[str, int]:
    # Not marked as writing: checking a password is slow, and no other writer should wait for it.
    row, form, secret = viewing.require_signed_in(), SetUpAppForm(), _secret()
    if form.validate_on_submit() and is_proved(form):
        try:
            with writing():
                codes = second_factors.set_up_totp(
                    viewing.viewer(),
                    secret=secret,
                    code=form.code.data,
                    secret_key=current_app.config["SECRET_KEY"],
                    session_id=row.session_id,
                    now=viewing.now(),
                )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            session.pop(NEW_SECRET, None)
            return show_codes(codes)
    address = address_of(secret, issuer=_("伴走支援トラッカー"), account=row.email)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "account/set_up_app.html",
        form=form,
        picture=square_of(address),
        app_url=address,
        secret=spell_code(spell_secret(secret)),
        typed=spell_secret(secret),
    ), status


@bp.route("/second-factor/app/remove", methods=["GET", "POST"])
@signed_in
def remove_app() -> Response | tuple[str, int]:
    """With a passkey beside it; the last factor is turned off as a whole."""
    row, form = viewing.require_signed_in(), ProveForm()
    factors = get_second_factors(row.account_id)
    if not (factors.has_app and factors.passkeys):
        return redirect(url_for("account.second_factor"))
    if form.validate_on_submit() and is_proved(form):
        try:
            with writing():
                second_factors.remove_app(viewing.viewer(), session_id=row.session_id, today=viewing.today(), now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("認証アプリの設定を削除しました。ほかの端末ではサインアウトしました。"), "success")
            return redirect(url_for("account.second_factor"))
    return render_template("account/remove_app.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/second-factor/codes", methods=["GET", "POST"])
@signed_in
def renew_codes() -> Response | str | tuple[str, int]:
    form = ProveForm()
    if not viewing.require_signed_in().has_second_factor:
        return redirect(url_for("account.second_factor"))
    if form.validate_on_submit() and is_proved(form):
        with writing():
            codes = second_factors.renew_recovery_codes(viewing.viewer())
        return show_codes(codes)
    return render_template("account/renew_codes.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/second-factor/remove", methods=["GET", "POST"])
@signed_in
def remove_second_factor() -> Response | tuple[str, int]:
    row, form = viewing.require_signed_in(), ProveForm()
    if not row.has_second_factor:
        return redirect(url_for("account.second_factor"))
    if form.validate_on_submit() and is_proved(form):
        try:
            with writing():
                second_factors.remove_second_factor(
                    viewing.viewer(), session_id=row.session_id, today=viewing.today(), now=viewing.now()
                )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("二段階認証を解除しました。ほかの端末ではサインアウトしました。"), "success")
            return redirect(url_for("account.second_factor"))
    return render_template("account/remove_second_factor.html", form=form), 422 if form.is_submitted() else 200


def _secret() -> bytes:
    """The same on every look at the page, until it is set up."""
    key, about = current_app.config["SECRET_KEY"], second_factors.about(viewing.require_signed_in().account_id)
    kept = session.get(NEW_SECRET)
    secret = unseal(kept, secret_key=key, about=about) if kept else None
    if secret is None:
        secret = secrets.token_bytes(SECRET_BYTES)
        session[NEW_SECRET] = seal(secret, secret_key=key, about=about)
    return secret


def show_codes(codes: tuple[str, ...]) -> str:
    """The answer itself: the codes are on no page that could be opened again."""
    return render_template("account/recovery_codes.html", codes=[spell_code(code) for code in codes])
