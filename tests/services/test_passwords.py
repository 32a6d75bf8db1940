"""What is accepted as a password, and how it is kept."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher, Type
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.services.passwords import LONGEST, SHORTEST, common_passwords, hash_password, verify_password

COMPOSED = st.text(min_size=SHORTEST, max_size=LONGEST).filter(
    lambda text: unicodedata.is_normalized("NFKC", text) and text.casefold() not in common_passwords()
)


@given(COMPOSED)
def test_whatever_was_typed_fits_again(password: str) -> None:
    kept = hash_password(password)
    assert verify_password(kept, password)
    assert not verify_password(kept, password[::-1] + "x")


def test_it_is_kept_as_argon2id_salted_anew_and_never_in_clear() -> None:
    first, second = hash_password("やまびこ谷川の橋"), hash_password("やまびこ谷川の橋")
    assert first.startswith("$argon2id$")
    assert first != second
    assert "やまびこ" not in first


def test_the_library_s_own_parameters_are_the_recommended_ones() -> None:
    hasher = PasswordHasher()
    assert (hasher.type, hasher.memory_cost >= 19 * 1024, hasher.time_cost >= 2) == (Type.ID, True, True)


@pytest.mark.parametrize("length", [SHORTEST, LONGEST])
def test_the_shortest_and_the_longest_are_taken_uncut(length: int) -> None:
    password = ("川谷橋山" * LONGEST)[:length]
    kept = hash_password(password)
    assert verify_password(kept, password)
    assert not verify_password(kept, password[:-1])


@pytest.mark.parametrize("length", [0, SHORTEST - 1, LONGEST + 1, 100_000])
def test_a_shorter_or_longer_one_is_refused_at_its_field(length: int) -> None:
    with pytest.raises(RuleBroken, match="8文字以上128文字以下") as refused:
        hash_password("谷" * length)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    ["password", "Trustno1", "sakura123", "PassWord1", "ｐａｓｓｗｏｒｄ", "12345678", "owner@example.jp", "架空株式会社太郎"],
)
def test_what_everybody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(RuleBroken, match="推測されやすい"):
        hash_password(password, not_like=("owner@example.jp", "架空株式会社太郎"))


@pytest.mark.parametrize(
    ("set_as", "typed_as"), [("ﾔﾏﾋﾞｺ谷川の橋です", "ヤマビコ谷川の橋です"), ("Ｙａｍａｂｉｋｏ２０２６", "Yamabiko2026")]
)
def test_another_keyboard_s_width_fits_too(set_as: str, typed_as: str) -> None:
    assert verify_password(hash_password(set_as), typed_as)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_without_a_hash_nothing_fits_not_even_the_decoy(kept: str | None) -> None:
    assert not verify_password(kept, "nobody has this password")


def test_more_common_ones_are_known_than_a_guesser_tries_by_hand() -> None:
    """ASVS 5.0, 6.2.4: at least the first 3,000 of those that are long enough."""
    assert sum(SHORTEST <= len(word) <= LONGEST for word in common_passwords()) > 3_000
