"""Outcomes as they are listed: typed and dated for everybody, in words for the team; the two counts are those of the rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import counted_statements
from tests.records import Records, make_outcome
from tracker.database import db
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.outcomes import OutcomeKind
from tracker.models import Enrolment
from tracker.queries.outcomes import (
    count_outcomes,
    count_outcomes_of_companies,
    get_outcome,
    list_deleted_outcomes,
    list_outcomes,
)
from tracker.rows.outcomes import OutcomeFilter

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def fill(cast: Cast) -> None:
    for number, kind in enumerate(OutcomeKind):
        columns = {"kind_detail": "特許"} if kind is OutcomeKind.OTHER else {}
        make_outcome(cast.asahi, now=NOW, on=date(2026, 5, 1) + timedelta(days=30 * number), kind=kind, **columns)
    make_outcome(cast.minato, now=NOW, kind=OutcomeKind.EXHIBITION, case_id=cast.minato.case_ids[1])
    make_outcome(cast.minato, now=NOW, deleted_at=NOW)
    make_outcome(cast.elsewhere, now=NOW)


@pytest.mark.parametrize(
    "narrowed",
    [
        lambda cast: OutcomeFilter(),
        lambda cast: OutcomeFilter(company=cast.minato.enrolment_id),
        lambda cast: OutcomeFilter(case=cast.minato.case_ids[1]),
        lambda cast: OutcomeFilter(kind=OutcomeKind.EXHIBITION),
        lambda cast: OutcomeFilter(to_on=date(2026, 7, 30)),
        lambda cast: OutcomeFilter(from_on=date(2026, 7, 30), to_on=date(2026, 7, 30)),
        lambda cast: OutcomeFilter(fiscal_year=2025),
        lambda cast: OutcomeFilter(company=cast.elsewhere.enrolment_id),
    ],
    ids=[
        "all",
        "a company",
        "a case",
        "a kind",
        "until a day",
        "one day",
        "another fiscal year",
        "a company of another programme",
    ],
)
def test_both_counts_are_those_of_the_rows(
    cast: Cast, writing: At, at_rest: At, narrowed: Callable[[Cast], OutcomeFilter]
) -> None:
    filters = narrowed(cast)
    with writing():
        fill(cast)
    with at_rest():
        for who in ("owner", "manager", "auditor"):
            rows = list_outcomes(cast.viewer(who), today=TODAY, filters=filters)
            companies = {row.enrolment_id for row in rows}
            assert count_outcomes(cast.viewer(who), filters=filters) == (len(rows), len(companies))


def test_spans_count_the_rows_of_their_days_and_nothing_of_a_company_that_is_gone(cast: Cast, writing: At, at_rest: At) -> None:
    spans = (Period(date(2026, 5, 1), date(2026, 7, 30)), Period(date(2026, 4, 1), date(2027, 3, 31)), Period(TODAY, TODAY))
    with writing():
        fill(cast)
    viewer = cast.viewer("manager")

    companies = [cast.asahi.enrolment_id, cast.minato.enrolment_id]

    def counted() -> dict[int, tuple[int, ...]]:
        found = count_outcomes_of_companies(viewer, spans)
        assert found == {company: listed(company) for company in companies if any(listed(company))}
        assert count_outcomes_of_companies(viewer, spans, companies[:1]) == {
            company: numbers for company, numbers in found.items() if company == companies[0]
        }
        return found

    def listed(company: int) -> tuple[int, ...]:
        filters = (OutcomeFilter(company=company, from_on=one.starts_on, to_on=one.ends_on) for one in spans)
        return tuple(len(list_outcomes(viewer, today=TODAY, filters=one)) for one in filters)

    with at_rest():
        before = counted()
        assert before.keys() == set(companies)
        assert before[companies[0]][1] > before[companies[0]][0] > 0
    with writing():
        db.session.execute(update(Enrolment).where(Enrolment.id == cast.asahi.enrolment_id).values(deleted_at=NOW))
    with at_rest():
        assert counted().keys() == {companies[1]}


def test_the_words_are_for_the_team_and_the_kind_for_everybody(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_outcome(cast.asahi, now=NOW, kind=OutcomeKind.OTHER, kind_detail="特許", evidence="公報")
    with at_rest():
        read = {
            who: list_outcomes(cast.viewer(who), today=TODAY)[0] for who in ("owner", "manager", "clerk", "auditor", "colleague")
        }
    assert {row.kind for row in read.values()} == {OutcomeKind.OTHER}
    assert {row.outcome_on for row in read.values()} == {date(2026, 10, 14)}
    hidden = read.pop("colleague")
    assert (hidden.description, hidden.evidence, hidden.kind_detail) == (None, None, "")
    assert {(row.description, row.evidence, row.kind_detail) for row in read.values()} == {("試作品が1つできた", "公報", "特許")}
    assert {who: row.may_change for who, row in read.items()} == {
        "owner": True,
        "manager": True,
        "clerk": False,
        "auditor": False,
    }


@pytest.mark.parametrize("who", ["colleague", "administrator", "other_manager"])
def test_an_outcome_whose_record_is_closed_is_not_found(cast: Cast, records: Records, at_rest: At, who: str) -> None:
    with at_rest(), pytest.raises(NotFound):
        get_outcome(cast.viewer(who), records.outcome_id, today=TODAY)


def test_a_deleted_one_is_in_no_list_but_that_of_what_can_be_brought_back(cast: Cast, records: Records, at_rest: At) -> None:
    with at_rest():
        assert [row.outcome_id for row in list_outcomes(cast.viewer("manager"), today=TODAY)] == [records.outcome_id]
        for who, now, found in (
            ("manager", NOW + timedelta(days=30), [records.deleted_outcome_id]),
            ("manager", NOW + timedelta(days=30, seconds=1), []),
            ("owner", NOW, []),
            ("clerk", NOW, []),
        ):
            rows = list_deleted_outcomes(cast.viewer(who), today=TODAY, now=now)
            assert [row.outcome_id for row in rows] == found


def test_the_number_of_queries_does_not_grow_with_the_outcomes(cast: Cast, writing: At, at_rest: At) -> None:
    def count() -> int:
        with at_rest(), counted_statements() as sent:
            list_outcomes(cast.viewer("owner"), today=TODAY)
            return sent()

    with writing():
        fill(cast)
    queries = count()
    with writing():
        fill(cast)
        fill(cast)
    assert count() == queries
