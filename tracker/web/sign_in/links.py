"""Choosing a password by a link or a printed code, and asking for one."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.codes import read_code
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.links import get_link
from tracker.services import links
from tracker.services.sessions import hash_token
from tracker.services.sign_in_attempts import Guess
from tracker.services.transaction import writing
from tracker.web import link_mails, refused, viewing
from tracker.web.afterwards import do_afterwards
from tracker.web.new_password import NewPasswordForm
from tracker.web.refusals import pin
from tracker.web.refused import Refusal
from tracker.web.rights import public
from tracker.web.sign_in.forms import CodeForm, ForgotForm
from tracker.web.sign_in.passkey import bp
from tracker.web.waits import answer, say_wait_for_link

ASKING = "reset"  # the throttle of asking, apart from that of signing in: nobody is locked out by it


@bp.route("/sign-in/forgot", methods=["GET", "POST"])
@public
def forgot() -> str | tuple[str, int]:
    """The same answer after the same work, whoever is asked for; who is known here is looked up beside the request."""
    form = ForgotForm()
    is_open = link_mails.sends_mail()
    if not (is_open and form.validate_on_submit()):
        status = 422 if is_open and form.is_submitted() else 200
        return render_template("sign_in/forgot.html", form=form, sends_mail=is_open), status
    email = form.email.data.lower()
    asked = Guess(f"{ASKING} {email}", f"{ASKING} {request.remote_addr}", viewing.now())
    _never, wait = answer(asked, lambda: None)
    if wait is not None:
        form.form_errors.append(say_wait_for_link(wait))
        return render_template("sign_in/forgot.html", form=form, sends_mail=is_open), 429
    do_afterwards(partial(link_mails.ask, email))
    return render_template("sign_in/asked.html", email=email)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def enter_code() -> Response | tuple[str, int]:
    """The printed code leads to the page that a mailed link opens."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            get_link(hash_token(read_code(form.code.data)), viewing.now())
        except NotFound:
            refused.note(Refusal.CODE)
            form.code.errors = [_("このコードは使えません。入力し直すか、マネージャーに新しいコードを頼んでください。")]
        else:
            return redirect(url_for("sign_in.choose_password", code=read_code(form.code.data)))
    return render_template("sign_in/code.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/welcome/<code>", methods=["GET", "POST"])
@public
def choose_password(code: str) -> Response | tuple[str, int]:
    # Not marked as writing: hashing a password is slow, and no other writer should wait for it.
    try:
        row = get_link(hash_token(read_code(code)), viewing.now())
        form = NewPasswordForm()
        if form.validate_on_submit():
            with writing():
                links.accept_link(code=code, password=form.password.data, now=viewing.now())
            flash(_("パスワードを設定しました。サインインしてください。"), "success")
            return redirect(url_for("sign_in.show"))
    except NotFound:
        refused.note(Refusal.CODE)
        return render_template("sign_in/spent.html"), 404
    except RuleBroken as broken:
        pin(form, broken)
    return render_template("sign_in/choose_password.html", form=form, row=row), 422 if form.is_submitted() else 200
