"""Two versions of one form: what differs is shown in words, and what was chosen is what is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, g
from wtforms import BooleanField, HiddenField, SelectField

from tracker.domain.access import Viewer
from tracker.domain.errors import Conflict
from tracker.web.conflicts import clash, settle
from tracker.web.forms import BaseForm, CheckboxesField, DateField, LineField

KINDS = [("a", "甲"), ("b", "乙")]
STORED = {"name": "保存された名前", "on": date(2026, 11, 1), "is_open": True, "kind": "a", "kinds": ["a"], "version": 3}
TYPED = {"version": "2", "name": "打った名前", "on": "2026/11/24", "kind": "b", "kinds": "b"}


class AnyForm(BaseForm):
    """One field of every kind that is shown in words."""

    class Meta:
        csrf = False

    version = HiddenField()
    name = LineField("名前")
    on = DateField("日")
    is_open = BooleanField("公開する")
    kind = SelectField("種類", choices=lambda: KINDS)
    kinds = CheckboxesField("種類すべて", choices=lambda: KINDS)


@pytest.fixture
def sent(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        g.viewer = Viewer(1, "架空の人", programme_id=1)
        yield app


def test_what_differs_is_shown_in_the_words_of_the_page(sent: Flask) -> None:
    with sent.test_request_context("/", method="POST", data=TYPED):
        form = AnyForm()
        found = clash(form, Conflict("先に保存", theirs=STORED, version=3))
        assert {(one.label, one.mine, one.theirs) for one in found.differences} == {
            ("名前", "打った名前", "保存された名前"),
            ("日", form.on.write(date(2026, 11, 24)), form.on.write(date(2026, 11, 1))),
            ("公開する", "いいえ", "はい"),
            ("種類", "乙", "甲"),
            ("種類すべて", "乙", "甲"),
        }


def test_what_is_the_same_on_both_sides_is_not_asked(sent: Flask) -> None:
    with sent.test_request_context("/", method="POST", data=TYPED | {"name": STORED["name"], "is_open": "y"}):
        found = clash(AnyForm(), Conflict("先に保存", theirs=STORED, version=3))
        assert [one.name for one in found.differences] == ["on", "kind", "kinds"]


def test_the_next_save_knows_the_version_that_was_shown(sent: Flask) -> None:
    with sent.test_request_context("/", method="POST", data=TYPED):
        form = AnyForm()
        clash(form, Conflict("先に保存", theirs=STORED, version=3))
        assert str(form.version.data) == "3"
        assert 'value="3"' in str(form.version())


def test_what_was_chosen_of_the_stored_version_replaces_what_was_typed(sent: Flask) -> None:
    chosen = {"keep-name": "theirs", "keep-on": "theirs", "keep-kinds": "mine", "keep-kind": "theirs", "keep-is_open": "theirs"}
    with sent.test_request_context("/", method="POST", data=TYPED | chosen):
        form = AnyForm()
        settle(form, {name: value for name, value in STORED.items() if name != "version"})
        assert form.validate()
        assert (form.name.data, form.on.data, form.is_open.data) == ("保存された名前", date(2026, 11, 1), True)
        assert (form.kind.data, form.kinds.data) == ("a", ["b"])


def test_a_choice_of_what_is_no_field_changes_nothing(sent: Flask) -> None:
    with sent.test_request_context("/", method="POST", data=TYPED | {"keep-owner": "theirs", "keep-name": "mine"}):
        form = AnyForm()
        settle(form, {"owner": 1, "name": "保存された名前"})
        assert form.name.data == "打った名前"
        assert not hasattr(form, "owner")
