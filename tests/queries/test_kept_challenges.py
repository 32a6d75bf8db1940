"""How many challenges a company's kept line says that there are: as many as the rule says, whatever is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import delete, update

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_challenge, make_progress
from tests.happenings import add_companies
from tests.records import make_meeting, make_visit
from tracker.database import db
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.domain.records import RecordState
from tracker.models import Challenge, ChallengeProgress, Enrolment, SupportCase, TeamMeeting, Visit
from tracker.queries.challenge_standings import EVERY
from tracker.queries.challenges import list_challenges
from tracker.queries.kept_challenges import list_numbers
from tracker.services import board_lines

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def few_are_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_lines, "COUNTED_UP_TO", 0)


def keep(cast: Cast) -> None:
    assert board_lines.bring_up(cast.viewer("manager"), today=TODAY)


def agree(cast: Cast) -> tuple[int, ...]:
    """What the lines say is what the rule says of each row; how many stand where."""
    viewer = cast.viewer("clerk")
    rows = list_challenges(viewer, today=TODAY)
    for statuses in (*(frozenset({status}) for status in ChallengeStatus), EVERY):
        numbers = list_numbers(viewer, statuses)
        assert numbers is not None
        by_rule = Counter(row.enrolment_id for row in rows if row.status in statuses)
        assert {company: number for company, number in numbers.items() if number} == by_rule
    by_status = Counter(row.status for row in rows)
    return tuple(by_status[status] for status in ChallengeStatus)


def test_whatever_is_written_the_lines_say_how_many_challenges_stand_where(cast: Cast, writing: At, at_rest: At) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        of_a, of_b = ([make_challenge(company, now=NOW, title=f"課題{n}") for n in range(3)] for company in (a, b))
        held = make_visit(a, now=NOW, on=date(2026, 10, 1))
        meeting = make_meeting(a, b, now=NOW, on=date(2026, 10, 2))

    def say(**what: object) -> None:
        db.session.execute(update(ChallengeProgress).where(ChallengeProgress.visit_id == held).values(**what))

    def give(company_id: int) -> None:
        db.session.execute(update(Visit).where(Visit.id == held).values(enrolment_id=company_id))

    def change(model: type, key: int, **columns: object) -> None:
        for name, value in columns.items():
            setattr(db.session.get_one(model, key), name, value)

    acts: tuple[tuple[Callable[[], object], tuple[int, ...]], ...] = (
        (lambda: make_progress(of_a[0], ProgressState.SOLVED, visit_id=held), (5, 1, 0)),
        (lambda: make_progress(of_b[0], ProgressState.SOLVED, meeting_id=meeting), (4, 2, 0)),
        (lambda: say(state=ProgressState.WORSE), (5, 1, 0)),
        (lambda: say(state=ProgressState.SOLVED), (4, 2, 0)),
        (lambda: give(b.enrolment_id), (5, 1, 0)),  # what is said on another company's visit counts for nothing
        (lambda: give(a.enrolment_id), (4, 2, 0)),
        (lambda: change(Visit, held, record_state=RecordState.DRAFT), (5, 1, 0)),
        (lambda: change(Visit, held, record_state=RecordState.FINAL), (4, 2, 0)),
        (lambda: say(challenge_id=of_a[1]), (4, 2, 0)),
        (lambda: db.session.execute(delete(ChallengeProgress).where(ChallengeProgress.visit_id == held)), (5, 1, 0)),
        (lambda: change(TeamMeeting, meeting, deleted_at=NOW), (6, 0, 0)),
        (lambda: change(Challenge, of_b[1], status=ChallengeStatus.DROPPED, decided_on=TODAY, reason="方針変更"), (5, 0, 1)),
        (lambda: change(Challenge, of_b[2], deleted_at=NOW), (4, 0, 1)),
        (lambda: make_challenge(b, now=NOW, title="新しい課題"), (5, 0, 1)),
        (lambda: change(SupportCase, a.case_id, deleted_at=NOW), (2, 0, 1)),
        (lambda: change(SupportCase, a.case_id, deleted_at=None), (5, 0, 1)),
    )
    with at_rest():
        keep(cast)
        assert agree(cast) == (6, 0, 0)
    for act, numbers in acts:
        with writing():
            act()
        with at_rest():
            assert agree(cast) == numbers  # of companies that are marked
            keep(cast)
            assert agree(cast) == numbers  # of lines that were made anew


def test_a_line_of_yesterday_still_says_how_many_there_are(cast: Cast, writing: At, at_rest: At) -> None:
    with at_rest():
        assert board_lines.bring_up(cast.viewer("manager"), today=date(2026, 11, 23))
    with writing():
        make_challenge(cast.asahi, now=NOW)
    with at_rest():
        assert agree(cast) == (1, 0, 0)


def test_where_the_lines_do_not_know_all_companies_nothing_is_read_off_them(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with at_rest():
        assert list_numbers(manager, EVERY) is None
        keep(cast)
        assert list_numbers(manager, EVERY) is not None
    with writing():
        (new,) = add_companies(cast, 1)
        make_challenge(new, now=NOW)
    with at_rest():
        assert list_numbers(manager, EVERY) is None
        assert [row.enrolment_id for row in list_challenges(manager, today=TODAY, limit=50)] == [new.enrolment_id]
        keep(cast)
    with writing():
        db.session.get_one(Enrolment, new.enrolment_id).deleted_at = NOW
    with at_rest():
        assert list_numbers(manager, EVERY) is None
        keep(cast)
        assert agree(cast) == (0, 0, 0)
