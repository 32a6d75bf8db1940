"""What templates do at less cost is what Jinja does: values are escaped, items and methods of dicts found, macros called."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from jinja2.nodes import Name
from markupsafe import Markup, escape

from tracker.config import ROOT
from tracker.web.templating import written


def test_a_value_is_written_as_it_is_escaped() -> None:
    for value in ("言葉", "<b>&'\"", Markup("<b>"), 3, 2.5, None, True, [1, "<"]):
        assert written(value) == str(escape(value))


def test_a_dict_gives_its_items_and_its_methods(app: Flask) -> None:
    with app.test_request_context("/"):
        words = render_template_string(
            "{% macro cell(word, also='') %}[{{ word }}{{ also }}]{% endmacro %}"
            "{% macro wrapped() %}{{ caller('>') }}{% endmacro %}"
            "{{ row.label }} {{ row.get('url', '-') }} {{ row.missing }}"
            "{% for name, value in row.items() %}{{ name }}{% endfor %} "
            "{{ cell(row.label, also='<') }}{% call(one) wrapped() %}{{ one }}{% endcall %}",
            row={"label": "A&B", "items": 1, "get": 2},
        )
    assert words == "A&amp;B - labelitemsget [A&amp;B&lt;]&gt;"


@pytest.mark.parametrize("value", ["言葉", "<b>&'", Markup("<i>一</i>"), 3, 2.5, None, True, "%(name)s", ""])
def test_a_sentence_with_a_value_is_what_markup_makes_of_it(app: Flask, value: Any) -> None:
    with app.test_request_context("/"):
        said = render_template_string(
            '{{ _("【%(name)s】", name=value) }}{{ ngettext("%(num)s件%(of)s", "%(num)s件%(of)s", 2, of=value) }}', value=value
        )
    assert said == Markup("【%(name)s】") % {"name": value} + Markup("2件%(of)s") % {"of": value}


def test_a_sentence_and_an_address_follow_language_and_programme_within_one_process(app: Flask) -> None:
    address = 'url_for("companies.index", programme=slug, q="A&B"'
    page = f'{{{{ _("支援企業") }}}} {{{{ {address}, **{{"from": 1}}) }}}} {{{{ {address}) }}}}'
    with app.test_request_context("/"):
        first = render_template_string(page, slug="r8")
        with force_locale("en"):
            english = render_template_string(page, slug="other")
        assert render_template_string(page, slug="r8") == first
    assert first == "支援企業 /p/r8/companies/?q=A%26B&amp;from=1 /p/r8/companies/?q=A%26B"
    assert english == first.replace("支援企業", "Companies").replace("r8", "other")


def test_no_template_gives_the_words_that_are_called_at_once_another_meaning(app: Flask) -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        names = app.jinja_env.parse(file.read_text(encoding="utf-8")).find_all(Name)
        assert not [name for name in names if name.name in ("_", "url_for") and name.ctx != "load"], file
