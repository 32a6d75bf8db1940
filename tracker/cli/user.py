"""``flask --app wsgi user add`` and ``user reset-second-factor``: accounts from the command line."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from tracker.cli.errors import in_words
from tracker.domain.access import operator
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import NotFound
from tracker.domain.roles import Role
from tracker.domain.text import clean_line
from tracker.queries.accounts import find_credentials
from tracker.queries.programmes import find_programme_id
from tracker.services import accounts, second_factors
from tracker.services.transaction import writing

ADMINISTRATOR = "administrator"
AUDITOR_STAYS = timedelta(days=365)  # an auditor's account has an end date; without --until it is a year from today
user = AppGroup("user", help="利用者 / people who can sign in.")


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="氏名 / the person's name.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([*[role.value for role in Role], ADMINISTRATOR]))
@click.option("--programme", help="事業の短い名前 / the programme's slug; not needed for an administrator.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="利用終了日（監査は指定がなければ1年後）/ the last day (an auditor's is a year from today unless given).",
)
@in_words
def add(email: str, name: str, roles: tuple[str, ...], programme: str | None, until: datetime | None) -> None:
    """Add EMAIL with the password of TRACKER_PASSWORD (or asked for); the roster's supporter of that address is joined."""
    try:
        address = validate_email(clean_line(email), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.ClickException(f"メールアドレスとして読めません: {email}") from error
    password = os.environ.get("TRACKER_PASSWORD") or click.prompt(
        "パスワード / Password", hide_input=True, confirmation_prompt=True
    )
    wanted = {Role(role) for role in roles if role != ADMINISTRATOR}
    now = datetime.now(UTC)
    ends_on: date | None = until.date() if until else None
    if Role.AUDITOR in wanted and ends_on is None:
        ends_on = tokyo_day(now) + AUDITOR_STAYS
    with writing():
        if ADMINISTRATOR in roles:
            accounts.make_administrator(operator(None), email=address, name=clean_line(name), password=password, now=now)
        if wanted:
            programme_id = find_programme_id(programme or "")
            if programme_id is None:
                raise NotFound
            accounts.add_member(
                operator(programme_id),
                programme_id=programme_id,
                email=address,
                name=clean_line(name),
                roles=wanted,
                password=password,
                ends_on=ends_on,
                now=now,
            )
    click.echo(f"{address}: {', '.join(roles)}" + (f" (– {ends_on})" if ends_on else ""))


@user.command("reset-second-factor")
@click.argument("email")
@in_words
def reset_second_factor(email: str) -> None:
    """Let EMAIL sign in with the password alone, to set up a new authenticator app; all sessions end."""
    with writing():
        account_id = find_credentials(clean_line(email).lower())[0]
        if account_id is None:
            raise click.ClickException(f"利用者がいません: {email} / There is no such active account.")
        second_factors.reset_second_factor(operator(None), account_id=account_id, now=datetime.now(UTC))
    click.echo(f"{email}: 二段階認証を解除しました。 / The second factor is reset.")
