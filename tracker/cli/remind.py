"""``flask --app wsgi remind``: this week's digests by mail, for cron or a systemd timer."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.config import Config
from tracker.domain.calendar import tokyo_day
from tracker.services.board_lines import bring_all_up
from tracker.services.digest_mails import queue_digests, send_waiting
from tracker.services.link_mails import send_waiting_links


@click.command("remind")
@click.option("--waiting", is_flag=True, help="送れずに待っているメールだけを送る / send only what waits.")
@with_appcontext
def remind(waiting: bool) -> None:
    """今週のまとめを主担当と統括にメールする（週に1通）。 / Mail this week's digest to leads and managers, once a week each.

    Invitations and links that could not be mailed at once go too.

    Before that the dashboard's kept lines are brought up to today, mail server or not.
    """
    config: Config = current_app.config["TRACKER"]
    clock = current_app.extensions["clock"]
    bring_all_up(today=tokyo_day(clock()))
    if config.mail is None:
        click.echo("メールサーバーの設定（SMTP_HOST）がないため、送りません。まとめは画面で見られます。 / No mail server is set.")
        return
    if not config.base_url:
        raise click.ClickException(
            "BASE_URL がないため、メールにリンクを書けません。 / BASE_URL is not set: a mail could not link to anything."
        )
    if links := send_waiting_links(config.mail, write=current_app.extensions["links"], clock=clock):
        click.echo(f"招待・パスワードの再設定 {links}通を送信 / {links} invitations and resets sent")
    broken = 0
    if not waiting:
        made = queue_digests(write=current_app.extensions["digests"], today=tokyo_day(clock()), now=clock())
        broken = made.broken
        click.echo(f"作成 {made.mails}通 / {made.mails} made")
    sent = send_waiting(config.mail, clock=clock, today=tokyo_day(clock()))
    click.echo(
        f"送信 {sent.sent}通、待機 {sent.later}通、失敗 {sent.failed}通、不明 {sent.unknown}通"
        f" / {sent.sent} sent, {sent.later} to be tried again, {sent.failed} failed, {sent.unknown} unknown"
    )
    if broken:
        raise click.ClickException(f"{broken}通を作成できませんでした（ログを参照）。 / {broken} could not be made, see the log.")
    if sent.failed or sent.unknown:
        raise click.ClickException("「送信の控え」を確かめてください。 / Look at the list of mails.")
