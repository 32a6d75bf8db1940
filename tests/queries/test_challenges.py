"""Challenges as they are listed: what is open first, and as many statements for thirty as for two."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_challenge, make_progress
from tests.happenings import counted_statements
from tests.records import make_meeting, make_visit
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.queries.challenges import count_challenges, list_challenges
from tracker.rows.challenges import ChallengeFilter

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def test_what_is_open_comes_first_wherever_its_company_stands(cast: Cast, writing: At, at_rest: At) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        held = {company.enrolment_id: make_visit(company, now=NOW, on=date(2026, 10, 1)) for company in (a, b)}
        solved = make_challenge(a, now=NOW, title="解決した課題")
        make_progress(solved, ProgressState.SOLVED, visit_id=held[a.enrolment_id])
        dropped = make_challenge(
            a, now=NOW, title="取り下げた課題", status=ChallengeStatus.DROPPED, decided_on=date(2026, 10, 2), reason="方針変更"
        )
        open_ones = [make_challenge(company, now=NOW, title=company.name) for company in (a, b)]
        again = make_challenge(b, now=NOW, title="また開いた課題")
        make_progress(again, ProgressState.SOLVED, visit_id=held[b.enrolment_id])
        make_progress(again, ProgressState.WORSE, meeting_id=make_meeting(b, now=NOW, on=date(2026, 10, 9)))
    with at_rest():
        rows = list_challenges(cast.viewer("manager"), today=TODAY, open_first=True)
        assert [row.challenge_id for row in rows] == [open_ones[0], open_ones[1], again, solved, dropped]
        assert [row.is_open for row in rows] == [True, True, True, False, False]
        pages = [
            list_challenges(cast.viewer("manager"), today=TODAY, open_first=True, limit=2, offset=offset) for offset in (0, 2, 4)
        ]
        assert [row for page in pages for row in page] == list(rows)


def test_thirty_challenges_take_as_many_statements_as_two(cast: Cast, writing: At, at_rest: At) -> None:
    def statements() -> int:
        with at_rest(), counted_statements() as counted:
            found = list_challenges(cast.viewer("owner"), today=TODAY, open_first=True)
            assert len(found) == count_challenges(cast.viewer("owner"), today=TODAY)
            return counted()

    with writing():
        visit_id = make_visit(cast.asahi, now=NOW)
        make_progress(make_challenge(cast.asahi, now=NOW), visit_id=visit_id)
    few = statements()
    with writing():
        for number in range(29):
            make_progress(make_challenge(cast.asahi, now=NOW, title=f"課題{number}"), visit_id=visit_id, words="進んだ")
    assert statements() == few


def test_a_closed_companys_challenges_are_not_there(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_challenge(cast.minato, now=NOW)
    with at_rest():
        narrowed = ChallengeFilter(company=cast.minato.enrolment_id)
        for who, seen in (("manager", 1), ("clerk", 1), ("owner", 0), ("other_manager", 0)):
            assert len(list_challenges(cast.viewer(who), today=TODAY, filters=narrowed)) == seen
            assert count_challenges(cast.viewer(who), today=TODAY, filters=narrowed) == seen


def test_a_count_goes_no_further_than_is_asked_and_states_are_those_of_the_rows(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        held = make_visit(cast.asahi, now=NOW, on=date(2026, 10, 1))
        for number in range(4):
            make_challenge(cast.asahi, now=NOW, title=f"課題{number}")
        make_progress(make_challenge(cast.asahi, now=NOW, title="解決"), ProgressState.SOLVED, visit_id=held)
    with at_rest():
        manager = cast.viewer("manager")
        assert [count_challenges(manager, today=TODAY, at_most=most) for most in (2, 5, 9)] == [3, 5, 5]
        for status in ChallengeStatus:
            rows = list_challenges(manager, today=TODAY, filters=ChallengeFilter(status=status))
            assert len(rows) == count_challenges(manager, today=TODAY, filters=ChallengeFilter(status=status))
            assert {row.status for row in rows} <= {status}
