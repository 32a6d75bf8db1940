"""Kinds, phases, names and 宿題 in a hand log: found in any spelling, and nobody and nothing guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.cadence import VisitMode
from tracker.domain.errors import RuleBroken
from tracker.domain.hand_log import EntryKind, Homework, LogField
from tracker.domain.hand_log_homework import items_of, read_homework, split_homework
from tracker.domain.hand_log_names import FoundBy, Known, Names
from tracker.domain.hand_log_reading import Context, read_row
from tracker.domain.hand_log_words import read_kind, read_phases
from tracker.domain.phases import Phase

COMPANIES = Names(
    [
        Known(1, "株式会社架空北斗化成", "カクウホクトカセイ"),
        Known(2, "株式会社架空みなと精機", "カクウミナトセイキ"),
        Known(3, "有限会社架空花岡木工", "カクウハナオカモッコウ"),
        Known(4, "架空・ヤマセ電子", ""),
    ],
    {"ホクト": 1},
)
PEOPLE = Names([Known(number, f"担い手{number:02}", f"ニナイテ{number:02}") for number in range(1, 11)], {"ササキ": None})
STAFF = Names([Known(1, "架空 太郎", "カクウタロウ"), Known(2, "見本 花子", "ミホンハナコ"), Known(3, "見本 次郎")], {})


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("訪問", EntryKind.VISIT, VisitMode.ONSITE),
        ("企業訪問", EntryKind.VISIT, VisitMode.ONSITE),
        ("オンライン", EntryKind.VISIT, VisitMode.ONLINE),
        ("ｵﾝﾗｲﾝ面談", EntryKind.VISIT, VisitMode.ONLINE),
        ("展示会", EntryKind.VISIT, VisitMode.EVENT),
        ("MTG", EntryKind.MEETING, VisitMode.ONSITE),
        ("ＭＴＧ（Zoom）", EntryKind.MEETING, VisitMode.ONLINE),
        ("チームミーティング", EntryKind.MEETING, VisitMode.ONSITE),
        ("打合せ", EntryKind.MEETING, VisitMode.ONSITE),
        ("打ち合わせ", EntryKind.MEETING, VisitMode.ONSITE),
    ],
)
def test_a_kind_by_its_words(text: str, kind: EntryKind, mode: VisitMode) -> None:
    assert read_kind(text) == (kind, mode)


@pytest.mark.parametrize("text", ["電話", "訪問・MTG", "？"])
def test_no_kind_or_two_are_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_kind(text)


@pytest.mark.parametrize(
    ("text", "phases", "rest"),
    [
        ("聞く・聴く", {Phase.LISTEN}, ""),
        ("聴く", {Phase.LISTEN}, ""),
        ("観る", {Phase.OBSERVE}, ""),
        ("聞く・聴く／見る・観る", {Phase.LISTEN, Phase.OBSERVE}, ""),
        ("診断する、企てる", {Phase.DIAGNOSE, Phase.PLAN}, ""),
        ("①聞く　②診断", {Phase.LISTEN, Phase.DIAGNOSE}, ""),
        ("なし", set(), ""),
        ("ヒアリング", set(), "ヒアリング"),
        ("聞く・助言", {Phase.LISTEN}, "助言"),
    ],
)
def test_phases_by_their_own_spellings_alone(text: str, phases: set[Phase], rest: str) -> None:
    assert read_phases(text) == (phases, rest)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("㈱架空北斗化成", [(1, FoundBy.NAME)]),
        ("架空北斗化成(株)", [(1, FoundBy.NAME)]),
        ("㈱カクウ北斗化成", [(1, FoundBy.READING)]),
        ("ｶｸｳﾎｸﾄｶｾｲ", [(1, FoundBy.READING)]),
        ("架空みなとせいき", [(2, FoundBy.READING)]),
        ("㈱架空北斗化成・架空みなと精機", [(1, FoundBy.NAME), (2, FoundBy.NAME)]),
        ("架空・ヤマセ電子、（有）架空花岡木工", [(4, FoundBy.NAME), (3, FoundBy.NAME)]),
        ("ほくと", [(1, FoundBy.MEMORY)]),
        ("北斗化成", [(None, None)]),
        ("架空商会", [(None, None)]),
    ],
)
def test_a_company_in_any_spelling_and_never_by_a_guess(text: str, found: list[tuple[int | None, FoundBy | None]]) -> None:
    assert [(one.known_id, one.by) for one in COMPANIES.companies_in(text)] == found


def test_a_company_that_is_not_found_has_those_that_it_may_be() -> None:
    (found,) = COMPANIES.companies_in("北斗化成")
    assert found.candidates[0] == 1


@pytest.mark.parametrize(
    ("text", "found", "others"),
    [
        ("担い手01、担い手02", [1, 2], ""),
        ("担い手０１ 担い手02", [1, 2], ""),
        ("担い手01（主）／担い手02さん", [1, 2], ""),
        ("担い手01・ほか2名", [1], "ほか2名"),
        ("佐々木", [None], ""),
        ("担い手1", [None], ""),
        ("", [], ""),
    ],
)
def test_people_in_any_separator(text: str, found: list[int | None], others: str) -> None:
    people, rest = PEOPLE.people_in(text)
    assert ([one.known_id for one in people], rest) == (found, others)


def test_a_family_name_that_one_person_has_is_that_person_and_is_said_so() -> None:
    (one, two), _others = STAFF.people_in("架空さん、見本")
    assert (one.known_id, one.by) == (1, FoundBy.PART)
    assert (two.known_id, sorted(two.candidates)) == (None, [2, 3])


@pytest.mark.parametrize(
    ("text", "rest", "items"),
    [
        ("社長より。\n宿題：原価の試算", "社長より。", ("原価の試算",)),
        ("社長より。\n宿題：なし", "社長より。", ()),
        ("宿題 特になし", "", ()),
        ("前回の宿題について話した", "前回の宿題について話した", ()),
        ("経過。\n【宿題】\n・見積\n・図面\n\n以上", "経過。\n以上", ("見積", "図面")),
        ("・宿題：①見積 ②試算", "", ("見積", "試算")),
    ],
)
def test_homework_lines_leave_the_text(text: str, rest: str, items: tuple[str, ...]) -> None:
    note, found = split_homework(text)
    assert (note.replace("\n\n", "\n"), found) == (rest, items)


def test_a_column_of_homework_has_a_line_each() -> None:
    assert items_of("見積の取得\nなし\n・図面") == ("見積の取得", "図面")


@pytest.mark.parametrize(
    ("item", "read"),
    [
        ("原価の試算", Homework("原価の試算")),
        ("図面（担い手03）を6/30まで", Homework("図面（担い手03）を6/30まで", 3, "", date(2025, 6, 30))),
        ("見積 期限：R7.7.1 担当：先方", Homework("見積 期限：R7.7.1 担当：先方", None, "先方", date(2025, 7, 1))),
        ("社長：名簿を用意", Homework("社長：名簿を用意", None, "社長")),
    ],
)
def test_owner_and_due_day_as_far_as_the_line_says_them(item: str, read: Homework) -> None:
    assert read_homework(item, after=date(2025, 6, 7), people=PEOPLE) == read


TEXTS = st.text(max_size=40)


@given(
    st.dictionaries(
        st.sampled_from(LogField), TEXTS | st.sampled_from(["訪問", "担い手01", "6/7", "㈱架空北斗化成", "聞く", "2:00"])
    )
)
def test_any_row_is_read_and_what_cannot_be_is_said(cells: dict[LogField, str]) -> None:
    context = Context(2025, date(2026, 11, 24), COMPANIES, PEOPLE)
    read = read_row(7, cells, context)
    for said in (*read.problems, *read.asks, *read.notes):
        assert said.text
    if not read.problems:
        assert read.day is not None and read.kind is not None and read.enrolment_ids and read.producer_ids
