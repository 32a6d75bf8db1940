"""The exceptions of the dashboard in words: whose, since when, and the link to where each is mended."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import Month
from tracker.rows.dashboard import AttentionRow, DashboardRow
from tracker.web.attention import IN_SIGHT, Group, Line
from tracker.web.event_states import AWAITING
from tracker.web.exception_words import TITLES, label_of, note_of, who_of

# What those are told who do not decide on it.
HINTS_OF_OTHERS: dict[AttentionKind, Any] = {
    AttentionKind.STAFFING: _l("担当を決めるのはマネージャーです。"),
    AttentionKind.UNSCHEDULED: _l("訪問の予定を入れてください。"),
    AttentionKind.MISSED: _l("訪問していれば記録してください。見送り（理由承認）にするかは、マネージャーが決めます。"),
}
BY_COMPANY = (AttentionKind.STAFFING, AttentionKind.UNSCHEDULED)
BY_PERSON = (AttentionKind.NOT_HANDED_IN,)
BY_MONTH = (AttentionKind.OPEN_MONTH,)


def groups(row: DashboardRow, *, staffs: bool, with_words: bool = True) -> list[Group]:
    """The kinds of which there is something, in their order; ``staffs``: whether the viewer decides on teams and months."""
    found = (group_of(row, kind, staffs=staffs, with_words=with_words) for kind in TITLES)
    return [group for group in found if group is not None]


def group_of(
    row: DashboardRow, kind: AttentionKind, *, staffs: bool, whole: bool = False, with_words: bool = True
) -> Group | None:
    """One kind, or None where there is nothing of it: its first lines folded as the dashboard has them, or a ``whole`` page."""
    if kind not in row.attention.counts:
        return None
    number = row.attention.counts[kind]
    lines = tuple(
        Line(
            label_of(one),
            _url(one, staffs=staffs, may_log=one.enrolment_id in row.loggable),
            note_of(one, with_words=with_words),
            who_of(one),
            snooze_url=url_for("snoozes.new", kind=kind.value, subject=one.subject) if staffs else "",
            instead=_instead(one, staffs=staffs, may_log=one.enrolment_id in row.loggable),
        )
        for one in row.of_kind(kind)
    )
    title, state, hint = TITLES[kind]
    hint = hint if staffs else HINTS_OF_OTHERS.get(kind, hint)
    anchor = f"attention-{kind.value}"
    has_snoozed = any(one.snooze.kind is kind for one in row.attention.snoozed)
    lists = {
        AttentionKind.OVERDUE_ACTION: url_for("actions.index", overdue=1),
        AttentionKind.UNASSIGNED: url_for("unassigned.index"),
    }
    everything = all_of(kind) if has_snoozed and kind in lists else lists.get(kind)  # the list does not know of snoozes
    beyond = number.lines - len(lines)
    return Group(
        anchor=anchor,
        title=str(title),
        state=state,
        count=_count(kind, number.rows),
        url=everything or (all_of(kind) if beyond else f"#{anchor}"),
        hint=str(hint),
        lines=lines if whole else lines[:IN_SIGHT],
        more=() if whole else lines[IN_SIGHT:],
        line_count=number.lines,
        beyond=0 if whole else beyond,
        list_link=_list_of(kind),
    )


def _list_of(kind: AttentionKind) -> tuple[str, str] | None:
    """The list that says of more than these that they await their record: also of drafts that stand under their own heading."""
    if kind is not AttentionKind.AWAITING_RECORD:
        return None
    return _("訪問の一覧で見る"), url_for("visits.index", status=AWAITING.value)


def all_of(kind: AttentionKind) -> str:
    """Where all lines of a kind stand, page by page: of thousands of companies the dashboard names the first."""
    return url_for("dashboard.show", attention=kind.value)


def _count(kind: AttentionKind, count: int) -> str:
    if kind in BY_COMPANY:
        return ngettext("%(count)s社", "%(count)s社", count, count=count)
    if kind in BY_PERSON:
        return ngettext("%(count)s名", "%(count)s名", count, count=count)
    if kind in BY_MONTH:
        return ngettext("%(count)sか月", "%(count)sか月", count, count=count)
    return ngettext("%(count)s件", "%(count)s件", count, count=count)


def _instead(one: AttentionRow, *, staffs: bool, may_log: bool) -> tuple[str, str] | None:
    """Where whoever may says that it was not made, not needed, or that they have looked into it."""
    match one.kind:
        case AttentionKind.UNSCHEDULED if staffs and one.month:
            return _("見送りにする"), url_for("months.excuse", enrolment_id=one.enrolment_id, month=one.month.iso)
        case AttentionKind.AWAITING_RECORD if may_log and not one.is_draft:
            return _("訪問しなかった"), url_for("visits.cancel", visit_id=one.visit_id)
        case AttentionKind.MISSING_MEETING if staffs:
            return _("会議不要"), url_for("settlements.settle_gaps", enrolment_id=one.enrolment_id, after=one.since)
        case AttentionKind.RECORDED_LATE if staffs and one.meeting_id is not None:
            return _("確認済みにする"), url_for("settlements.settle_late_meeting", meeting_id=one.meeting_id)
        case AttentionKind.RECORDED_LATE if staffs:
            return _("確認済みにする"), url_for("settlements.settle_late_visit", visit_id=one.visit_id)
    return None


def _url(one: AttentionRow, *, staffs: bool, may_log: bool) -> str:
    """Where it is mended, for those who may; else where it is seen."""
    company = one.enrolment_id
    match one.kind:
        case AttentionKind.STAFFING:
            return url_for("staffing.edit" if staffs else "staffing.show", enrolment_id=company)
        case AttentionKind.UNSCHEDULED if may_log:
            return url_for("visits.schedule", company=company)
        case AttentionKind.AWAITING_RECORD if may_log:
            return url_for("visits.log", visit_id=one.visit_id)
        case AttentionKind.AWAITING_RECORD if not one.is_draft:
            return url_for("visits.show", visit_id=one.visit_id)
        case AttentionKind.STALE_DRAFT if one.meeting_id is not None:
            return url_for("meetings.edit", meeting_id=one.meeting_id)
        case AttentionKind.STALE_DRAFT:
            return url_for("visits.log", visit_id=one.visit_id)
        case AttentionKind.MISSED if staffs and one.month:
            return url_for("months.excuse", enrolment_id=company, month=one.month.iso)
        case AttentionKind.MISSED if may_log:
            return url_for("visits.new", company=company)
        case AttentionKind.MISSED | AttentionKind.UNSCHEDULED:
            return url_for("companies.show", enrolment_id=company)  # its visits of the month would be an empty list
        case AttentionKind.MISSING_MEETING if may_log:
            return url_for("meetings.new", company=company, after=one.since)
        case AttentionKind.MISSING_MEETING:
            days: dict[str, Any] = {"from": one.since, "to": one.until}
            return url_for("meetings.index", company=company, **days)
        case AttentionKind.OVERDUE_ACTION:
            return url_for("actions.index", company=company, overdue=1)
        case AttentionKind.TO_TYPE_UP if one.meeting_id is not None:
            return url_for("meetings.type_up", meeting_id=one.meeting_id)
        case AttentionKind.TO_TYPE_UP:
            return url_for("visits.type_up", visit_id=one.visit_id)
        case AttentionKind.STUCK_CASE:
            return url_for("cases.show", case_id=one.case_id)
        case AttentionKind.NOT_HANDED_IN if staffs:
            return url_for("assessments.remind", round_id=one.round_id)
        case AttentionKind.NOT_HANDED_IN:
            return url_for("assessments.show", round_id=one.round_id, _anchor="hand-ins")
        case AttentionKind.OPEN_MONTH if one.month:
            return url_for("closing.show", month=one.month.iso)
        case AttentionKind.RECORDED_LATE | AttentionKind.OVERLAP if one.meeting_id is not None:
            return url_for("meetings.show", meeting_id=one.meeting_id)
        case AttentionKind.RECORDED_LATE | AttentionKind.OVERLAP:
            return url_for("visits.show", visit_id=one.visit_id)
        case AttentionKind.DOUBLE:
            of_day: dict[str, Any] = {"company": company, "from": one.since, "to": one.since}
            return url_for("visits.index" if one.meeting_id is None else "meetings.index", **of_day)
        case AttentionKind.UNASSIGNED if one.note_id is not None:
            return url_for("unassigned.assign", note_id=one.note_id)
        case AttentionKind.UNASSIGNED:
            return url_for("unassigned.index")
    return url_for("closing.show", month=Month.of(one.since).iso)  # a draft of others is in no list of visits
