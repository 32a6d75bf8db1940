"""Two versions of a draft become one without losing a word; what a device sends is read or refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.drafts import (
    LONGEST_DRAFT,
    DraftKind,
    Version,
    companies_of,
    days_of,
    merge,
    read_address,
    read_fields,
    read_key,
)
from tracker.domain.errors import RuleBroken

NAMES = st.sampled_from(["place", "decisions", "cases-0-facts", "actions-1-what"])
TEXTS = st.lists(st.sampled_from(["", "い", "ろは", "😀"]), min_size=1, max_size=2).map(tuple)
FIELDS = st.dictionaries(NAMES, TEXTS)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def changed(before: dict, after: dict) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


@given(FIELDS, FIELDS)
def test_a_device_that_saw_the_last_version_is_simply_believed(stored: dict, sent: dict) -> None:
    merged, clashes = merge(Version(stored, {}, 3), sent, since=3, changed=changed(stored, sent))
    assert merged.fields == sent
    assert clashes == ()
    assert merged.number == 3 + (stored != sent)


@given(FIELDS, FIELDS, FIELDS)
def test_every_text_that_two_devices_typed_is_in_the_draft_or_shown_for_a_choice(base: dict, one: dict, other: dict) -> None:
    first, _ = merge(Version(base, {}, 1), one, since=1, changed=changed(base, one))
    second, clashes = merge(first, other, since=1, changed=changed(base, other))
    clashing = {clash.name: clash for clash in clashes}
    for name in {*base, *one, *other}:
        mine, theirs = other.get(name, ()), one.get(name, ())
        if name in clashing:
            assert (clashing[name].mine, clashing[name].theirs) == (mine, theirs)
            assert second.fields.get(name, ()) == theirs
        elif name in changed(base, other):
            assert second.fields.get(name, ()) == mine
        else:
            assert second.fields.get(name, ()) == theirs


@given(FIELDS, FIELDS, FIELDS)
def test_whoever_comes_first_where_nobody_touched_the_same_field_the_draft_is_the_same(
    base: dict, one: dict, other: dict
) -> None:
    if changed(base, one) & changed(base, other):
        return
    ends = []
    for first, second in ((one, other), (other, one)):
        between, _ = merge(Version(base, {}, 1), first, since=1, changed=changed(base, first))
        end, clashes = merge(between, second, since=1, changed=changed(base, second))
        assert clashes == ()
        ends.append(dict(end.fields))
    assert ends[0] == ends[1]


@given(FIELDS, FIELDS)
def test_sending_the_same_again_changes_nothing(base: dict, sent: dict) -> None:
    once, _ = merge(Version(base, {}, 1), sent, since=1, changed=changed(base, sent))
    again, clashes = merge(once, sent, since=1, changed=changed(base, sent))
    assert again == once
    assert clashes == ()


@pytest.mark.parametrize(
    ("text", "path", "kind", "companies"),
    [
        ("visits/new?company=3", "visits/new?company=3", DraftKind.VISIT, (3,)),
        ("visits/new?company=3&draft=abc&x=1", "visits/new?company=3", DraftKind.VISIT, (3,)),
        ("visits/12/log", "visits/12/log", DraftKind.VISIT, ()),
        ("meetings/new?company=3&company=4", "meetings/new?company=3&company=4", DraftKind.MEETING, (3, 4)),
        ("meetings/7/record", "meetings/7/record", DraftKind.MEETING, ()),
    ],
)
def test_a_draft_knows_the_form_that_it_is_typed_into(text: str, path: str, kind: DraftKind, companies: tuple) -> None:
    address = read_address(text)
    assert (address.path, address.kind, address.companies) == (path, kind, companies)


@pytest.mark.parametrize(
    "text",
    [
        *(
            None,
            3,
            "",
            "settings",
            "/visits/new",
            "visits/new/",
            "visits/new\n",
            "//x/visits/new",
            "https://elsewhere.example/visits/new",
        ),
        *("x" * 501, "visits/9999999999/log", "meetings/1/edit/../.."),
    ],
)
def test_no_other_address_takes_a_draft(text: object) -> None:
    with pytest.raises(RuleBroken):
        read_address(text)


@pytest.mark.parametrize("given", [None, [], "text", {"a": "b"}, {"a": [1]}, {"": ["x"]}, {"x" * 201: ["x"]}, {1: ["x"]}])
def test_what_is_no_form_is_refused(given: object) -> None:
    with pytest.raises(RuleBroken):
        read_fields(given)


def test_a_note_of_300_kilobytes_is_kept_and_ten_times_that_is_not() -> None:
    note = "𠮷" * 100_000
    assert read_fields({"cases-0-facts": [note]})["cases-0-facts"] == (note,)
    with pytest.raises(RuleBroken):
        read_fields({"cases-0-facts": ["x" * (LONGEST_DRAFT + 1)]})


def test_half_a_character_becomes_a_whole_one_or_a_sign_and_nothing_else_changes() -> None:
    assert read_fields({"a": ["\ud842\udfb7 😀"], "b": ["\ud842x"]}) == {"a": ("𠮷 😀",), "b": ("\ufffdx",)}


@pytest.mark.parametrize("key", [None, "", "0" * 31, "0" * 33, "G" * 32, "０" * 32, 5])
def test_a_key_is_thirty_two_hexadecimal_digits(key: object) -> None:
    with pytest.raises(RuleBroken):
        read_key(key)


def test_the_days_that_decide_are_the_day_written_about_and_the_day_begun_and_no_day_to_come() -> None:
    begun = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # the 21st in Tokyo
    assert days_of({"visit_on": ("R8.11.18",)}, started_at=begun, now=NOW) == {date(2026, 11, 18), date(2026, 11, 21)}
    ahead = datetime(2030, 1, 1, tzinfo=UTC)  # a clock that is years wrong
    assert days_of({"visit_on": ("2026/12/24", "いつか")}, started_at=ahead, now=NOW) == {date(2026, 11, 24)}


def test_the_companies_are_those_of_the_address_and_those_that_were_chosen() -> None:
    assert companies_of(read_address("meetings/new?company=3"), {"companies": ("4", "3", "x")}) == (3, 4)
