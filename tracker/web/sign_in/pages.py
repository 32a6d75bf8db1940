"""The sign-in page as an answer to somebody who has to sign in first."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from tracker.web import carried
from tracker.web.sign_in.forms import SignInForm
from tracker.web.writing import SAFE


def ask_to_sign_in() -> Response:
    """A read comes back to its page after signing in; what was being sent is carried along."""
    if request.method in SAFE:
        target = request.full_path.rstrip("?")
        return make_response(redirect(url_for("sign_in.show", next=target if target != "/" else None)))
    form = SignInForm(formdata=None)
    form.carried.data = carried.pack()
    return make_response(render_template("sign_in/show.html", form=form, is_carrying=True), 401)
