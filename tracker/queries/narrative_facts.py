"""What the texts of cases are drafted from: report summaries, challenges, outcomes and next actions; never an internal memo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Period
from tracker.domain.challenges import ChallengeStatus
from tracker.domain.follow_up import ActionStatus
from tracker.domain.narratives import Achieved, Agreed, CaseFacts, Raised, Told
from tracker.domain.records import RecordState
from tracker.models import MeetingCase, MeetingSection, NextAction, Outcome, TeamMeeting, Visit, VisitCase
from tracker.queries.challenges import list_challenges
from tracker.queries.scope import in_programme
from tracker.rows.cases import CaseRow
from tracker.rows.challenges import ChallengeFilter, ChallengeRow

Found = Iterator[tuple[int, Any]]


def list_case_facts(viewer: Viewer, cases: Collection[CaseRow], *, period: Period) -> Mapping[int, CaseFacts]:
    """By case, for whoever sees every record; ``period`` ends on the as-of date, which cuts as in the report.

    Outcomes and next actions that name no case stand with each case of their company; seven statements, however many cases.
    """
    viewer.require(Act.REPORT)
    ids = frozenset(case.case_id for case in cases)
    of_company: defaultdict[int, list[int]] = defaultdict(list)
    for case in cases:
        of_company[case.enrolment_id].append(case.case_id)
    found: dict[str, defaultdict[int, list[Any]]] = {}
    for name, rows in (
        ("raised", _raised(viewer, ids, period)),
        ("told", _told_on_visits(viewer, ids, period)),
        ("told", _told_in_meetings(viewer, ids, period)),
        ("achieved", _achieved(viewer, of_company, period)),
        ("agreed", _agreed(viewer, of_company, period)),
    ):
        by_case = found.setdefault(name, defaultdict(list))
        for case_id, fact in rows:
            by_case[case_id].append(fact)
    return {
        case_id: CaseFacts(
            *(tuple(found[name].get(case_id, ())) for name in ("raised", "told", "achieved", "agreed")),
        )
        for case_id in ids
    }


def _raised(viewer: Viewer, case_ids: frozenset[int], period: Period) -> Found:
    as_of = _last(period)
    for place, row in enumerate(list_challenges(viewer, today=as_of, filters=ChallengeFilter(cases=case_ids))):
        stands = _as_of(row, period)
        is_over = stands.status is not ChallengeStatus.OPEN
        before = is_over and stands.since is not None and stands.since < period.starts_on
        if row.raised_on <= as_of and stands.status is not ChallengeStatus.DROPPED and not before:
            yield row.case_id, Raised(place, row.title, is_over)


def _as_of(row: ChallengeRow, period: Period) -> Any:
    """Where it stood on the as-of date: by the days of the records and of the decision, as they are known now."""
    as_of = _last(period)
    steps = tuple(step for step in row.steps if step.on <= as_of)
    decided_on = row.decided_on if row.decided_on and row.decided_on <= as_of else None
    return replace(row, steps=steps, decided_on=decided_on).standing


def _told_on_visits(viewer: Viewer, case_ids: frozenset[int], period: Period) -> Found:
    statement = (
        select(VisitCase.case_id, Visit.visit_on, Visit.id, VisitCase.report_summary)
        .join(Visit, Visit.id == VisitCase.visit_id)
        .where(
            in_programme(viewer, Visit.programme_id),
            Visit.deleted_at.is_(None),
            Visit.record_state == RecordState.FINAL,
            Visit.status == EventStatus.HELD,
            Visit.visit_on.between(period.starts_on, period.ends_on),
            VisitCase.case_id.in_(case_ids),
            VisitCase.report_summary != "",
        )
    )
    for case_id, on, visit_id, summary in db.session.execute(statement):
        yield case_id, Told(on, False, visit_id, summary)


def _told_in_meetings(viewer: Viewer, case_ids: frozenset[int], period: Period) -> Found:
    statement = (
        select(MeetingCase.case_id, TeamMeeting.meeting_on, TeamMeeting.id, MeetingCase.report_summary)
        .join(MeetingSection, MeetingSection.id == MeetingCase.section_id)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            TeamMeeting.deleted_at.is_(None),
            TeamMeeting.record_state == RecordState.FINAL,
            TeamMeeting.status == EventStatus.HELD,
            TeamMeeting.meeting_on.between(period.starts_on, period.ends_on),
            MeetingCase.case_id.in_(case_ids),
            MeetingCase.report_summary != "",
        )
    )
    for case_id, on, meeting_id, summary in db.session.execute(statement):
        yield case_id, Told(on, True, meeting_id, summary)


def _achieved(viewer: Viewer, of_company: Mapping[int, list[int]], period: Period) -> Found:
    columns: tuple[Any, ...] = (
        Outcome.enrolment_id,
        Outcome.case_id,
        Outcome.id,
        Outcome.outcome_on,
        Outcome.kind,
        Outcome.kind_detail,
        Outcome.description,
    )
    statement = select(*columns).where(
        in_programme(viewer, Outcome.programme_id),
        Outcome.deleted_at.is_(None),
        Outcome.outcome_on.between(period.starts_on, period.ends_on),
        _of_cases(Outcome, of_company),
    )
    for enrolment_id, case_id, outcome_id, on, kind, detail, description in db.session.execute(statement):
        for one in _cases(of_company, enrolment_id, case_id):
            yield one, Achieved(on, outcome_id, kind, detail, description, of_case=case_id is not None)


def _agreed(viewer: Viewer, of_company: Mapping[int, list[int]], period: Period) -> Found:
    """What came from no record is taken as agreed, as on the one-page summary."""
    as_of = _last(period)
    agreed_on = func.coalesce(Visit.visit_on, TeamMeeting.meeting_on)
    statement = (
        select(NextAction.enrolment_id, NextAction.case_id, NextAction.id, NextAction.due_on, NextAction.what)
        .outerjoin(Visit, Visit.id == NextAction.visit_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == NextAction.meeting_id)
        .where(
            in_programme(viewer, NextAction.programme_id),
            NextAction.deleted_at.is_(None),
            or_(agreed_on.is_(None), agreed_on <= as_of),
            or_(NextAction.status == ActionStatus.OPEN, NextAction.done_on > as_of),
            _of_cases(NextAction, of_company),
        )
    )
    for enrolment_id, case_id, action_id, due_on, what in db.session.execute(statement):
        for one in _cases(of_company, enrolment_id, case_id):
            yield one, Agreed(due_on, action_id, what)


def _of_cases(model: Any, of_company: Mapping[int, list[int]]) -> ColumnElement[bool]:
    """Of these companies; which of their cases, says :func:`_cases`."""
    clause: ColumnElement[bool] = model.enrolment_id.in_(of_company)
    return clause


def _cases(of_company: Mapping[int, list[int]], enrolment_id: int, case_id: int | None) -> list[int]:
    asked = of_company[enrolment_id]
    return asked if case_id is None else [case_id] if case_id in asked else []


def _last(period: Period) -> Any:
    assert period.ends_on is not None
    return period.ends_on
