"""Two people write down the same visit: one record takes both texts, and nothing that either of them wrote goes."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from tracker.domain.challenges import Progress
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.tools import distinct_uses
from tracker.domain.visits import VisitRecord
from tracker.domain.words import N_


class SameDay(StrEnum):
    """What is done where the company has a record of that day: ask first, add to it, or keep another one of a second visit."""

    ASK = "ask"
    ADD = "add"
    SEPARATE = "separate"


class RecordedAlready(RuleBroken):
    """The company has a record of that day: whoever saves another one says first which is meant."""

    def __init__(self, visit_id: int) -> None:
        super().__init__(
            N_("同日の訪問記録があります。その記録に書き足すか、別の訪問として保存するかを選んでください。"), field="same_day"
        )
        self.visit_id = visit_id


def joined(stored: VisitRecord, typed: VisitRecord, *, by: str) -> VisitRecord:
    """The stored record with what a second person typed behind it, under their name; joining the same again changes nothing.

    What only one of the two says is taken as it is; of the day's facts (hours, place, way) the stored ones stand.
    """
    has_hours = stored.start_time is not None or stored.end_time is not None
    return replace(
        stored,
        producer_ids=stored.producer_ids | typed.producer_ids,
        start_time=stored.start_time if has_hours else typed.start_time,
        end_time=stored.end_time if has_hours else typed.end_time,
        place=stored.place or typed.place,
        other_attendees=_both(stored.other_attendees, typed.other_attendees, by),
        counterparts=_both(stored.counterparts, typed.counterparts, by),
        decisions=_both(stored.decisions, typed.decisions, by),
        internal_memo=_both(stored.internal_memo, typed.internal_memo, by),
        notes=_notes(stored, typed, by),
        tools=stored.tools if typed.tools is None else distinct_uses((*(stored.tools or ()), *typed.tools)),
        progress=_progress(stored, typed, by),
        raised=typed.raised,
        pictures={
            case_id: stored.pictures.get(case_id, frozenset()) | typed.pictures.get(case_id, frozenset())
            for case_id in {*stored.pictures, *typed.pictures}
        },
    )


def _notes(stored: VisitRecord, typed: VisitRecord, by: str) -> tuple[CaseNote, ...]:
    there = {note.case_id: note for note in stored.notes}
    for note in typed.notes:
        if note.is_blank:
            continue
        earlier = there.get(note.case_id)
        there[note.case_id] = note if earlier is None else join_notes(earlier, note, by=by)
    return tuple(there.values())


def join_notes(stored: CaseNote, typed: CaseNote, *, by: str) -> CaseNote:
    """Two notes on one case as one."""
    return CaseNote(
        case_id=stored.case_id,
        phases=stored.phases | typed.phases,
        in_picture=stored.in_picture or typed.in_picture,
        facts=_both(stored.facts, typed.facts, by),
        interpretation=_both(stored.interpretation, typed.interpretation, by),
        report_summary=_both(stored.report_summary, typed.report_summary, by),
    )


def _progress(stored: VisitRecord, typed: VisitRecord, by: str) -> tuple[Progress, ...]:
    """How far each challenge came: the second answer stands, with both texts."""
    there = {one.challenge_id: one for one in stored.progress}
    for one in typed.progress:
        earlier = there.get(one.challenge_id)
        if one.state is not None or one.words:
            words = one.words if earlier is None else _both(earlier.words, one.words, by)
            there[one.challenge_id] = replace(one, words=words, state=one.state or (earlier.state if earlier else None))
    return tuple(there.values())


def _both(stored: str, typed: str, by: str) -> str:
    """The second text behind the first, unless the first says it already."""
    if not typed or typed in stored:
        return stored
    if not stored or stored in typed:
        return typed
    return f"{stored}\n\n【{by}】\n{typed}"
