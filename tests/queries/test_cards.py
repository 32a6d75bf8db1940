"""The cards of a device: of the companies that one goes to within two weeks, each as far as it is open to its reader."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta

import pytest

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.records import Records, make_action, make_visit
from tests.staffing_records import make_stand_in
from tracker.domain.cadence import EventStatus
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.queries.cards import DAYS_AHEAD, DAYS_BACK, list_cards
from tracker.rows.cards import CardRow

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
SCHEDULED = EventStatus.SCHEDULED


def cards_of(cast: Cast, who: str) -> dict[str, CardRow]:
    return {card.name: card for card in list_cards(cast.viewer(who), today=TODAY)}


def scheduled(cast: Cast, company: SupportedCompany, who: str, *, days: int = 0, **columns: object) -> int:
    there = [cast.producer_id(who)]
    return make_visit(company, now=NOW, on=TODAY + timedelta(days=days), who=there, **{"status": SCHEDULED, **columns})  # type: ignore[arg-type]


def test_a_card_lists_what_is_still_to_be_written_down_in_order(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        later = scheduled(cast, cast.asahi, "owner", days=DAYS_AHEAD + 1)
        today = scheduled(cast, cast.asahi, "owner", start_time=time(13, 30))
        begun = scheduled(cast, cast.asahi, "sub", days=-2, status=EventStatus.HELD, state=RecordState.DRAFT)
        scheduled(cast, cast.asahi, "owner", days=-DAYS_BACK - 1)
        scheduled(cast, cast.asahi, "owner", days=-1, status=EventStatus.HELD)
        scheduled(cast, cast.asahi, "owner", days=1, status=EventStatus.CANCELLED)
        scheduled(cast, cast.asahi, "owner", days=2, deleted_at=NOW)
        scheduled(cast, cast.minato, "colleague")
    with at_rest():
        [card] = cards_of(cast, "owner").values()
        told = [(visit.visit_id, visit.is_draft, visit.is_near) for visit in card.visits]
        assert told == [(begun, True, True), (today, False, True), (later, False, False)]
        assert card.may_log


def test_whoever_goes_along_has_that_visit_on_a_card_and_nothing_else_of_the_company(
    cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        company = cast.minato
        mine = scheduled(cast, company, "owner", days=3)
        scheduled(cast, company, "colleague", days=4)
        make_visit(company, now=NOW, on=date(2026, 11, 2), case_ids=company.case_ids, phases=[Phase.LISTEN], facts="社外秘の話")
        make_action(company, now=NOW, what="よそに言わないこと")
    with at_rest():
        card = cards_of(cast, "owner")[cast.minato.name]
        assert [visit.visit_id for visit in card.visits] == [mine]
        assert (card.last, card.actions, card.may_log) == (None, (), False)
        assert cast.minato.name not in cards_of(cast, "sub")


@pytest.mark.parametrize(
    ("first", "last", "is_there"), [(0, 0, True), (DAYS_AHEAD, 30, True), (DAYS_AHEAD + 1, 30, False), (-9, -1, False)]
)
def test_whoever_stands_in_within_two_weeks_has_the_card_and_its_records_from_their_first_day(
    cast: Cast, writing: At, at_rest: At, first: int, last: int, is_there: bool
) -> None:
    with writing():
        days = {"starts_on": TODAY + timedelta(days=first), "ends_on": TODAY + timedelta(days=last)}
        make_stand_in(cast.minato, cast.producer_id("owner"), now=NOW, **days)
        make_action(cast.minato, now=NOW)
    with at_rest():
        card = cards_of(cast, "owner").get(cast.minato.name)
        assert (card is not None) is is_there
        if card is not None:
            assert card.may_log
            assert bool(card.actions) is (first <= 0)


@pytest.mark.parametrize("days", [-1, DAYS_AHEAD + 1])
def test_a_visit_out_of_reach_makes_no_card(cast: Cast, writing: At, at_rest: At, days: int) -> None:
    with writing():
        scheduled(cast, cast.minato, "owner", days=days)
        scheduled(cast, cast.elsewhere, "stranger")
    with at_rest():
        assert set(cards_of(cast, "owner")) == {cast.asahi.name}
        assert cards_of(cast, "manager") == {}


def test_a_manager_who_goes_along_may_write_down_any_visit_there(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        scheduled(cast, cast.asahi, "manager_producer", days=1)
    with at_rest():
        card = cards_of(cast, "manager_producer")[cast.asahi.name]
        assert card.may_log and card.last is not None
