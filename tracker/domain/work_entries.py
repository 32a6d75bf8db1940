"""An entry of one's own hours as it is written down, and what must be in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_LINE, check_length
from tracker.domain.words import N_
from tracker.domain.work_log import Activity, SourceKind, SourceRef, WorkKind

MINUTES_OF_DAY = 24 * 60
# Visits, meetings, trainings, exhibitions and travel have records of their own, from which their hours are read.
OWN_KINDS = (WorkKind.PREPARATION, WorkKind.REPORT_WRITING, WorkKind.OTHER_DUTIES)


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """From when to when, or how many minutes; a start with minutes reaches to midnight where need be."""

    work_on: date
    kind: WorkKind
    start_time: time | None = None
    end_time: time | None = None
    minutes: int | None = None
    break_minutes: int = 0
    note: str = ""
    enrolment_id: int | None = None
    case_id: int | None = None


def minute_of(moment: time | None) -> int | None:
    """Minutes from midnight."""
    return None if moment is None else moment.hour * 60 + moment.minute


def activity_of(entry: WorkEntry, entry_id: int = 0) -> Activity:
    """The entry as the diary counts it."""
    return Activity(
        on=entry.work_on,
        kind=entry.kind,
        ref=SourceRef(SourceKind.OWN, entry_id),
        start=minute_of(entry.start_time),
        end=minute_of(entry.end_time),
        given_minutes=entry.minutes,
        break_minutes=entry.break_minutes,
        companies=() if entry.enrolment_id is None else (entry.enrolment_id,),
    )


def check_entry(entry: WorkEntry, *, today: date, others_of_day: int = 0) -> None:
    """Raise RuleBroken for what cannot have been worked; ``others_of_day``: minutes of that day that stand elsewhere."""
    if entry.work_on > today:
        raise RuleBroken(N_("これからの日の時間は入力できません。今日までの日付にしてください。"), field="work_on")
    if entry.kind not in OWN_KINDS:
        raise RuleBroken(
            N_("訪問・会議・研修・展示会・移動の時間は、それぞれの記録から入ります。ここでは選べません。"), field="kind"
        )
    check_hours(entry.start_time, entry.end_time, entry.minutes)
    check_break(entry.break_minutes, gross=activity_of(entry).gross_minutes)
    check_length(entry.note, field="note", at_most=LONGEST_LINE)
    if entry.kind is WorkKind.OTHER_DUTIES and not entry.note:
        raise RuleBroken(N_("その他業務は、内容を1行で入力してください。"), field="note")
    check_day(entry.work_on, others_of_day + (activity_of(entry).minutes or 0), field="minutes")


def check_hours(start_time: time | None, end_time: time | None, minutes: int | None) -> None:
    """Raise RuleBroken for times that contradict each other, reach over midnight, or are not there at all."""
    start, end = minute_of(start_time), minute_of(end_time)
    if start is None and end is not None:
        raise RuleBroken(N_("開始時刻も入力してください。"), field="start_time")
    if end is None and minutes is None:
        raise RuleBroken(N_("開始と終了の時刻か、時間（分）を入力してください。"), field="minutes")
    if start is not None and end is not None:
        if end <= start:
            raise RuleBroken(
                N_(
                    "終了時刻は開始時刻より後にしてください。日をまたぐときは日ごとに分け、"
                    "0時までの分は終了時刻を空けて時間（分）を入力してください。"
                ),
                field="end_time",
            )
        if minutes is not None and minutes != end - start:
            raise RuleBroken(
                N_("開始から終了までは%(span)s分です。時刻と時間（分）のどちらか一方だけを入力してください。"),
                field="minutes",
                span=end - start,
            )
    elif minutes is not None and not 0 < minutes <= MINUTES_OF_DAY - (start or 0):
        raise RuleBroken(
            N_("時間は1分から%(maximum)s分（その日の0時まで）にしてください。翌日の分は、翌日の日付で入力してください。"),
            field="minutes",
            maximum=MINUTES_OF_DAY - (start or 0),
        )


def check_break(break_minutes: int, *, gross: int | None) -> None:
    """Raise RuleBroken for a break that does not lie inside its hours."""
    if break_minutes < 0 or (break_minutes and (gross is None or break_minutes >= gross)):
        raise RuleBroken(
            N_("休憩は、開始から終了までの時間（%(gross)s分）より短くしてください。"), field="break_minutes", gross=gross or 0
        )


def check_day(on: date, minutes: int, *, field: str) -> None:
    """Raise RuleBroken where a day would have more than 24 hours."""
    if minutes > MINUTES_OF_DAY:
        raise RuleBroken(
            N_("%(day)sの合計が24時間を超えます（%(minutes)s分）。ほかの記録と合わせて確かめてください。"),
            field=field,
            day=on,
            minutes=minutes,
        )
