"""Outcomes by kind and company: the counts are those of the list, the period before is as long, and a line a case."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_exhibition, make_voice
from tests.happenings import add_visit
from tests.records import add, make_outcome
from tracker.domain.calendar import Period
from tracker.domain.outcomes import OutcomeKind
from tracker.models import OutcomeExhibition
from tracker.queries.case_paths import list_case_paths
from tracker.queries.outcome_board import get_outcome_board
from tracker.queries.outcomes import count_outcomes
from tracker.rows.outcomes import OutcomeFilter

TODAY = date(2026, 11, 24)
OCTOBER = OutcomeFilter(from_on=date(2026, 10, 1), to_on=date(2026, 10, 31))
At = Callable[[], AbstractContextManager[None]]


def fill(cast: Cast) -> None:
    fair = make_exhibition(cast.programme_id, cast.asahi, cast.minato, now=NOW)
    make_voice(fair, cast.asahi, now=NOW)
    shown = make_outcome(cast.asahi, now=NOW, on=date(2026, 11, 2), kind=OutcomeKind.BUSINESS_MEETING)
    add(OutcomeExhibition(outcome_id=shown, exhibition_id=fair))
    make_outcome(cast.asahi, now=NOW, on=date(2026, 9, 30))
    make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 1))
    make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 31))
    make_outcome(cast.minato, now=NOW, on=date(2026, 10, 14), kind=OutcomeKind.PRODUCT, case_id=cast.minato.case_ids[1])
    make_outcome(cast.minato, now=NOW, on=date(2026, 10, 15), deleted_at=NOW)
    make_outcome(cast.minato, now=NOW, on=date(2026, 10, 2), kind=OutcomeKind.CONCEPT)
    make_outcome(cast.elsewhere, now=NOW)
    add_visit(cast.minato, date(2026, 6, 10), cases=cast.minato.case_ids)


def test_every_number_is_that_of_the_list_it_leads_to(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        fill(cast)
    with at_rest():
        viewer = cast.viewer("colleague")
        board = get_outcome_board(viewer, filters=OCTOBER, today=TODAY)
        assert (board.period, board.before) == (
            Period(date(2026, 10, 1), date(2026, 10, 31)),
            Period(date(2026, 8, 31), date(2026, 9, 30)),
        )
        assert (board.total.now.count, board.total.now.distinct_companies) == (4, 2)
        assert board.total.before is not None
        assert (board.total.before.count, board.total.before.distinct_companies) == (1, 1)
        days = {"from_on": board.period.starts_on, "to_on": board.period.ends_on}
        for row in (*board.kinds, board.total):
            listed = count_outcomes(viewer, filters=OutcomeFilter(kind=row.kind, **days))
            assert (row.now.count, row.now.distinct_companies) == listed
        for company in board.companies:
            assert company.count == count_outcomes(viewer, filters=OutcomeFilter(company=company.enrolment_id, **days))[0]
        assert sum(row.count for row in board.companies) == sum(row.now.count for row in board.kinds) == board.total.now.count
        (fair,) = board.exhibitions
        assert (fair.company_count, fair.outcome_count) == (2, 1)
        assert count_outcomes(viewer, filters=OutcomeFilter(exhibition=fair.exhibition.exhibition_id)) == (1, 1)
        # what was said at it is of record depth
        voices = [
            get_outcome_board(cast.viewer(who), filters=OCTOBER, today=TODAY).exhibitions[0].voice_count
            for who in ("colleague", "owner", "manager")
        ]
        assert voices == [0, 1, 1]


def test_without_days_it_is_the_fiscal_year_up_to_today_and_nothing_is_known_before(cast: Cast, at_rest: At) -> None:
    with at_rest():
        board = get_outcome_board(cast.viewer("manager"), filters=OutcomeFilter(), today=TODAY)
    assert (board.period, board.before, board.total.before) == (Period(date(2026, 4, 1), TODAY), None, None)


def test_a_line_a_case_and_one_for_what_says_no_case_of_several(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        fill(cast)
    with at_rest():
        viewer, a, b = cast.viewer("colleague"), cast.asahi, cast.minato
        everything = list_case_paths(viewer, filters=OutcomeFilter(), today=TODAY)
        rows = {(row.enrolment_id, row.case_id): row.path for row in everything}
        # a company's only case takes what names none; in one of two cases it stands apart
        assert [step.source for step in rows[a.enrolment_id, a.case_id].steps] == [
            "outcome",
            "outcome",
            "exhibition",
            "outcome",
            "outcome",
        ]
        assert [step.outcome for step in rows[b.enrolment_id, None].steps] == [OutcomeKind.CONCEPT]
        second = rows[b.enrolment_id, b.case_ids[1]]
        assert (second.began_on, second.commercial_on) == (date(2026, 6, 10), date(2026, 10, 14))
        products = list_case_paths(viewer, filters=OutcomeFilter(kind=OutcomeKind.PRODUCT), today=TODAY)
        assert [row.case_id for row in products] == [b.case_ids[1]]
        early = list_case_paths(viewer, filters=OutcomeFilter(from_on=date(2026, 6, 1), to_on=date(2026, 6, 30)), today=TODAY)
        assert [row.case_id for row in early] == list(b.case_ids)
        assert all(row.path.commercial_on is None for row in early)
