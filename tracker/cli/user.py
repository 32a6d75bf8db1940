"""``flask --app wsgi user add``, ``user reset-password`` and ``user reset-second-factor``: accounts from the command line."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from tracker.cli.errors import in_words
from tracker.cli.programmes import programme_called
from tracker.domain.access import operator
from tracker.domain.calendar import tokyo_day
from tracker.domain.roles import Role
from tracker.domain.text import clean_line
from tracker.queries.accounts import find_credentials, is_registered
from tracker.queries.programmes import list_slugs
from tracker.services import accounts, links, second_factors
from tracker.services.transaction import writing

ADMINISTRATOR = "administrator"
AUDITOR_STAYS = timedelta(days=365)  # an auditor's account has an end date; without --until it is a year from today
NO_PROGRAMME = (
    "まだ事業がありません。名簿を取り込む（import-roster）か、user add EMAIL --name 氏名 --role administrator で管理者を作り、"
    "画面の「事業を作る」で作ってください。 / There is no programme yet: import a roster (import-roster), or add an "
    "administrator (--role administrator) who founds one in the browser."
)
_KNOWN = (
    "すでに登録されています。氏名とパスワードは変えていません。上の役割を足しました。"
    "パスワードを変えるには user reset-password を使います。 / "
    "This address has an account: its name and password stay, the roles are added. user reset-password changes the password."
)
_REASON = click.option("--reason", required=True, help="理由（変更の記録に残る）/ why; it stays in the audit trail.")
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
    """利用者EMAILを登録する（パスワードはTRACKER_PASSWORDか入力）。 /
    Add EMAIL with the password of TRACKER_PASSWORD (or asked for); the roster's supporter of that address is joined.
    """
    try:
        address = validate_email(clean_line(email), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.ClickException(f"メールアドレスとして読めません: {email}") from error
    is_known = is_registered(address)
    password = None if is_known else _password()
    wanted = {Role(role) for role in roles if role != ADMINISTRATOR}
    now = datetime.now(UTC)
    ends_on: date | None = until.date() if until else None
    if Role.AUDITOR in wanted and ends_on is None:
        ends_on = tokyo_day(now) + AUDITOR_STAYS
    with writing():
        if ADMINISTRATOR in roles:
            accounts.make_administrator(operator(None), email=address, name=clean_line(name), password=password, now=now)
        if wanted:
            programme_id = _programme(programme)
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
    said = f"{address}: {', '.join(roles)}" + (f" (– {ends_on})" if ends_on else "")
    click.echo(said + (f"\n{_KNOWN}" if is_known else ""))


@user.command("reset-second-factor")
@click.argument("email")
@_REASON
@in_words
def reset_second_factor(email: str, reason: str) -> None:
    """EMAILの二段階認証を解除する（全端末でサインアウト）。 / Reset the second factor of EMAIL; all sessions end."""
    with writing():
        second_factors.reset_second_factor(operator(None), account_id=_account_of(email), reason=reason, now=datetime.now(UTC))
    click.echo(f"{email}: 二段階認証を解除しました。 / The second factor is reset.")


@user.command("reset-password")
@click.argument("email")
@_REASON
@in_words
def reset_password(email: str, reason: str) -> None:
    """EMAILのパスワードを変える（全端末でサインアウト）。 /
    Give EMAIL the password of TRACKER_PASSWORD (or asked for); all sessions end.
    """
    _account_of(email)  # before a password is asked for
    password = _password()
    with writing():
        now = datetime.now(UTC)
        links.reset_password(operator(None), account_id=_account_of(email), password=password, reason=reason, now=now)
    click.echo(
        f"{email}: パスワードを変えました。すべての端末でサインアウトしました。 / The password is changed; all sessions ended."
    )


def _account_of(email: str) -> int:
    account_id = find_credentials(clean_line(email).lower())[0]
    if account_id is None:
        raise click.ClickException(f"利用者がいません: {email} / There is no such active account.")
    return account_id


def _programme(slug: str | None) -> int:
    if slug is None:
        raise click.ClickException("--programme に事業の短い名前を書いてください。 / Give the programme's slug with --programme.")
    if not list_slugs():
        raise click.ClickException(NO_PROGRAMME)
    return programme_called(slug)


def _password() -> str:
    return os.environ.get("TRACKER_PASSWORD") or click.prompt("パスワード / Password", hide_input=True, confirmation_prompt=True)
