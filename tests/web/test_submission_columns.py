"""The columns and the choices of the report's data sheets in English, where a page names them."""

from __future__ import annotations

from flask import Flask
from flask_babel import force_locale

from tests.house.sentences import JAPANESE
from tracker.web.submissions.columns import COLUMN_WORDS, column_words
from tracker.web.submissions.values import CHOICES, value_words
from tracker.workbooks.report.columns import ERA
from tracker.workbooks.report.data_sheets import SHEETS

TITLES = {column.title for sheet in SHEETS for column in sheet.columns}


def test_every_column_has_a_name_in_english(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        said = {title: column_words(title) for title in TITLES}
    assert {title for title, words in said.items() if JAPANESE.search(words)} == set()
    assert said["訪問日（和暦）"] == f"{said['訪問日']} (era)"


def test_in_japanese_a_column_is_called_as_in_the_workbook(app: Flask) -> None:
    with app.test_request_context(), force_locale("ja"):
        assert {title for title in TITLES if column_words(title) != title} == set()
        assert column_words("前の版の列") == "前の版の列", "a submission of before may hold a column that is none any more"


def test_no_column_is_named_that_there_is_none_of() -> None:
    assert COLUMN_WORDS.keys() <= {title.removesuffix(ERA) for title in TITLES}


def test_every_choice_has_its_words_in_english_and_in_japanese_those_of_the_workbook(app: Flask) -> None:
    listed = {column.title: column.codes.split("、") for sheet in SHEETS for column in sheet.columns if column.title in CHOICES}
    assert listed.keys() == CHOICES.keys()
    for title, words in listed.items():
        assert set(words) <= CHOICES[title].keys(), title
        with app.test_request_context(), force_locale("en"):
            assert [one for one in words if JAPANESE.search(value_words(title, one))] == [], title
        with app.test_request_context(), force_locale("ja"):
            assert [value_words(title, one) for one in words] == words, title


def test_what_people_wrote_stands_as_it_is(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert value_words("内容", "試作品") == "試作品"
        assert value_words("案件名", "はい") == "はい"
        assert (value_words("回数に数える", "はい"), value_words("回数に数える", "いいえ")) == ("Yes", "No")
        assert (value_words("案件数", 2), value_words("理由", None)) == ("2", "―")
