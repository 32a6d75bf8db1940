"""今週のまとめ as a mail: the page's own parts with whole addresses, plain text first."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, g, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker.domain.calendar import tokyo_day
from tracker.domain.digests import DigestKind
from tracker.queries.accounts import get_standing
from tracker.rows.accounts import SignedInRow
from tracker.rows.digests import MailWords, RecipientRow
from tracker.web.digests.parts import build
from tracker.web.language import LOCALES, say_short_day


def write(recipient: RecipientRow) -> MailWords:
    """What the recipient would see now on the page, in their language and with their rights.

    In a context of its own: nobody's sign-in, programme or catalogue stays behind for the next one.
    """
    app, base_url = current_app, current_app.config["TRACKER"].base_url
    locale = recipient.locale if recipient.locale in LOCALES else "ja"
    with app.app_context(), app.test_request_context("/", base_url=base_url), force_locale(locale):
        today = tokyo_day(app.extensions["clock"]())
        person = SignedInRow(
            recipient.account_id, 0, recipient.email, recipient.name, recipient.is_administrator, recipient.locale
        )
        g.programme = recipient.slug
        standing = get_standing(person, recipient.slug, today)
        g.viewer = standing.viewer
        values = {
            "digest": build(g.viewer, recipient.kind, today=today),
            "title": title_of(recipient.kind),
            "name": recipient.name,
            "programme": standing.programme_name,
            "locale": locale,
            "origin": f"{urlsplit(base_url).scheme}://{urlsplit(base_url).netloc}",
            "page_url": url_for("digests.show", kind=recipient.kind.value),
            "settings_url": url_for("account.subscriptions"),
        }
        subject = _(
            "%(title)s（%(programme)s・%(day)s）",
            title=values["title"],
            programme=standing.programme_name,
            day=say_short_day(today),
        )
        return MailWords(subject, render_template("digests/mail.txt", **values), render_template("digests/mail.html", **values))


def title_of(kind: DigestKind) -> str:
    return _("今週のまとめ（事業全体）") if kind is DigestKind.MANAGER else _("今週のまとめ（担当企業）")


def init_app(app: Flask) -> None:
    app.extensions["digests"] = write  # for the command, which knows no pages
