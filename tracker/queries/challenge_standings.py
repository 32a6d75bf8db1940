"""Where challenges stand, as clauses over their records, and how many of each company stand where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true, union_all

from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.domain.records import RecordState
from tracker.models import (
    Challenge,
    ChallengeProgress,
    EnrolledCase,
    Enrolment,
    MeetingSection,
    SupportCase,
    TeamMeeting,
    Visit,
)
from tracker.queries import scope
from tracker.queries.prepared import THESE, asked_of, prepared, run

RANKS = {state: rank for rank, state in enumerate(ProgressState)}
Statuses = frozenset[ChallengeStatus]
EVERY = frozenset(ChallengeStatus)


def standing(statuses: Statuses) -> ColumnElement[bool]:
    """Challenges that stand in one of these."""
    if statuses == EVERY:
        return true()
    return _stands().in_([status.value for status in statuses])


def count_of_companies(viewer: Viewer, enrolment_ids: Collection[int] | None) -> defaultdict[int, Counter[ChallengeStatus]]:
    """By company (of all, or of those asked for) how many challenges stand where; of those alone that have some."""
    found: defaultdict[int, Counter[ChallengeStatus]] = defaultdict(Counter)
    for company, stands, number in run(_of_companies(viewer, enrolment_ids is None), asked_of(viewer, enrolment_ids)):
        found[company][ChallengeStatus(stands)] = number
    return found


@prepared
def _of_companies(viewer: Viewer, are_all: bool) -> Select[Any]:
    status = _stands().label("stands")
    counted: Any = select(Challenge.enrolment_id, status, func.count()).select_from(Challenge)
    there = (scope.in_programme(viewer, Challenge.programme_id), Challenge.deleted_at.is_(None))
    found = placed(viewer, counted, Challenge).where(*there).group_by(Challenge.enrolment_id, status)
    return found if are_all else found.where(Challenge.enrolment_id.in_(THESE))


def placed(viewer: Viewer, statement: Select[Any], of: Any) -> Select[Any]:
    """With company and case, where both are there.

    The programme is said of the company too: by it the rows come in their order, and a page is read no further than it reaches.
    """
    return (
        statement.join(Enrolment, Enrolment.id == of.enrolment_id)
        .join(SupportCase, SupportCase.id == of.case_id)
        .join(EnrolledCase, and_(EnrolledCase.case_id == of.case_id, EnrolledCase.enrolment_id == of.enrolment_id))
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board(), SupportCase.deleted_at.is_(None))
    )


def _counted_visit() -> ColumnElement[bool]:
    """A record that says something: held, final, there, and (a record may have been moved) still of the challenge's company."""
    return and_(
        Visit.id == ChallengeProgress.visit_id,
        Visit.enrolment_id == Challenge.enrolment_id,
        Visit.status == EventStatus.HELD,
        Visit.record_state == RecordState.FINAL,
        Visit.deleted_at.is_(None),
    )


def _counted_meeting() -> ColumnElement[bool]:
    return and_(
        TeamMeeting.id == MeetingSection.meeting_id,
        MeetingSection.enrolment_id == Challenge.enrolment_id,
        TeamMeeting.status == EventStatus.HELD,
        TeamMeeting.record_state == RecordState.FINAL,
        TeamMeeting.deleted_at.is_(None),
    )


def visit_steps(*columns: Any) -> Select[Any]:
    steps = select(ChallengeProgress.challenge_id, Visit.visit_on, Visit.start_time, ChallengeProgress.state, *columns)
    return steps.where(ChallengeProgress.challenge_id == Challenge.id, _counted_visit())


def meeting_steps(*columns: Any) -> Select[Any]:
    steps = select(
        ChallengeProgress.challenge_id, TeamMeeting.meeting_on, TeamMeeting.start_time, ChallengeProgress.state, *columns
    )
    return steps.where(
        ChallengeProgress.challenge_id == Challenge.id, MeetingSection.id == ChallengeProgress.section_id, _counted_meeting()
    )


def _stands() -> ColumnElement[Any]:
    """``domain.challenges.standing(...).status`` as a clause: the last record's word, or the decision of its day or later.

    Most challenges were never called solved nor decided on: they are open, which the index alone says.
    """
    # each half looks for the one challenge: SQLite would read all that was ever said and narrow the two together afterwards
    halves = (
        steps.where(ChallengeProgress.state.is_not(None)).correlate(Challenge) for steps in (visit_steps(), meeting_steps())
    )
    _challenge_id, on, at, state = union_all(*halves).subquery().c
    rank = case(RANKS, value=state)
    last = select(on, state).order_by(on.desc(), func.coalesce(at, literal(time.min)).desc(), rank.desc()).limit(1)
    last_on = last.with_only_columns(on).scalar_subquery()
    last_state = last.with_only_columns(state).scalar_subquery()
    was_solved = exists().where(ChallengeProgress.challenge_id == Challenge.id, ChallengeProgress.state == ProgressState.SOLVED)
    return case(
        (and_(Challenge.decided_on.is_(None), ~was_solved.correlate(Challenge)), literal(ChallengeStatus.OPEN.value)),
        (and_(Challenge.decided_on.is_not(None), or_(last_on.is_(None), Challenge.decided_on >= last_on)), Challenge.status),
        (last_state == ProgressState.SOLVED.value, literal(ChallengeStatus.RESOLVED.value)),
        else_=literal(ChallengeStatus.OPEN.value),
    )
