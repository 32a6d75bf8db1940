"""The roster: one row a person, joined to the account of the same address, left by a departure that can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.queries.producers import get_producer, list_places, list_producers
from tracker.services import producers
from tracker.services.producers import ProducerFacts
from tracker.services.staffing import depart

Ways = Callable[[], AbstractContextManager[None]]


def test_an_address_that_has_an_account_is_joined_to_it_and_no_account_is_made(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        viewer = cast.viewer("clerk")
        joined = producers.take_on_producer(viewer, producer=ProducerFacts("架空兼務", email="Manager@example.jp"), now=NOW)
        alone = producers.take_on_producer(viewer, producer=ProducerFacts("架空新人", email="nobody@example.jp"), now=NOW)
    with at_rest():
        assert get_producer(viewer, joined).account_id == cast["manager"].account_id
        assert not get_producer(viewer, alone).has_account


@pytest.mark.parametrize(
    ("facts", "field"), [(ProducerFacts("担い手 ０１"), "name"), (ProducerFacts("別の人", email="OWNER@example.jp"), "email")]
)
def test_a_person_stands_on_the_roster_once(cast: Cast, writing: Ways, facts: ProducerFacts, field: str) -> None:
    with pytest.raises(RuleBroken) as refused, writing():
        producers.take_on_producer(cast.viewer("clerk"), producer=facts, now=NOW)
    assert refused.value.field == field


def test_the_same_key_again_takes_nobody_on(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    for _time in range(2):
        with writing():
            producers.take_on_producer(cast.viewer("clerk"), producer=ProducerFacts("新人"), now=NOW, idempotency_key="k")
    with at_rest():
        assert len(list_producers(cast.viewer("manager"))) == 11


def test_nobody_can_join_after_their_first_company(cast: Cast, writing: Ways) -> None:
    facts = ProducerFacts("担い手01", email="owner@example.jp", starts_on=date(2026, 5, 1))
    with pytest.raises(RuleBroken) as refused, writing():
        producers.correct_producer(cast.viewer("clerk"), producer_id=cast.producer_id("owner"), producer=facts, version=None)
    assert (refused.value.field, refused.value.params["day"]) == ("starts_on", date(2026, 4, 1))


def test_the_second_of_two_editors_gets_both_texts(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer, producer_id = cast.viewer("manager"), cast.producer_id("tenth")
    with at_rest():
        seen = get_producer(viewer, producer_id).version
    with writing():
        producers.correct_producer(
            viewer, producer_id=producer_id, producer=ProducerFacts("先", email="tenth@example.jp"), version=seen
        )
    with pytest.raises(Conflict) as conflict, writing():
        producers.correct_producer(viewer, producer_id=producer_id, producer=ProducerFacts("後"), version=seen)
    assert conflict.value.theirs["name"] == "先"


def test_a_departure_ends_the_places_and_taking_it_back_leaves_them_ended(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer, producer_id, last_on = cast.viewer("manager"), cast.producer_id("sub"), date(2026, 9, 30)
    with writing():
        depart(viewer, producer_id=producer_id, last_on=last_on, now=NOW)
    with writing():
        producers.take_back_departure(viewer, producer_id=producer_id)
    with at_rest():
        assert get_producer(viewer, producer_id).ends_on is None
        assert [place.period.ends_on for place in list_places(viewer, producer_id)] == [last_on]


def test_who_keeps_the_roster_sees_addresses_and_nobody_else(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        assert get_producer(cast.viewer("clerk"), cast.producer_id("owner")).email == "owner@example.jp"
        assert get_producer(cast.viewer("colleague"), cast.producer_id("owner")).email == ""


@pytest.mark.parametrize(("person", "error"), [("owner", NotAllowed), ("auditor", NotAllowed), ("administrator", NotFound)])
def test_only_manager_and_clerk_keep_the_roster(cast: Cast, writing: Ways, person: str, error: type[Exception]) -> None:
    with pytest.raises(error), writing():
        producers.take_on_producer(cast.viewer(person), producer=ProducerFacts("新人"), now=NOW)
