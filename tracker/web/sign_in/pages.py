"""The sign-in page, also as an answer to somebody who has to sign in first."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker.domain.passkeys import RelyingParty
from tracker.web import carried, viewing
from tracker.web.relying_party import relying_party
from tracker.web.sign_in.forms import SignInForm
from tracker.web.writing import SAFE


def sign_in_page(form: SignInForm) -> str:
    """The page as it is offered here: with what was being sent, and with passkeys where the address can have them."""
    return render_template(
        "sign_in/show.html",
        form=form,
        is_carrying=bool(form.carried.data),
        has_ended=viewing.session_has_ended(),
        has_passkeys=isinstance(relying_party(), RelyingParty),
    )


def ask_to_sign_in() -> Response:
    """A read comes back to its page after signing in; what was being sent is carried along."""
    if request.method in SAFE:
        target = request.full_path.rstrip("?")
        return make_response(redirect(url_for("sign_in.show", next=target if target != "/" else None)))
    form = SignInForm(formdata=None)
    if request.blueprint == "sign_in":
        # The sign-in page itself stood open too long: nothing to send again but what it already carried.
        form.email.data = request.form.get("email")
        form.carried.data = request.form.get("carried")
        form.form_errors.append(_("ページを開いてから時間がたっています。もう一度サインインしてください。"))
    else:
        form.carried.data = carried.pack()
    return make_response(sign_in_page(form), 401)
