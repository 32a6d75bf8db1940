"""The five items say exactly what the source still shows, and which of them are damaged."""

from tracker.domain.completeness import DEFAULT_ITEMS, Completeness


def test_the_five_items_carry_their_numbers_and_short_labels():
    assert [(item.number, item.short_label) for item in DEFAULT_ITEMS] == [
        (1, "市場・構想"),
        (2, "翻訳・発信"),
        (3, "項目3（原文未入手）"),
        (4, "鼓舞・推進"),
        (5, "伴走"),
    ]


def test_items_two_three_and_four_are_not_complete():
    assert [item.completeness for item in DEFAULT_ITEMS] == [
        Completeness.COMPLETE,
        Completeness.CUT,
        Completeness.MISSING,
        Completeness.HEAD_MISSING,
        Completeness.COMPLETE,
    ]
    assert [item.number for item in DEFAULT_ITEMS if not item.completeness.is_complete] == [2, 3, 4]


def test_nothing_was_added_to_the_damaged_wordings():
    texts = [item.text for item in DEFAULT_ITEMS]
    assert texts[1].endswith("メッセージに翻")
    assert texts[2] == "（原資料に欠落）"
    assert texts[3].startswith("に賛同し、")
