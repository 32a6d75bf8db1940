"""My passkeys: the password once more, then the browser's own dialogue, and taking one away."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import RuleBroken
from tracker.domain.passkeys import Hindrance
from tracker.domain.text import clean_line
from tracker.queries.passkeys import get_passkey
from tracker.services import passkeys
from tracker.services.passkey_messages import load_library
from tracker.services.transaction import writing
from tracker.web import viewing
from tracker.web.account.forms import NewPasskeyForm, ProveForm, RenamePasskeyForm
from tracker.web.account.proving import is_proved
from tracker.web.account.second_factor import bp, show_codes
from tracker.web.refusals import pin, say
from tracker.web.relying_party import relying_party, require_relying_party
from tracker.web.rights import signed_in
from tracker.web.writing import writes


@bp.route("/passkeys/new", methods=["GET", "POST"])
@signed_in
def new_passkey() -> Response | str | tuple[str, int]:
    """First the password: a device that has made a passkey keeps it, whether it was wanted here or not."""
    row, party, form = viewing.require_signed_in(), relying_party(), NewPasskeyForm()
    if isinstance(party, Hindrance):
        return redirect(url_for("account.second_factor"))
    if not form.is_submitted():
        form.name.data = viewing.device()
    elif form.validate() and is_proved(form):
        try:
            options = passkeys.ask_for_new(
                viewing.viewer(),
                party=party,
                issuer=_("伴走支援トラッカー"),
                email=row.email,
                session_id=row.session_id,
                secret_key=current_app.config["SECRET_KEY"],
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            return render_template("account/make_passkey.html", options=options, name=form.name.data)
    return render_template("account/new_passkey.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/passkeys")
@signed_in
def register_passkey() -> Response | str:
    # Not marked as writing: no other writer should wait for the library that reads what the device made.
    row, party = viewing.require_signed_in(), require_relying_party()
    load_library()
    try:
        with writing():
            codes = passkeys.register_passkey(
                viewing.viewer(),
                answer=request.form.get("passkey", ""),
                name=clean_line(request.form.get("name", "")),
                party=party,
                session_id=row.session_id,
                secret_key=current_app.config["SECRET_KEY"],
                now=viewing.now(),
            )
    except RuleBroken as broken:
        flash(say(broken), "error")
        return redirect(url_for("account.new_passkey"))
    if codes:
        return show_codes(codes)
    flash(_("パスキーを登録しました。ほかの端末ではサインアウトしました。"), "success")
    return redirect(url_for("account.second_factor"))


@bp.route("/passkeys/<int:passkey_id>/rename", methods=["GET", "POST"])
@signed_in
@writes
def rename_passkey(passkey_id: int) -> Response | tuple[str, int]:
    """Without the password: a name opens nothing."""
    passkey = get_passkey(viewing.viewer(), passkey_id)
    form = RenamePasskeyForm(data={"name": passkey.name, "seen": passkey.name})
    if form.validate_on_submit():
        try:
            passkeys.rename_passkey(viewing.viewer(), passkey_id=passkey_id, name=form.name.data, seen=form.seen.data)
        except RuleBroken as broken:
            pin(form, broken)
            form.seen.data = passkey.name
        else:
            flash(_("パスキーの名前を変えました。"), "success")
            return redirect(url_for("account.second_factor"))
    return render_template("account/rename_passkey.html", form=form, passkey=passkey), 422 if form.is_submitted() else 200


@bp.route("/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
@signed_in
def remove_passkey(passkey_id: int) -> Response | tuple[str, int]:
    row, form = viewing.require_signed_in(), ProveForm()
    passkey = get_passkey(viewing.viewer(), passkey_id)
    if form.validate_on_submit() and is_proved(form):
        try:
            with writing():
                passkeys.remove_passkey(
                    viewing.viewer(),
                    passkey_id=passkey_id,
                    session_id=row.session_id,
                    today=viewing.today(),
                    now=viewing.now(),
                )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("パスキー「%(name)s」を削除しました。ほかの端末ではサインアウトしました。", name=passkey.name), "success")
            return redirect(url_for("account.second_factor"))
    return render_template("account/remove_passkey.html", form=form, passkey=passkey), 422 if form.is_submitted() else 200
