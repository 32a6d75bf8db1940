"""The mail that brings a link, written in its reader's language, and sent as soon as it is decided on."""

from __future__ import annotations

from flask import Flask, current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker.config import Config
from tracker.domain.links import LinkPurpose
from tracker.rows.digests import MailWords
from tracker.rows.links import HandedLinkRow
from tracker.services.link_mails import send_waiting_links
from tracker.services.links import ask_for_reset
from tracker.services.transaction import writing
from tracker.web.language import LOCALES


def sends_mail() -> bool:
    config: Config = current_app.config["TRACKER"]
    return config.sends_mail


def write(handed: HandedLinkRow) -> MailWords:
    """In a context of its own, as the mails of 今週のまとめ are."""
    app, base_url = current_app, current_app.config["TRACKER"].base_url
    locale = handed.locale if handed.locale in LOCALES else "ja"
    with app.app_context(), app.test_request_context("/", base_url=base_url), force_locale(locale):
        values = {
            "handed": handed,
            "title": title_of(handed.purpose),
            "locale": locale,
            "url": url_for("sign_in.choose_password", code=handed.code, _external=True),
        }
        return MailWords(
            str(values["title"]), render_template("sign_in/mail.txt", **values), render_template("sign_in/mail.html", **values)
        )


def title_of(purpose: LinkPurpose) -> str:
    if purpose is LinkPurpose.INVITATION:
        return _("伴走支援トラッカーへの招待")
    return _("伴走支援トラッカーのパスワードの再設定")


def send() -> None:
    """Send what waits; nothing without a mail server."""
    config: Config = current_app.config["TRACKER"]
    if config.mail is not None and config.sends_mail:
        send_waiting_links(config.mail, write=write, clock=current_app.extensions["clock"])


def ask(email: str) -> None:
    """Look for the account and mail it its link: beside the request, whose answer and time so tell nobody who is known here."""
    with writing():
        is_queued = ask_for_reset(email=email, now=current_app.extensions["clock"]())
    if is_queued:
        send()


def init_app(app: Flask) -> None:
    app.extensions["links"] = write  # for the command, which knows no pages
