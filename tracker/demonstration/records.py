"""The demonstration's visits and meetings, written down as the team would have done it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from tracker.demonstration.cast import COMPANIES
from tracker.demonstration.field_log import came_up, progress_of
from tracker.demonstration.left_open import CONFIRMED, PICTURE_KEY, PICTURED, confirm
from tracker.demonstration.stage import Stage, at_evening
from tracker.demonstration.words import ACTIONS, MEETING_WORDS, MEMO, STEPS, Step
from tracker.demonstration.year import DAYS_OF_DRAFT, HANDED_OVER, JOINED, MISSED, UNDERSTAFFED, MeetingPlan, VisitPlan
from tracker.domain.cadence import VisitMode
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import CaseNote
from tracker.domain.phases import FACT_PHASES, Phase
from tracker.domain.visits import ActionNoted, VisitRecord
from tracker.services.actions import add_action
from tracker.services.meetings import log_meeting
from tracker.services.scheduled_visits import schedule_visit
from tracker.services.visits import log_visit

LATE_BY = timedelta(days=9)


def log_planned_visit(stage: Stage, visit: VisitPlan) -> None:
    record = VisitRecord(
        visit_on=visit.on,
        mode=VisitMode.ONLINE if visit.is_online else VisitMode.ONSITE,
        start_time=time(10 + 3 * (visit.place % 2), 0),
        end_time=time(12 + 3 * (visit.place % 2), 0),
        place="" if visit.is_online else "本社工場",
        producer_ids=stage.team(visit.place, visit.on),
    )
    enrolment_id = stage.enrolment_ids[visit.place]
    if not visit.is_recorded:
        noted_on = min(stage.plan.today, visit.on) - timedelta(days=14)
        schedule_visit(stage.manager, enrolment_id=enrolment_id, record=record, today=noted_on, now=at_evening(noted_on))
        return
    entered_on = visit.on + LATE_BY if visit.place == HANDED_OVER and visit.step == 1 else visit.on
    entered_on = min(entered_on, stage.plan.today)
    notes, pictures = _notes(stage, visit.place, visit.step), {}
    if visit == _pictured(stage):
        notes, pictures = _as_a_picture(notes), {notes[0].case_id: frozenset({PICTURE_KEY})}
    visit_id = log_visit(
        stage.manager,
        enrolment_id=enrolment_id,
        record=VisitRecord(
            visit_on=record.visit_on,
            mode=record.mode,
            start_time=record.start_time,
            end_time=record.end_time,
            place=record.place,
            producer_ids=record.producer_ids,
            counterparts="社長、製造部長",
            decisions="次回までに、それぞれの宿題を進める。",
            internal_memo=MEMO if visit.step == 2 else "",
            notes=notes,
            pictures=pictures,
        ),
        actions=_actions(stage, visit),
        today=entered_on,
        now=at_evening(entered_on),
    )
    if (visit.place, visit.step) == (CONFIRMED, 0):
        confirm(stage, visit_id, visit.on)


def has_a_picture(stage: Stage) -> bool:
    """Whether the year is long enough for a visit whose note is a photo."""
    return _pictured(stage) is not None


def _pictured(stage: Stage) -> VisitPlan | None:
    """The last recorded visit of the company whose notebook was photographed; none while it is the only one."""
    recorded = [visit for visit in stage.plan.visits() if visit.place == PICTURED and visit.is_recorded]
    return max(recorded, key=lambda visit: visit.on) if len(recorded) > 1 else None


def _as_a_picture(notes: tuple[CaseNote, ...]) -> tuple[CaseNote, ...]:
    """The first note without its words: what was heard and seen is on the photo."""
    first = notes[0]
    return (replace(first, phases=first.phases | {Phase.OBSERVE}, facts=""), *notes[1:])


def _notes(stage: Stage, place: int, step: int) -> tuple[CaseNote, ...]:
    """The note of each case; one company runs ahead of the order on its case, another on its second."""
    written = STEPS[min(step, len(STEPS) - 1)]
    if place == MISSED and step == 0:
        written = STEPS[3]
    if place == UNDERSTAFFED:  # stands at listen for a long time
        written = STEPS[0] if step < 4 else STEPS[2]
    notes = [_note(case_id, written) for case_id in stage.case_ids[place][:1]]
    notes += [_note(case_id, STEPS[3] if step == 1 else STEPS[0]) for case_id in stage.case_ids[place][1:] if step in (1, 3)]
    return tuple(notes)


def _note(case_id: int, step: Step) -> CaseNote:
    phases = frozenset(phase for phase in step.phases if phase in FACT_PHASES or step.interpretation)
    return CaseNote(case_id, phases, step.facts, step.interpretation, step.summary)


def _actions(stage: Stage, visit: VisitPlan) -> tuple[ActionNoted, ...]:
    company = COMPANIES[visit.place]
    return (
        ActionNoted(
            what=ACTIONS[(visit.place + visit.step) % len(ACTIONS)],
            due_on=visit.on + timedelta(days=21),
            owner_id=stage.producer_ids[company.lead],
        ),
    )


def log_planned_meeting(stage: Stage, meeting: MeetingPlan) -> None:
    words, decision = MEETING_WORDS[meeting.step % len(MEETING_WORDS)]
    log_meeting(
        stage.manager,
        record=MeetingRecord(
            meeting_on=meeting.on,
            mode=VisitMode.ONLINE,
            start_time=time(16, 0),
            end_time=time(17, 0),
            producer_ids=stage.team(meeting.place, meeting.on),
            sections=(
                SectionRecord(
                    enrolment_id=stage.enrolment_ids[meeting.place],
                    decisions=f"{words}\n{decision}",
                    progress=progress_of(stage, meeting.place, meeting.step, meeting.on),
                    raised=came_up(stage, meeting.place, meeting.step),
                    notes=tuple(
                        CaseNote(case_id, frozenset({Phase.LISTEN}), facts=words)
                        for case_id in stage.case_ids[meeting.place][:1]
                        if meeting.step == 0
                    ),
                ),
            ),
        ),
        today=meeting.on,
        now=at_evening(meeting.on),
    )


def schedule_today_and_tomorrow(stage: Stage) -> None:
    """What the first supporter's 今日 shows: a visit of their own in the afternoon, and tomorrow one that they join."""
    for place, after, joins in ((0, 0, frozenset[int]()), (JOINED, 1, frozenset({stage.producer_ids[0]}))):
        on = stage.plan.today + timedelta(days=after)
        if not stage.plan.starts_on <= on <= stage.plan.ends_on:
            continue
        noted_on = max(stage.plan.starts_on, stage.plan.today - timedelta(days=10))
        schedule_visit(
            stage.manager,
            enrolment_id=stage.enrolment_ids[place],
            record=VisitRecord(
                visit_on=on,
                start_time=time(14, 0),
                end_time=time(16, 0),
                place="第二工場 応接室",
                producer_ids=stage.team(place, on) | joins,
            ),
            today=noted_on,
            now=at_evening(noted_on),
        )
    for what, days, owner_id, owner_name in (
        ("競合する装置の価格帯を調べて共有する", 2, stage.producer_ids[0], ""),
        ("顧客3社に試用を打診した結果を知らせる", -1, None, "営業部長"),
    ):
        if stage.plan.today + timedelta(days=days) > stage.plan.starts_on:
            add_action(
                stage.manager,
                enrolment_id=stage.enrolment_ids[0],
                what=what,
                owner_id=owner_id,
                owner_name=owner_name,
                due_on=stage.plan.today + timedelta(days=days),
                today=stage.plan.today,
                now=at_evening(stage.plan.today - timedelta(days=7)),
            )


def leave_a_draft(stage: Stage) -> None:
    """A visit that somebody began to write down and left lying."""
    on = stage.plan.today - timedelta(days=DAYS_OF_DRAFT)
    if on <= stage.plan.starts_on:
        return
    log_visit(
        stage.manager,
        enrolment_id=stage.enrolment_ids[HANDED_OVER],
        record=VisitRecord(visit_on=on, producer_ids=stage.team(HANDED_OVER, on), notes=()),
        as_draft=True,
        today=on,
        now=at_evening(on),
    )
