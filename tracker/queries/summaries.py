"""The one-page summary of a company or of one of its cases, drawn by rule from its records; never from an internal memo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound
from tracker.domain.follow_up import ActionStatus
from tracker.domain.summaries import LONGEST_CASE, cut, share, shorten
from tracker.queries.actions import list_actions
from tracker.queries.cases import list_cases
from tracker.queries.challenges import list_challenges
from tracker.queries.companies import get_company
from tracker.queries.narratives import list_standing_narratives
from tracker.queries.outcomes import list_outcomes
from tracker.queries.timeline import list_timeline
from tracker.rows.actions import ActionFilter
from tracker.rows.challenges import ChallengeFilter
from tracker.rows.narratives import NarrativeVersionRow
from tracker.rows.outcomes import OutcomeFilter
from tracker.rows.summaries import SummaryLine, SummaryPart, SummaryRow
from tracker.rows.timeline import TimelineFilter, TimelineKind, TimelineRow


def get_summary(viewer: Viewer, enrolment_id: int, *, case_id: int | None, as_of: date, today: date) -> SummaryRow:
    """As of a day, by the days of the records as they are known now; NotFound where they are closed to the viewer ``today``.

    課題 are the challenges, 取組 the 報告用要約 of held visits and meetings, 成果 the outcomes (with a case also those that
    name none), 今後 the open next actions. Where something is missing it says so and makes nothing up.
    """
    if get_company(viewer, enrolment_id, today=today).record is None:
        raise NotFound
    events = [
        row
        for kind in (TimelineKind.VISIT, TimelineKind.MEETING)
        for row in list_timeline(viewer, enrolment_id, today=today, kind=kind)
        if not row.is_draft and TimelineFilter(case=case_id).lets_through(row)
    ]
    held = sorted(
        (row for row in events if row.status is EventStatus.HELD and row.on <= as_of), key=lambda row: (row.on, row.thing_id)
    )
    told = [line for row in held for line in _told(row, case_id)]
    with_words = {(line.kind, line.thing_id) for line in told}
    coming = [
        row.on
        for row in events
        if row.kind is TimelineKind.VISIT
        and (
            (row.status is EventStatus.SCHEDULED and row.on >= as_of)
            or (row.status is EventStatus.HELD and row.on > as_of)  # what was held later stood as planned
        )
    ]
    challenges = list(_challenges(viewer, enrolment_id, case_id, as_of, today))
    outcomes = list(_outcomes(viewer, enrolment_id, case_id, as_of, today))
    actions = list(_actions(viewer, enrolment_id, case_id, as_of, today))
    room = share([len(lines) for lines in (challenges, told, outcomes, actions)])
    return SummaryRow(
        challenges=SummaryPart(*cut(challenges, room[0])),
        work=SummaryPart(*cut(told, room[1], latest=True)),
        outcomes=SummaryPart(*cut(outcomes, room[2], latest=True)),
        to_come=SummaryPart(*cut(actions, room[3])),
        untold=tuple(
            SummaryLine(row.kind, row.thing_id, row.on, "") for row in held if (row.kind, row.thing_id) not in with_words
        ),
        next_visit_on=min(coming, default=None),
        narrative=_narrative(viewer, enrolment_id, case_id),
    )


def _narrative(viewer: Viewer, enrolment_id: int, case_id: int | None) -> NarrativeVersionRow | None:
    """Of the case that the sheet is of; a company with one case is that case."""
    cases = [case_id] if case_id is not None else [row.case_id for row in list_cases(viewer, enrolment_ids=[enrolment_id])]
    return list_standing_narratives(viewer, cases).get(cases[0]) if len(cases) == 1 else None


def _told(row: TimelineRow, case_id: int | None) -> Iterator[SummaryLine]:
    for note in row.notes:
        if note.report_summary and case_id in (None, note.case_id):
            yield SummaryLine(row.kind, row.thing_id, row.on, shorten(note.report_summary), shorten(note.title, LONGEST_CASE))


def _challenges(viewer: Viewer, enrolment_id: int, case_id: int | None, as_of: date, today: date) -> Iterator[SummaryLine]:
    for row in list_challenges(viewer, today=today, filters=ChallengeFilter(company=enrolment_id, case=case_id)):
        if row.raised_on > as_of:
            continue
        yield SummaryLine(
            TimelineKind.CHALLENGE,
            row.challenge_id,
            row.raised_on,
            shorten(row.title),
            shorten(row.case_title, LONGEST_CASE),
            challenge=row.status,
        )


def _outcomes(viewer: Viewer, enrolment_id: int, case_id: int | None, as_of: date, today: date) -> Iterator[SummaryLine]:
    rows = list_outcomes(viewer, today=today, filters=OutcomeFilter(company=enrolment_id, to_on=as_of))
    for row in reversed(rows):
        if case_id is None or row.case_id in (None, case_id):
            words = shorten(row.description or "")
            yield SummaryLine(
                TimelineKind.OUTCOME,
                row.outcome_id,
                row.outcome_on,
                words,
                shorten(row.case_title or "", LONGEST_CASE),
                outcome=row.kind,
            )


def _actions(viewer: Viewer, enrolment_id: int, case_id: int | None, as_of: date, today: date) -> Iterator[SummaryLine]:
    """What was agreed by then and not done by then; one that came from no record is taken as agreed."""
    filters = ActionFilter(company=enrolment_id)
    for row in sorted(list_actions(viewer, today=today, filters=filters), key=lambda row: (row.due_on, row.action_id)):
        agreed_on = row.visit_on or row.meeting_on or as_of
        is_open = row.status is ActionStatus.OPEN or (row.done_on is not None and row.done_on > as_of)
        if agreed_on <= as_of and is_open and (case_id is None or row.case_id in (None, case_id)):
            yield SummaryLine(
                TimelineKind.ACTION,
                row.action_id,
                row.due_on,
                shorten(row.what),
                shorten(row.case_title or "", LONGEST_CASE),
                owner=row.owner,
            )
