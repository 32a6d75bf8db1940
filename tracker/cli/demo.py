"""``flask --app wsgi demo``: the demonstration programme, once."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click
from flask import current_app

from tracker.cli.errors import in_words
from tracker.demonstration.cast import ADMINISTRATOR, PRODUCERS, SLUG, STAFF, producer_email
from tracker.demonstration.password import give_password, is_password
from tracker.demonstration.play import play
from tracker.domain.calendar import tokyo_day
from tracker.queries.programmes import find_programme_id
from tracker.services.transaction import writing


@click.command("demo")
@in_words
def demo() -> None:
    """体験用の1年（事業demo）を入れ、利用者を示す（パスワードはDEMO_PASSWORD）。 /
    Load a made-up year, once, and list its accounts.
    """
    now = datetime.now(UTC)
    if find_programme_id(SLUG) is None:
        password = os.environ.get("DEMO_PASSWORD") or click.prompt("体験用のパスワード / Password", hide_input=True)
        with writing():
            play(password=password, today=tokyo_day(now), now=now, attachments=current_app.config["TRACKER"].attachments)
    elif (given := os.environ.get("DEMO_PASSWORD")) and not is_password(given):
        with writing():
            give_password(password=given, now=now)
    for email, role in accounts():
        click.echo(f"  {email:<24}{role}")


def accounts() -> tuple[tuple[str, str], ...]:
    """The addresses of the demonstration and what each is for."""
    staff = {"manager": "マネージャー / programme manager", "clerk": "報告書担当 / clerk", "auditor": "監査 / auditor"}
    return (
        *((email, staff[role.value]) for email, _name, role in STAFF),
        *(
            (producer_email(place), f"コーディネーター / coordinator（{name}）")
            for place, (name, _kana, _category) in enumerate(PRODUCERS[:2])
        ),
        (producer_email(2), f"（… {producer_email(len(PRODUCERS) - 1)}）"),
        (ADMINISTRATOR[0], "管理者 / administrator"),
    )
