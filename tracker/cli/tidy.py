"""``flask --app wsgi tidy``: technical leftovers go, for cron or a systemd timer."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.domain.tidying import Leftover
from tracker.services.tidying import tidy as take_away

_WORDS = {
    Leftover.ATTEMPTS: "誤ったパスワードの控え / wrong passwords",
    Leftover.CHALLENGES: "答え終わったパスキーの問い / challenges of passkeys that are over",
    Leftover.SESSIONS: "終わったサインイン / ended sessions",
    Leftover.LINKS: "使い終わった招待と再設定のリンク / links that are over",
    Leftover.MAILS: "送り終えたメールの控え / mails that were sent",
    Leftover.DRAFTS: "記録し終えた書きかけの控え / drafts that were decided",
    Leftover.KEYS: "二重送信を防ぐ番号 / keys against sending twice",
    Leftover.FILES: "行のないファイル / files that no row names",
}


@click.command("tidy")
@with_appcontext
@in_words
def tidy() -> None:
    """プログラムだけが使い、もう要らないものを消す（記録は消さない）。 /
    Take away what only the program needed; never records.
    """
    config = current_app.config["TRACKER"]
    for kind, number in take_away(folder=config.attachments, now=current_app.extensions["clock"]()).items():
        click.echo(f"{number}件： {_WORDS[kind]}")
