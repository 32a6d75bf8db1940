"""Two states of a sheet beside each other: nothing of either is lost, and what is the same is said to be."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.design_sheets import (
    PARTS,
    Box,
    ChangeKind,
    Stretch,
    box_after,
    compare_sheets,
    compare_texts,
    fits_on_paper,
    mark_of,
    part_of,
)

TEXTS = st.text("水ろ過の技術。\n人", max_size=40) | st.text(max_size=20)


def joined(stretches: tuple[Stretch, ...], kind: ChangeKind) -> str:
    return "".join(one.text for one in stretches if one.kind in {ChangeKind.SAME, kind})


@given(TEXTS, TEXTS)
def test_both_texts_are_put_together_again_to_the_letter(before: str, after: str) -> None:
    stretches = compare_texts(before, after)
    assert joined(stretches, ChangeKind.REMOVED) == before
    assert joined(stretches, ChangeKind.ADDED) == after
    assert all(one.text for one in stretches)
    assert all(one.kind is not other.kind for one, other in pairwise(stretches))


@given(TEXTS)
def test_a_text_beside_itself_is_unchanged(text: str) -> None:
    assert all(one.kind is ChangeKind.SAME for one in compare_texts(text, text))


def test_what_was_put_in_is_marked_and_the_rest_stays() -> None:
    same, added, removed = ChangeKind.SAME, ChangeKind.ADDED, ChangeKind.REMOVED
    assert compare_texts("ろ過の技術", "ろ過と加工の技術") == (
        Stretch(same, "ろ過"),
        Stretch(added, "と加工"),
        Stretch(same, "の技術"),
    )
    assert compare_texts("", "新しい") == (Stretch(added, "新しい"),)
    assert compare_texts("古い", "") == (Stretch(removed, "古い"),)


def test_a_letter_that_two_sentences_share_by_chance_is_no_island() -> None:
    kinds = [one.kind for one in compare_texts("国内で売る", "海外へ売り込む")]
    assert kinds.count(ChangeKind.SAME) <= 1


def test_a_text_of_one_letter_is_compared_by_sentences() -> None:
    before, after = "あ" * 2_000, "い" + "あ" * 1_999
    stretches = compare_texts(before, after)
    assert joined(stretches, ChangeKind.REMOVED) == before
    assert joined(stretches, ChangeKind.ADDED) == after


def test_the_boxes_are_filled_in_one_after_the_other() -> None:
    order, box = [], Box.PURPOSE
    while box is not None:
        order.append(box)
        box = box_after(box)  # type: ignore[assignment]
    assert order == list(Box)


def test_every_box_is_in_one_of_the_four_parts() -> None:
    assert sorted(box for boxes in PARTS.values() for box in boxes) == sorted(Box)
    assert all(box in PARTS[part_of(box)] for box in Box)


def test_two_sheets_are_compared_box_by_box() -> None:
    changes = compare_sheets({Box.PURPOSE: "甲", Box.TRANSITION: "丙"}, {Box.PURPOSE: "乙", Box.TRANSITION: "丙"})
    assert [change.box for change in changes] == list(Box)
    assert [change.box for change in changes if change.is_changed] == [Box.PURPOSE]


@given(TEXTS, TEXTS)
def test_a_mark_tells_a_changed_box_from_one_left_alone(one: str, other: str) -> None:
    assert (mark_of(one) == mark_of(other)) == (one == other)


def test_a_text_that_paper_does_not_hold_is_told() -> None:
    assert fits_on_paper(Box.PAST_MODEL, "あ" * 180)
    assert not fits_on_paper(Box.PAST_MODEL, "あ" * 190)
    assert fits_on_paper(Box.TRANSITION, "あ" * 600)
    assert all(fits_on_paper(box, "") and not fits_on_paper(box, "\n" * 15) for box in Box)
