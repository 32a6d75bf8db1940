"""My account: the password, what comes to me by mail, and my calendar."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.calendars import CalendarKind
from tracker.domain.errors import RuleBroken
from tracker.queries.calendars import find_calendar_made_at, is_on_a_roster, manages_a_programme
from tracker.queries.digests import wants_digest_mail
from tracker.services import accounts, calendars, sessions
from tracker.services.transaction import writing
from tracker.web import viewing
from tracker.web.account.forms import ChangePasswordForm
from tracker.web.account.proving import is_proved
from tracker.web.link_mails import sends_mail
from tracker.web.refusals import pin
from tracker.web.rights import signed_in
from tracker.web.writing import writes

NEW_CALENDAR = "new_calendar_address"  # by its kind the secret of one that was just made, until the next page has shown it
bp = Blueprint("account", __name__, url_prefix="/account")


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def change_password() -> Response | str | tuple[str, int]:
    # Not marked as writing: checking and hashing passwords is slow, and no other writer should wait for it.
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return render_template("account/change_password.html", form=form), 422 if form.is_submitted() else 200
    if not is_proved(form):
        return render_template("account/change_password.html", form=form), 422
    row = viewing.require_signed_in()
    try:
        with writing():
            accounts.change_password(viewing.viewer(), password=form.password.data, now=viewing.now())
            token = sessions.start_session(
                account_id=row.account_id, now=viewing.now(), is_trusted=row.is_trusted, device=viewing.device()
            )
    except RuleBroken as broken:
        pin(form, broken)
        return render_template("account/change_password.html", form=form), 422
    viewing.enter(token)
    flash(_("パスワードを変更しました。ほかの端末ではサインアウトしました。"), "success")
    return redirect(url_for("programmes.index"))


@bp.get("/subscriptions")
@signed_in
def subscriptions() -> str:
    row = viewing.require_signed_in()
    today, new = viewing.today(), session.pop(NEW_CALENDAR, {})
    return render_template(
        "account/subscriptions.html",
        email=row.email,
        has_entries=is_on_a_roster(row.account_id, today=today),
        manages=manages_a_programme(row.account_id, today=today),
        calendars={
            kind.value: {"made_at": find_calendar_made_at(row.account_id, kind), "token": new.get(kind.value)}
            for kind in CalendarKind
        },
        wants_mail=wants_digest_mail(row.account_id),
        sends_mail=sends_mail(),
    )


@bp.post("/digest")
@signed_in
@writes
def choose_digest() -> Response:
    wanted = request.form.get("wanted") == "y"
    accounts.choose_digest_mail(viewing.viewer(), wanted=wanted)
    flash(_("毎週月曜にメールで届きます。") if wanted else _("メールを止めました。まとめは画面で見られます。"), "success")
    return redirect(url_for("account.subscriptions"))


@bp.post("/calendar")
@signed_in
@writes
def give_calendar() -> Response:
    return _give(CalendarKind.OWN)


@bp.post("/calendar/withdraw")
@signed_in
@writes
def withdraw_calendar() -> Response:
    return _withdraw(CalendarKind.OWN)


@bp.post("/programme-calendar")
@signed_in
@writes
def give_programme_calendar() -> Response:
    return _give(CalendarKind.PROGRAMME)


@bp.post("/programme-calendar/withdraw")
@signed_in
@writes
def withdraw_programme_calendar() -> Response:
    return _withdraw(CalendarKind.PROGRAMME)


def _give(kind: CalendarKind) -> Response:
    session[NEW_CALENDAR] = {kind.value: calendars.give_calendar(viewing.viewer(), kind=kind, now=viewing.now())}
    return redirect(url_for("account.subscriptions") + f"#{kind.value}-calendar-title")


def _withdraw(kind: CalendarKind) -> Response:
    calendars.withdraw_calendar(viewing.viewer(), kind=kind)
    flash(_("カレンダーのアドレスを取り消しました。"), "success")
    return redirect(url_for("account.subscriptions"))
