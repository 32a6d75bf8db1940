"""What needs somebody, company by company: the exceptions of the dashboard, read off rows that are loaded already."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from tracker.domain.attention import AttentionKind
from tracker.domain.cadence import MonthState
from tracker.domain.month_closes import MonthProgress
from tracker.domain.phases import is_stuck, stands_still_since
from tracker.domain.warnings import EventKind, WarningKind
from tracker.rows.actions import ActionRow
from tracker.rows.assessments import AwaitedRaterRow
from tracker.rows.attachments import ToTypeUpRow
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.dashboard import AttentionRow, DraftRow
from tracker.rows.phases import CaseProgressRow
from tracker.rows.staffing import StaffingRow
from tracker.rows.unassigned import UnassignedRow
from tracker.rows.warnings import WarningRow


def of_company(
    year: CompanyYearRow, staffing: StaffingRow, *, today: date, drafts: Collection[int] = ()
) -> Iterator[AttentionRow]:
    """Team, months and meetings of one company; ``drafts`` are visits that are listed as stale drafts already."""
    who = _lead(staffing)
    if staffing.needs_mending:
        since = _understaffed_since(staffing, today)
        yield AttentionRow(
            AttentionKind.STAFFING,
            year.enrolment_id,
            year.name,
            who,
            since,
            (today - since).days + 1,
            subject=f"{year.enrolment_id}",
            staffing=staffing,
        )
    for cell in year.cells:
        if cell.state is MonthState.UNSCHEDULED:
            since = year.open_gap.from_on if year.open_gap else year.support.starts_on
            yield AttentionRow(
                AttentionKind.UNSCHEDULED,
                year.enrolment_id,
                year.name,
                who,
                since,
                (today - since).days,
                subject=f"{year.enrolment_id}/{cell.month.iso}",
                month=cell.month,
                never_visited=year.open_gap is None,
            )
        if cell.state is MonthState.MISSED:
            yield AttentionRow(
                AttentionKind.MISSED,
                year.enrolment_id,
                year.name,
                who,
                cell.month.first,
                (today - cell.month.last).days,
                subject=f"{year.enrolment_id}/{cell.month.iso}",
                month=cell.month,
            )
    awaiting = {visit_id for cell in year.cells for visit_id in cell.awaiting_ids} - set(drafts)
    for visit in year.visits:
        if visit.visit_id in awaiting:
            yield AttentionRow(
                AttentionKind.AWAITING_RECORD,
                year.enrolment_id,
                year.name,
                who,
                visit.on,
                (today - visit.on).days,
                subject=f"visit/{visit.visit_id}",
                visit_id=visit.visit_id,
                is_draft=visit.is_draft,
            )
    for gap in year.unsettled_gaps:
        yield AttentionRow(
            AttentionKind.MISSING_MEETING,
            year.enrolment_id,
            year.name,
            who,
            gap.from_on,
            (today - gap.to_on).days,
            subject=f"{year.enrolment_id}/{gap.from_on}",
            until=gap.to_on,
        )


def of_draft(draft: DraftRow, staffing: StaffingRow, today: date) -> AttentionRow:
    """A draft left lying: whoever wrote it, else the company's lead."""
    return AttentionRow(
        AttentionKind.STALE_DRAFT,
        draft.enrolment_id,
        draft.company_name,
        draft.written_by or _lead(staffing),
        draft.on,
        (today - draft.on).days,
        subject=_record(draft.visit_id, draft.meeting_id),
        version=draft.version,
        visit_id=draft.visit_id,
        meeting_id=draft.meeting_id,
        is_draft=True,
    )


def of_unassigned(record: UnassignedRow, staffing: StaffingRow, today: date) -> AttentionRow:
    """A held record of a company with several cases that says of none what it is about."""
    return AttentionRow(
        AttentionKind.UNASSIGNED,
        record.enrolment_id,
        record.company,
        _lead(staffing),
        record.on,
        (today - record.on).days,
        subject=f"note/{record.note_id}",
        visit_id=record.visit_id,
        meeting_id=record.meeting_id,
        note_id=record.note_id if record.may_assign else None,
    )


def of_note_to_type_up(note: ToTypeUpRow, staffing: StaffingRow, today: date) -> AttentionRow:
    """清書待ち: a held visit or meeting whose note is a picture or a recording only."""
    return AttentionRow(
        AttentionKind.TO_TYPE_UP,
        note.enrolment_id,
        note.company,
        _lead(staffing),
        note.on,
        (today - note.on).days,
        subject=_record(note.visit_id, note.meeting_id),
        visit_id=note.visit_id,
        meeting_id=note.meeting_id,
    )


def of_action(action: ActionRow, today: date) -> AttentionRow:
    return AttentionRow(
        AttentionKind.OVERDUE_ACTION,
        action.enrolment_id,
        action.company,
        action.owner,
        action.due_on,
        action.days_overdue(today),
        subject=f"{action.action_id}",
        what=action.what,
    )


def of_case(
    case: CaseProgressRow, year: CompanyYearRow, staffing: StaffingRow, *, days: int, today: date
) -> Iterator[AttentionRow]:
    """A case that has not moved to a further phase for more than so many days."""
    if not is_stuck(case.progress, support=year.support, days=days, today=today):
        return
    since = stands_still_since(case.progress, supported_from=year.support.starts_on)
    yield AttentionRow(
        AttentionKind.STUCK_CASE,
        case.enrolment_id,
        case.company_name,
        _lead(staffing),
        since,
        (today - since).days,
        subject=f"{case.case_id}",
        case_id=case.case_id,
        what=case.title,
        phase=case.progress.furthest,
    )


WARNED = {
    WarningKind.MADE_FINAL_LATE: AttentionKind.RECORDED_LATE,
    WarningKind.OVERLAPPING_HOURS: AttentionKind.OVERLAP,
    WarningKind.SAME_COMPANY_SAME_DAY: AttentionKind.DOUBLE,
}


def of_warning(row: WarningRow, staffing: StaffingRow, *, late_by: int, today: date) -> Iterator[AttentionRow]:
    """A record that was made final late (``late_by`` days), somebody in two places at once, two records of a company on a day.

    ``staffing`` is the company's, of a meeting about several the first one's.
    """
    kind, warning = WARNED.get(row.warning.kind), row.warning
    if kind is None:
        return
    names = "+".join(f"{event.kind.value}/{event.event_id}" for event in warning.events)
    first = warning.events[0]
    yield AttentionRow(
        kind,
        staffing.enrolment_id,
        staffing.company_name,
        row.producer or _lead(staffing),
        warning.on,
        late_by if kind is AttentionKind.RECORDED_LATE else (today - warning.on).days,
        subject=f"{names}/{warning.producer_id}" if warning.producer_id else names,
        visit_id=first.event_id if first.kind is EventKind.VISIT else None,
        meeting_id=first.event_id if first.kind is EventKind.MEETING else None,
        producer_id=warning.producer_id,
    )


def of_rater(rater: AwaitedRaterRow, today: date) -> AttentionRow:
    """Somebody whose assessment a round waits for."""
    return AttentionRow(
        AttentionKind.NOT_HANDED_IN,
        0,
        "",
        rater.name,
        rater.opened_on,
        (today - rater.due_on).days,
        subject=f"{rater.round_id}/{rater.rater}",
        until=rater.due_on,
        what=rater.round_name,
        round_id=rater.round_id,
    )


def of_month(month: MonthProgress, managers: tuple[str, ...], today: date) -> AttentionRow:
    """A month that is over and not closed: one line, however many companies are left."""
    return AttentionRow(
        AttentionKind.OPEN_MONTH,
        0,
        "",
        "",
        month.month.last,
        (today - month.month.last).days,
        subject=month.month.iso,
        month=month.month,
        count=month.left,
        people=managers,
    )


def _record(visit_id: int | None, meeting_id: int | None) -> str:
    return f"visit/{visit_id}" if meeting_id is None else f"meeting/{meeting_id}"


def _lead(staffing: StaffingRow) -> str:
    return staffing.team.lead.name if staffing.team.lead else ""


def _understaffed_since(staffing: StaffingRow, today: date) -> date:
    """The first day of the places that are empty now, or were on the last day of a support that is over."""
    ends_on = staffing.support.ends_on
    day = today if ends_on is None else min(today, ends_on)
    return min((gap.period.starts_on for gap in staffing.gaps if day in gap.period), default=staffing.support.starts_on)
