"""Parts of a form that are built only where something of them was sent, and how the attributes of an input are written."""

from __future__ import annotations

import pytest
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, StringField
from wtforms.validators import Length

from tracker.web.form_parts import PartField, RowsField
from tracker.web.templating import attributes, kind_of_type


class Part(Form):
    words = StringField(validators=[Length(max=3)])
    owner = StringField()


class Whole(Form):
    part = PartField(Part)
    rows = RowsField(FormField(Part), max_entries=5, beside={"owner"})


def sent(**values: str) -> Whole:
    return Whole(MultiDict({name.replace("_", "-"): value for name, value in values.items()}))


def test_a_part_of_which_nothing_was_sent_holds_nothing_back_and_is_there_when_asked_for() -> None:
    form = sent(rows_0_words="a")
    assert "form" not in vars(form.part)
    assert form.validate()
    assert form.part.form.words.data in (None, "")


def test_a_part_that_was_sent_is_checked() -> None:
    form = sent(part_words="long")
    assert not form.validate()
    assert form.part.form.words.data == "long"


def test_blank_rows_at_the_end_are_left_out_and_those_before_a_filled_one_keep_their_place() -> None:
    form = sent(rows_0_words=" ", rows_1_words="b", rows_2_words="　", rows_2_owner="7")
    assert [row.form.words.data for row in form.rows] == [" ", "b"]
    assert not sent(rows_0_words="", rows_0_owner="7").rows.entries


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"name": "a", "id": "b", "class_": "c"}, 'class="c" id="b" name="a"'),
        ({"checked": True, "required": False, "value": 5}, 'checked value="5"'),
        ({"value": "<&\"'"}, 'value="&lt;&amp;&#34;&#39;"'),
        ({"value": Markup("&amp;"), "aria_describedby": "x"}, 'aria-describedby="x" value="&amp;"'),
    ],
)
def test_attributes_are_in_order_and_escaped(given: dict[str, object], written: str) -> None:
    assert attributes(**given) == written


def test_the_token_is_drawn_as_hidden() -> None:
    names = ("CSRFTokenField", "HiddenKeyField", "RadioChoiceField", "CheckboxesField", "MultipleFileField", "DateField")
    assert [kind_of_type(name) for name in names] == ["hidden", "hidden", "radios", "checkboxes", "text", "date"]
