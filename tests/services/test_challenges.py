"""Challenges: raised, corrected, decided and ordered by the team; their progress is that of held, final records alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_challenge, make_progress
from tests.records import make_meeting, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.challenges import ChallengeStatus, NewChallenge, Progress, ProgressState
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.visits import VisitRecord
from tracker.models import AuditEntry, Challenge, ChallengeProgress, TeamMeeting, Visit
from tracker.queries.challenges import count_challenges, get_challenge, list_challenges, list_choices
from tracker.rows.challenges import ChallengeFilter, ChallengeRow
from tracker.services import challenges, meetings
from tracker.services.visits import correct_visit, delete_visit, log_visit, restore_visit

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
BETTER, WORSE, SOLVED = ProgressState.BETTER, ProgressState.WORSE, ProgressState.SOLVED
OPEN, RESOLVED, DROPPED = ChallengeStatus


def raise_one(cast: Cast, who: str = "owner", **changes: Any) -> int:
    said: dict[str, Any] = {"enrolment_id": cast.asahi.enrolment_id, "case_id": cast.asahi.case_id, "title": "治具の精度が出ない"}
    return challenges.raise_challenge(cast.viewer(who), **said | {"raised_on": TODAY} | changes, today=TODAY, now=NOW)


def visit(cast: Cast, *progress: Progress, day: date = TODAY, raised: tuple[NewChallenge, ...] = ()) -> VisitRecord:
    note = CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="聞いた")
    people = frozenset({cast.producer_id("owner")})
    return VisitRecord(visit_on=day, producer_ids=people, notes=(note,), progress=progress, raised=raised)


def log(cast: Cast, record: VisitRecord, **rest: Any) -> int:
    return log_visit(cast.viewer("owner"), enrolment_id=cast.asahi.enrolment_id, record=record, today=TODAY, now=NOW, **rest)


def row(cast: Cast, challenge_id: int) -> ChallengeRow:
    return get_challenge(cast.viewer("owner"), challenge_id, today=TODAY)


def test_a_challenge_is_raised_once_at_the_end_of_its_case_and_noted(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        first = raise_one(cast, idempotency_key="once")
        second = raise_one(cast, title="納期が読めない")
    with writing():
        assert raise_one(cast, idempotency_key="once") == first
    with at_rest():
        rows = list_challenges(cast.viewer("owner"), today=TODAY, filters=ChallengeFilter(case=cast.asahi.case_id))
        assert [one.challenge_id for one in rows] == [first, second]
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "challenge")).all()
        assert acts == ["raise_challenge", "raise_challenge"]


@pytest.mark.parametrize(
    ("who", "refusal"), [("colleague", NotFound), ("clerk", NotAllowed), ("auditor", NotAllowed), ("other_manager", NotFound)]
)
def test_only_the_team_and_the_manager_write_challenges(cast: Cast, writing: At, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), writing():
        raise_one(cast, who)
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
    for act in (
        lambda: challenges.correct_challenge(
            cast.viewer(who), there, title="別", description="", raised_on=TODAY, version=1, today=TODAY
        ),
        lambda: challenges.decide_challenge(
            cast.viewer(who), there, status=DROPPED, decided_on=TODAY, reason="別", version=1, today=TODAY
        ),
        lambda: challenges.move_up(cast.viewer(who), there, today=TODAY),
        lambda: challenges.delete_challenge(cast.viewer(who), there, today=TODAY, now=NOW),
    ):
        with pytest.raises(refusal), writing():
            act()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"raised_on": TODAY + timedelta(days=1)}, "raised_on"), ({"case_id": 999_999}, "case_id")],
)
def test_what_cannot_be_raised_is_refused_at_its_field(cast: Cast, writing: At, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        raise_one(cast, **changes)
    assert broken.value.field == field


def test_the_second_of_two_editors_is_shown_the_first_one_s_words(cast: Cast, writing: At) -> None:
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
    said = {"description": "", "raised_on": TODAY, "version": 1, "today": TODAY}
    with writing():
        challenges.correct_challenge(cast.viewer("sub"), there, title="先に", **said)  # type: ignore[arg-type]
    with pytest.raises(Conflict) as conflict, writing():
        challenges.correct_challenge(cast.viewer("owner"), there, title="あとに", **said)  # type: ignore[arg-type]
    assert conflict.value.theirs["title"] == "先に"


def test_one_moves_up_and_the_first_stays(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        ids = [raise_one(cast, title=title) for title in ("一", "二", "三")]
    with writing():
        challenges.move_up(cast.viewer("owner"), ids[2], today=TODAY)
        challenges.move_up(cast.viewer("owner"), ids[0], today=TODAY)
    with at_rest():
        rows = list_challenges(cast.viewer("owner"), today=TODAY, filters=ChallengeFilter(case=cast.asahi.case_id))
        assert [one.title for one in rows] == ["一", "三", "二"]


def test_a_visit_says_how_it_moved_and_raises_what_came_up(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
        visit_id = log(
            cast, visit(cast, Progress(there, BETTER, "試した"), raised=(NewChallenge(cast.asahi.case_id, "検査の機関"),))
        )
    with at_rest():
        step = row(cast, there).last_step
        assert step is not None
        assert (step.on, step.state, step.words, step.source, step.source_id) == (TODAY, BETTER, "試した", "visit", visit_id)
        raised = db.session.scalars(select(Challenge).where(Challenge.title == "検査の機関")).one()
        assert (raised.raised_on, raised.case_id) == (TODAY, cast.asahi.case_id)


def test_sending_the_visit_again_doubles_nothing(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
    record = visit(cast, Progress(there, BETTER, "試した"), raised=(NewChallenge(cast.asahi.case_id, "検査の機関"),))
    with writing():
        first = log(cast, record, idempotency_key="a" * 32)
    with writing():
        assert log(cast, record, idempotency_key="a" * 32) == first
        assert log(cast, record, idempotency_key="b" * 32) == first
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(ChallengeProgress)) == 1
        assert db.session.scalar(select(func.count()).select_from(Challenge)) == 2


def test_a_draft_says_nothing_until_it_is_final(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
        draft = log(cast, visit(cast, Progress(there, SOLVED)), as_draft=True)
    with at_rest():
        assert row(cast, there).status is OPEN
        version = db.session.get_one(Visit, draft).version
    with writing():
        log(cast, visit(cast, Progress(there, SOLVED)), visit_id=draft, version=version)
    with at_rest():
        assert row(cast, there).status is RESOLVED


def test_correcting_deleting_and_restoring_a_record_takes_its_progress_along(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
        visit_id = log(cast, visit(cast, Progress(there, SOLVED)))

    def version() -> int:
        with at_rest():
            return db.session.get_one(Visit, visit_id).version

    at = version()
    with writing():
        record = visit(cast, Progress(there, WORSE, "戻った"))
        correct_visit(cast.viewer("owner"), visit_id=visit_id, record=record, version=at, today=TODAY, now=NOW)
    with at_rest():
        assert (row(cast, there).status, [step.state for step in row(cast, there).steps]) == (OPEN, [WORSE])
    at = version()
    with writing():
        delete_visit(manager, visit_id=visit_id, version=at, today=TODAY, now=NOW)
    with at_rest():
        assert row(cast, there).steps == ()
    with writing():
        restore_visit(manager, visit_id=visit_id, now=NOW)
    with at_rest():
        assert [step.words for step in row(cast, there).steps] == ["戻った"]
    at = version()
    with writing():
        blank = visit(cast, Progress(there))
        correct_visit(cast.viewer("owner"), visit_id=visit_id, record=blank, version=at, today=TODAY, now=NOW)
    with at_rest():
        assert row(cast, there).steps == ()


def test_a_record_moved_to_another_company_says_nothing_about_this_one_s(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
        visit_id = make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids)
        make_progress(there, SOLVED, visit_id=visit_id)
    with writing():
        db.session.get_one(Visit, visit_id).enrolment_id = cast.minato.enrolment_id
    with at_rest():
        assert (row(cast, there).status, row(cast, there).steps) == (OPEN, ())


def test_a_challenge_of_another_company_is_refused_and_nothing_is_written(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        elsewhere = make_challenge(cast.minato, now=NOW)
    with pytest.raises(RuleBroken) as broken, writing():
        log(cast, visit(cast, Progress(elsewhere, BETTER)))
    assert broken.value.field == "challenges-0-state"
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 0


def test_a_meeting_s_sections_say_it_for_their_own_company_and_go_with_it(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        mine, theirs = make_challenge(cast.asahi, now=NOW), make_challenge(cast.minato, now=NOW)
    sections = (
        SectionRecord(cast.asahi.enrolment_id, progress=(Progress(mine, BETTER, "進めた"),)),
        SectionRecord(
            cast.minato.enrolment_id,
            progress=(Progress(theirs, SOLVED),),
            raised=(NewChallenge(cast.minato.case_id, "通訳がいない"),),
        ),
    )
    record = MeetingRecord(TODAY, producer_ids=frozenset({cast.producer_id("owner")}), sections=sections)
    with writing():
        meeting_id = meetings.log_meeting(cast.viewer("manager"), record=record, today=TODAY, now=NOW)
    with at_rest():
        assert [step.state for step in row(cast, mine).steps] == [BETTER]
        minato = list_challenges(cast.viewer("manager"), today=TODAY, filters=ChallengeFilter(company=cast.minato.enrolment_id))
        assert [(one.title, one.status) for one in minato][-1] == ("通訳がいない", OPEN)
        assert minato[0].status is RESOLVED
        version = db.session.get_one(TeamMeeting, meeting_id).version
    with writing():
        kept = replace(record, sections=sections[:1])
        meetings.correct_meeting(cast.viewer("manager"), meeting_id, record=kept, version=version, today=TODAY, now=NOW)
    with at_rest():
        manager = cast.viewer("manager")
        assert get_challenge(manager, theirs, today=TODAY).steps == ()


def test_words_without_a_movement_are_refused_in_a_final_record(cast: Cast, writing: At) -> None:
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
    with pytest.raises(RuleBroken) as broken, writing():
        log(cast, visit(cast, Progress(there, None, "話はした")))
    assert broken.value.field == "challenges-0-state"
    with writing():
        log(cast, visit(cast, Progress(there, None, "話はした")), as_draft=True)


@pytest.mark.parametrize("seed", range(4))
def test_the_database_says_where_a_challenge_stands_as_the_rule_does(cast: Cast, writing: At, at_rest: At, seed: int) -> None:
    """Records of every kind and state, decisions before, on and after their days: page and filter agree."""
    states = list(ProgressState)
    with writing():
        ids = []
        for n in range(8):
            mix = n + seed * 3
            decided = date(2026, 10, 5 + mix % 10) if mix % 3 else None
            there = make_challenge(
                cast.asahi,
                now=NOW,
                title=f"課題{n}",
                status=list(ChallengeStatus)[mix % 3] if decided else OPEN,
                decided_on=decided,
            )
            ids.append(there)
            for k in range(mix % 4):
                on = date(2026, 10, 3 + (mix * 5 + k * 4) % 14)
                if k % 2:
                    visit_id = make_visit(
                        cast.asahi, now=NOW, on=on, state=RecordState.DRAFT if mix % 5 == 0 else RecordState.FINAL
                    )
                    make_progress(there, states[(mix + k) % 4], visit_id=visit_id)
                else:
                    status = EventStatus.CANCELLED if mix % 7 == 0 else EventStatus.HELD
                    meeting_id = make_meeting(cast.asahi, now=NOW, on=on, status=status)
                    make_progress(there, states[(mix + k) % 4], meeting_id=meeting_id)
    with at_rest():
        viewer = cast.viewer("owner")
        by_rule = {one.challenge_id: one.status for one in list_challenges(viewer, today=TODAY)}
        assert set(by_rule) == set(ids)
        for status in ChallengeStatus:
            filters = ChallengeFilter(status=status)
            listed = {one.challenge_id for one in list_challenges(viewer, today=TODAY, filters=filters)}
            assert listed == {one for one, stands in by_rule.items() if stands is status}
            assert count_challenges(viewer, today=TODAY, filters=filters) == len(listed)


def test_a_form_asks_about_the_open_ones_and_those_that_the_record_speaks_of(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        open_one = make_challenge(cast.asahi, now=NOW)
        dropped = make_challenge(cast.asahi, now=NOW, title="やめた", status=DROPPED, decided_on=TODAY, reason="不要")
        make_challenge(cast.minato, now=NOW)
    with at_rest():
        viewer, companies = cast.viewer("owner"), [cast.asahi.enrolment_id]
        assert [one.challenge_id for one in list_choices(viewer, companies, today=TODAY)] == [open_one]
        both = list_choices(viewer, companies, today=TODAY, said=[dropped])
        assert {one.challenge_id for one in both} == {open_one, dropped}


def test_a_manager_deletes_and_brings_back_within_thirty_days_with_its_progress(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        there = make_challenge(cast.asahi, now=NOW)
        make_progress(there, BETTER, visit_id=make_visit(cast.asahi, now=NOW))
        challenges.delete_challenge(manager, there, today=TODAY, now=NOW)
    with at_rest(), pytest.raises(NotFound):
        row(cast, there)
    with pytest.raises(RuleBroken), writing():
        challenges.restore_challenge(manager, there, today=TODAY, now=NOW + timedelta(days=31))
    with writing():
        challenges.restore_challenge(manager, there, today=TODAY, now=NOW)
    with at_rest():
        assert len(row(cast, there).steps) == 1
