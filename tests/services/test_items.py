"""The wording of the competency items."""

from __future__ import annotations

import pytest

from tests.assessing import opened
from tests.conftest import NOW
from tracker.domain.completeness import DEFAULT_ITEMS, Completeness
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.queries.assessments import get_item, items_of_rounds, list_items, list_wordings
from tracker.services.items import word_item


def word(viewer, item, **changes):
    values = {"short_label": item.short_label, "text": item.text, "is_complete": True, "version": item.version} | changes
    word_item(viewer, item_id=item.item_id, now=NOW, **values)


def test_the_true_wording_is_a_new_version_and_a_round_keeps_the_one_it_was_made_under(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = opened(cast)
        word(manager, list_items(manager)[2], short_label="架空の略称", text="架空の原典の文言。")
    with writing():
        item = list_items(manager)[2]
        assert (item.text, item.completeness, item.version_number) == ("架空の原典の文言。", Completeness.COMPLETE, 2)
        kept = items_of_rounds(manager, [round_id])[round_id][2]
        assert (kept.completeness, kept.version_number, kept.is_complete) == (Completeness.MISSING, 1, False)
        assert (item.short_label, kept.short_label) == ("架空の略称", DEFAULT_ITEMS[2].short_label)
        assert [row.version_number for row in list_wordings(manager, item.item_id)] == [2, 1]


def test_a_short_label_alone_makes_no_new_wording(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        word(manager, list_items(manager)[0], short_label="市場を読む")
    with writing():
        assert (list_items(manager)[0].short_label, list_items(manager)[0].version_number) == ("市場を読む", 1)


def test_the_placeholder_of_a_missing_item_is_not_taken_for_the_original(cast, writing):
    manager = cast.viewer("manager")
    with writing(), pytest.raises(RuleBroken) as broken:
        word(manager, list_items(manager)[2])
    assert broken.value.field == "text"


def test_a_short_label_that_says_that_the_original_is_missing_goes_with_the_mark(cast, writing):
    manager = cast.viewer("manager")
    with writing(), pytest.raises(RuleBroken) as broken:
        word(manager, list_items(manager)[2], text="架空の原典の文言。")
    assert broken.value.field == "short_label"


def test_a_better_text_that_is_still_damaged_keeps_its_mark(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        word(manager, list_items(manager)[1], text="もう少し長い文言に翻", is_complete=False)
    with writing():
        assert list_items(manager)[1].completeness is Completeness.CUT


def test_an_older_page_runs_into_a_conflict(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        item = list_items(manager)[1]
        word(manager, item, text="架空の一つ目。")
    with writing(), pytest.raises(Conflict) as conflict:
        word(manager, item, text="架空の二つ目。")
    assert conflict.value.theirs["text"] == "架空の一つ目。"


def test_only_a_manager_words_an_item_and_only_of_the_own_programme(cast, writing):
    with writing():
        item = list_items(cast.viewer("manager"))[0]
        for person in ("owner", "clerk", "auditor"):
            with pytest.raises(NotAllowed):
                word(cast.viewer(person), item)
        with pytest.raises(NotFound):
            word(cast.viewer("other_manager"), item)
        with pytest.raises(NotFound):
            get_item(cast.viewer("other_manager"), item.item_id)
