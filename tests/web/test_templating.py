"""What templates do at less cost is what Jinja does: values are escaped, items and methods of dicts found, macros called."""

from __future__ import annotations

from flask import Flask, render_template_string
from markupsafe import Markup, escape

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
