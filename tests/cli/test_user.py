"""``flask user add``: an account with its roles from the command line; every refusal is one sentence and exit code 1."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import PASSWORD, Cast, enter_on_roster
from tests.conftest import NOW, ClientFor
from tracker.database import db
from tracker.domain.roles import Role
from tracker.models import Account, AuditEntry, Membership, MembershipRole, Producer
from tracker.queries.accounts import find_credentials
from tracker.services.passwords import verify_password

At = Callable[[], AbstractContextManager[None]]
ADDRESS = "new@example.jp"


def add(app: Flask, *options: str, email: str = ADDRESS, password: str | None = PASSWORD, typed: str = "") -> tuple[int, str]:
    arguments = ["user", "add", email, *options]
    environment = {"TRACKER_PASSWORD": password}
    with app.app_context():
        result = app.test_cli_runner().invoke(args=arguments, env=environment, input=typed or None)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def place_of(email: str = ADDRESS) -> tuple[set[Role], date | None]:
    """The roles and the last day of a member of r8."""
    membership = db.session.scalars(
        select(Membership).join(Account, Account.id == Membership.account_id).where(Account.email == email)
    ).one()
    roles = db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == membership.id))
    return set(roles), membership.ends_on


def accounts(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(Account)) or 0


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.CLERK])
def test_somebody_with_a_role_can_sign_in_with_the_password_of_the_environment(
    app: Flask, cast: Cast, client: ClientFor, at_rest: At, role: Role
) -> None:
    code, words = add(app, "--name", "架空新人", "--role", role.value, "--programme", "r8")
    assert (code, ADDRESS in words) == (0, True), words
    with at_rest():
        assert place_of() == ({role}, None)
    browser = client(None)
    page = browser.submit("/sign-in", {"email": ADDRESS, "password": PASSWORD}, follow=True)
    assert page.status == 200
    assert "架空新人" in page.text


def test_a_password_is_asked_for_where_the_environment_has_none(app: Flask, cast: Cast, at_rest: At) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    code, words = add(app, "--name", "架空新人", "--role", "clerk", "--programme", "r8", password=None, typed=typed)
    assert code == 0, words
    assert PASSWORD not in words
    with at_rest():
        assert verify_password(find_credentials(ADDRESS)[1], PASSWORD)


def test_several_roles_are_given_at_once(app: Flask, cast: Cast, at_rest: At) -> None:
    code, _words = add(app, "--name", "架空新人", "--role", "coordinator", "--role", "manager", "--programme", "r8")
    assert code == 0
    with at_rest():
        assert place_of()[0] == {Role.COORDINATOR, Role.MANAGER}


def test_an_administrator_needs_no_programme_and_is_a_member_of_none(app: Flask, cast: Cast, at_rest: At) -> None:
    code, words = add(app, "--name", "架空管理人", "--role", "administrator")
    assert code == 0, words
    with at_rest():
        account = db.session.scalars(select(Account).where(Account.email == ADDRESS)).one()
        assert account.is_administrator
        assert db.session.scalars(select(Membership).where(Membership.account_id == account.id)).all() == []


def test_an_auditor_s_access_ends_a_year_from_today_unless_told_otherwise(app: Flask, cast: Cast, at_rest: At) -> None:
    assert add(app, "--name", "架空監査人", "--role", "auditor", "--programme", "r8")[0] == 0
    with at_rest():
        ends_on = place_of()[1]
    assert ends_on is not None
    assert timedelta(days=364) <= ends_on - date.today() <= timedelta(days=366)  # noqa: DTZ011 - the command reads the real clock
    until = ("--until", "2027-03-31")
    assert add(app, "--name", "架空監査人", "--role", "auditor", "--programme", "r8", *until, email="second@example.jp")[0] == 0
    with at_rest():
        assert place_of("second@example.jp")[1] == date(2027, 3, 31)


def test_an_address_that_the_roster_knows_is_joined_to_its_supporter(app: Flask, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        producer_id = enter_on_roster(cast.programme_id, "架空名簿", ADDRESS, NOW).id
    assert add(app, "--name", "架空名簿", "--role", "coordinator", "--programme", "r8")[0] == 0
    with at_rest():
        account_id = find_credentials(ADDRESS)[0]
        assert account_id is not None
        assert db.session.get_one(Producer, producer_id).account_id == account_id


def test_an_existing_address_gets_the_role_added_and_keeps_its_password(app: Flask, cast: Cast, at_rest: At) -> None:
    before = accounts(at_rest)
    email = cast["owner"].email
    code, words = add(
        app, "--name", "別の名前", "--role", "clerk", "--programme", "r8", email=email.upper(), password="another-password-1"
    )
    assert (code, "パスワードは変えていません" in words) == (0, True), words
    assert accounts(at_rest) == before
    with at_rest():
        assert place_of(email)[0] == {Role.COORDINATOR, Role.CLERK}
        assert verify_password(find_credentials(email)[1], PASSWORD)


def test_an_existing_administrator_is_asked_for_no_password_and_told_that_it_stays(app: Flask, cast: Cast) -> None:
    email = cast["administrator"].email
    code, words = add(app, "--name", "別の名前", "--role", "administrator", email=email, password=None)
    assert (code, "パスワードは変えていません" in words, "Password:" in words) == (0, True, False), words


def test_without_any_programme_it_is_said_how_one_comes_to_be(app: Flask) -> None:
    code, words = add(app, "--name", "架空管理人", "--role", "manager", "--programme", "r7")
    assert (code, "まだ事業がありません" in words, "--role administrator" in words) == (1, True, True), words


@pytest.mark.parametrize(
    ("options", "email", "password", "words"),
    [
        (("--role", "clerk", "--programme", "nowhere"), ADDRESS, PASSWORD, "事業「nowhere」はありません。あるのは：other、r8"),
        (("--role", "clerk"), ADDRESS, PASSWORD, "--programme"),
        (("--role", "clerk", "--programme", "r8"), "no address", PASSWORD, "メールアドレス"),
        (("--role", "clerk", "--programme", "r8"), ADDRESS, "short", "8文字以上"),
        (("--role", "administrator"), ADDRESS, "short", "8文字以上"),
        (("--role", "clerk", "--programme", "r8", "--until", "2020-01-01"), ADDRESS, PASSWORD, "利用終了日"),
    ],
    ids=["unknown programme", "no programme", "no address", "short password", "an administrator's short password", "a past day"],
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_written(
    app: Flask, cast: Cast, at_rest: At, options: tuple[str, ...], email: str, password: str, words: str
) -> None:
    before = accounts(at_rest)
    code, said = add(app, "--name", "架空新人", *options, email=email, password=password)
    assert code == 1
    assert words in said
    assert len(said.strip().splitlines()) == 1
    assert accounts(at_rest) == before


def test_a_role_that_there_is_not_is_refused_with_those_there_are(app: Flask, cast: Cast) -> None:
    code, words = add(app, "--name", "架空新人", "--role", "king", "--programme", "r8")
    assert code == 2
    assert "coordinator" in words


def reset_password(app: Flask, email: str, password: str) -> tuple[int, str]:
    with app.app_context():
        runner = app.test_cli_runner()
        result = runner.invoke(
            args=["user", "reset-password", email, "--reason", "架空の失念"], env={"TRACKER_PASSWORD": password}
        )
    return result.exit_code, result.output


def test_a_forgotten_password_is_set_anew_and_ends_every_session(app: Flask, cast: Cast, client: ClientFor, at_rest: At) -> None:
    forgetful = client("administrator")
    assert forgetful.get("/people").status == 200
    code, words = reset_password(app, cast["administrator"].email.upper(), "another-password-1")
    assert (code, "パスワードを変えました" in words) == (0, True), words
    assert forgetful.get("/people").status == 302
    with at_rest():
        assert verify_password(find_credentials(cast["administrator"].email)[1], "another-password-1")
        assert db.session.scalar(select(AuditEntry.reason).where(AuditEntry.act == "reset_password")) == "架空の失念"


@pytest.mark.parametrize("command", ["reset-password", "reset-second-factor"])
def test_what_takes_a_way_of_signing_in_from_somebody_asks_why(app: Flask, cast: Cast, command: str) -> None:
    for given, code in (((), 2), (("--reason", "　"), 1)):
        asked = ["user", command, cast["owner"].email, *given]
        result = app.test_cli_runner().invoke(args=asked, env={"TRACKER_PASSWORD": "another-password-1"})
        assert result.exit_code == code
        assert ("--reason" if code == 2 else "理由を入力してください") in result.output


def test_a_password_is_reset_for_nobody_who_is_not_there_and_to_none_that_is_guessed(app: Flask, cast: Cast, at_rest: At) -> None:
    for email, password, said in (
        ("nobody@example.jp", "another-password-1", "利用者がいません"),
        (cast["deactivated"].email, "another-password-1", "利用者がいません"),
        (cast["owner"].email, "short", "8文字以上"),
    ):
        code, words = reset_password(app, email, password)
        assert (code, said in words) == (1, True), words
    with at_rest():
        assert verify_password(find_credentials(cast["owner"].email)[1], PASSWORD)
