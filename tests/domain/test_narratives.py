"""成果のまとめ文 is drafted from what is recorded, and from nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.narratives import (
    LONGEST_PART,
    Achieved,
    Agreed,
    CaseFacts,
    NarrativePart,
    Raised,
    Told,
    check_texts,
    draft,
    marks,
    moved_on,
)
from tracker.domain.outcomes import OutcomeKind

WORDS = st.text(alphabet="あいう工程改善。\n ", min_size=1, max_size=20).filter(str.strip)
DAYS = st.dates(date(2026, 4, 1), date(2027, 3, 31))
IDS = st.integers(1, 10_000)
FACTS = st.builds(
    CaseFacts,
    raised=st.lists(st.builds(Raised, IDS, WORDS, st.booleans()), max_size=4).map(tuple),
    told=st.lists(st.builds(Told, DAYS, st.booleans(), IDS, WORDS), max_size=4).map(tuple),
    achieved=st.lists(
        st.builds(Achieved, DAYS, IDS, st.sampled_from(OutcomeKind), st.just(""), WORDS, st.booleans()), max_size=4
    ).map(tuple),
    agreed=st.lists(st.builds(Agreed, DAYS, IDS, WORDS), max_size=4).map(tuple),
)


def test_a_draft_reads_as_a_form_has_it() -> None:
    facts = CaseFacts(
        raised=(Raised(1, "段取り替えが長い", False), Raised(0, "歩留まりが低い", True)),
        told=(
            Told(date(2026, 6, 20), True, 4, "改善案を比べた"),
            Told(date(2026, 5, 11), False, 9, "工程を観た。\n2時間の待ちがあった。"),
        ),
        achieved=(
            Achieved(date(2026, 10, 1), 3, OutcomeKind.PROTOTYPE, "", "試作1号機"),
            Achieved(date(2026, 10, 2), 4, OutcomeKind.OTHER, "受賞", "県の賞", of_case=False),
        ),
        agreed=(Agreed(date(2026, 12, 1), 5, "見積もりを取る"),),
    )
    assert draft(facts) == {
        NarrativePart.CHALLENGES: "・歩留まりが低い（解決）\n・段取り替えが長い",
        NarrativePart.WORK: "・令和8年5月11日の訪問　工程を観た。　2時間の待ちがあった。\n・令和8年6月20日の会議　改善案を比べた",
        NarrativePart.OUTCOMES: (
            "・令和8年10月1日　試作品　試作1号機\n・令和8年10月2日　その他（受賞）（案件を特定しない成果）　県の賞"
        ),
        NarrativePart.TO_COME: "・見積もりを取る（令和8年12月1日まで）",
    }


def test_without_records_there_is_no_word() -> None:
    assert set(draft(CaseFacts()).values()) == {""}


@given(FACTS)
def test_a_line_a_record_and_every_word_of_it(facts: CaseFacts) -> None:
    texts = draft(facts)
    for part, found in zip(
        NarrativePart,
        (
            [one.title for one in facts.raised],
            [one.summary for one in facts.told],
            [one.description for one in facts.achieved],
            [one.what for one in facts.agreed],
        ),
        strict=True,
    ):
        lines = texts[part].splitlines()
        assert len(lines) == len(found)
        for words in found:
            assert any(all(piece.strip() in line for piece in words.splitlines()) for line in lines)


@given(FACTS)
def test_the_order_of_entry_never_matters(facts: CaseFacts) -> None:
    backwards = CaseFacts(facts.raised[::-1], facts.told[::-1], facts.achieved[::-1], facts.agreed[::-1])
    assert draft(backwards) == draft(facts)


@given(FACTS, FACTS)
def test_the_records_have_moved_on_in_exactly_the_parts_that_read_otherwise(before: CaseFacts, after: CaseFacts) -> None:
    then, now = draft(before), draft(after)
    assert moved_on(marks(then), now) == tuple(part for part in NarrativePart if then[part] != now[part])


def test_nothing_and_too_much_are_refused() -> None:
    empty = dict.fromkeys(NarrativePart, "")
    with pytest.raises(RuleBroken):
        check_texts(empty)
    with pytest.raises(RuleBroken) as refused:
        check_texts(empty | {NarrativePart.WORK: "長" * (LONGEST_PART + 1)})
    assert refused.value.field == "work"
    check_texts(empty | {NarrativePart.WORK: "長" * LONGEST_PART})
