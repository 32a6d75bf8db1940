"""The addresses that the program makes are Flask's own, letter by letter."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask, g
from werkzeug.routing import BuildError

from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Month

WORDS = {"month": "2026-11", "token": "a1b2", "filename": "app.css"}
QUERIES = (
    {},
    {"company": 3, "from": date(2026, 4, 1), "counted": 1, "nothing": None, "is_open": True},
    {"q": "切削 & 歯車+?/=%", "status": EventStatus.HELD, "page": "", "month": Month(2026, 11).iso},
    {"kind": ["visit", "meeting"], "q": "~a'(b)*c,d;e:f@g!h$i"},
    {"a b&": "x", "programme": "y2025"},
)


@pytest.mark.parametrize("root", ["", "/tracker"])
def test_every_endpoint_has_the_address_that_flask_gives_it(app: Flask, root: str) -> None:
    with app.test_request_context("/", base_url=f"http://localhost{root}"):
        g.programme = "令和8年 100%"
        for rule in app.url_map.iter_rules():
            values = {name: WORDS.get(name, 3 + at) for at, name in enumerate(sorted(rule.arguments - {"programme"}))}
            for query in QUERIES:
                if rule.arguments.isdisjoint(query):
                    assert app.url_for(rule.endpoint, **values, **query) == Flask.url_for(app, rule.endpoint, **values, **query)


def test_what_is_special_is_left_to_flask(app: Flask) -> None:
    with app.test_request_context("/"):
        g.programme = "y2026"
        for values in ({"enrolment_id": "3"}, {"enrolment_id": 3, "_anchor": "facts"}, {"enrolment_id": 3, "_external": True}):
            assert app.url_for("companies.show", **values) == Flask.url_for(app, "companies.show", **values)
        odd = {"enrolment_id": 3, "month": "２月/?"}
        assert app.url_for("months.excuse", **odd) == Flask.url_for(app, "months.excuse", **odd)
        with pytest.raises(BuildError):
            app.url_for("companies.show")


def test_each_programme_has_its_own_addresses(app: Flask) -> None:
    with app.test_request_context("/"):
        for programme in ("y2026", "y2025", "y2026"):
            g.programme = programme
            assert app.url_for("companies.index") == f"/p/{programme}/companies/"
            assert app.url_for("companies.show", enrolment_id=7, programme="other") == "/p/other/companies/7"
