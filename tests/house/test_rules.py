"""Closed by default: an address without a rule does not start, and what writes is marked as writing."""

from __future__ import annotations

import pytest
from flask import Flask

from tracker.application import create_app
from tracker.config import Config
from tracker.domain.access import Act
from tracker.web.rights import check_rules, may, public, rule_of, signed_in
from tracker.web.writing import SAFE

# They check a password or read a file, which no other writer should wait for, and write in a transaction of their own.
WRITE_BY_THEMSELVES = {
    "sign_in.show",
    "sign_in.second",
    *("sign_in.passkey", "sign_in.second_passkey"),
    *("account.set_up_app", "account.remove_app", "account.renew_codes", "account.remove_second_factor"),
    *("account.new_passkey", "account.register_passkey", "account.remove_passkey"),
    "sign_in.forgot",
    "sign_in.enter_code",  # leads on and writes nothing
    "sign_in.choose_password",
    "account.change_password",
    "roster.new",
    "redactions.new",
    "privacy.person",
    "privacy.company",
    "privacy.take_person",
    "privacy.take_company",
    "retention.purge",
    "retention.carry_on",
    "hand_log.new",
    "attachments.create",
    *("outcomes.new", "outcomes.edit"),
    "form_templates.new",
    "form_templates.renew",
    "form_templates.download",
    "submissions.new",
}


@pytest.fixture
def another(config: Config) -> Flask:
    """An application to spoil: the tests share the other."""
    return create_app(config)


def page(**_values: str) -> str:
    return "page"


def test_an_address_without_a_rule_does_not_start(another: Flask) -> None:
    another.add_url_rule("/open", "open", page)
    with pytest.raises(RuntimeError, match="open declares no rule: who may open it"):
        check_rules(another)


@pytest.mark.parametrize("mark", [signed_in, public])
def test_a_page_of_a_programme_that_names_no_act_does_not_start(another: Flask, mark: object) -> None:
    def content(**_values: str) -> str:
        return "content"

    another.add_url_rule("/p/<programme>/open", "open", mark(content))  # type: ignore[operator]
    with pytest.raises(RuntimeError, match="belong together"):
        check_rules(another)


def test_an_act_outside_a_programme_does_not_start(another: Flask) -> None:
    def content() -> str:
        return "content"

    another.add_url_rule("/open", "open", may(Act.BOARD)(content))
    with pytest.raises(RuntimeError, match="belong together"):
        check_rules(another)


def test_every_address_that_takes_more_than_reads_is_marked_as_writing(app: Flask) -> None:
    unmarked = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - SAFE and not getattr(app.view_functions[rule.endpoint], "writes", False)
    }
    assert unmarked <= WRITE_BY_THEMSELVES


def test_no_address_deletes_or_puts(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


def test_what_is_open_to_anybody_is_little_and_known(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    opened = {endpoint for endpoint in endpoints if (rule := rule_of(app, endpoint)) is not None and not rule.signed_in}
    assert opened == {
        *("static", "health.show", "sign_in.show", "sign_in.sign_out", "sign_in.choose_language"),
        *("sign_in.forgot", "sign_in.enter_code", "sign_in.second"),
        *("sign_in.passkey", "sign_in.second_passkey", "open_help.show_open"),
        *("calendars.show", "sign_in.choose_password"),  # whose address is the secret
        *("field.show", "field.service_worker", "field.manifest", "field.icon"),  # what a device keeps: nobody's
    }
