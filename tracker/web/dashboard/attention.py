"""The exceptions of the dashboard in words: whose, since when, and the link to where each is mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.rows.dashboard import AttentionKind, AttentionRow, DashboardRow
from tracker.web.attention import IN_SIGHT, Group, Line
from tracker.web.dashboard.words import say_compact_day
from tracker.web.language import say_month, say_short_day
from tracker.web.paging import PAGE_SIZE

TITLES: dict[AttentionKind, tuple[Any, str, Any]] = {
    AttentionKind.STAFFING: (_l("体制不足・体制未確定"), "missed", _l("担当を決めてください。")),
    AttentionKind.UNSCHEDULED: (_l("今月の訪問が日程未定"), "unscheduled", _l("訪問の予定を入れてください。")),
    AttentionKind.AWAITING_RECORD: (_l("記録待ち"), "awaiting_record", _l("訪問の記録を書いてください。")),
    AttentionKind.MISSED: (_l("未実施（理由なし）"), "missed", _l("理由があれば見送り（理由承認）にしてください。")),
    AttentionKind.MISSING_MEETING: (_l("訪問の合間の会議なし"), "missed", _l("実施した会議があれば記録してください。")),
    AttentionKind.OVERDUE_ACTION: (_l("期限を過ぎた宿題"), "unscheduled", _l("完了にするか、期限を見直してください。")),
    AttentionKind.STALE_DRAFT: (_l("5日を過ぎた下書き"), "awaiting_record", _l("記録を確定してください。")),
    AttentionKind.TO_TYPE_UP: (_l("清書待ちのノート"), "awaiting_record", _l("写真や録音を見ながら文字にしてください。")),
    AttentionKind.UNASSIGNED: (_l("案件未指定の記録"), "unscheduled", _l("どの案件の記録かを選んでください。")),
}
# What those are told who do not decide on it.
HINTS_OF_OTHERS: dict[AttentionKind, Any] = {
    AttentionKind.STAFFING: _l("担当を決めるのはマネージャーです。"),
    AttentionKind.MISSED: _l("訪問していれば記録してください。見送り（理由承認）にするかは、マネージャーが決めます。"),
}
BY_COMPANY = (AttentionKind.STAFFING, AttentionKind.UNSCHEDULED)


def groups(row: DashboardRow, *, staffs: bool) -> list[Group]:
    """The kinds of which there is something, in their order; ``staffs``: whether the viewer decides on teams and months."""
    return [group for kind in TITLES if (group := group_of(row, kind, staffs=staffs)) is not None]


def group_of(row: DashboardRow, kind: AttentionKind, *, staffs: bool, page: int | None = None) -> Group | None:
    """One kind, or None where there is nothing of it: its first lines as the dashboard has them, or the lines of one page."""
    rows = row.of_kind(kind)
    if not rows:
        return None
    may_log = {company.enrolment_id: company.may_log for company in row.companies}
    together = list(_together(rows))
    first = (page - 1) * PAGE_SIZE if page else 0
    lines = tuple(
        Line(_label(some[0]), _url(some[0], staffs=staffs, may_log=may_log[some[0].enrolment_id]), _note(some), some[0].who)
        for some in together[first : first + PAGE_SIZE]
    )
    title, state, hint = TITLES[kind]
    hint = hint if staffs else HINTS_OF_OTHERS.get(kind, hint)
    anchor = f"attention-{kind.value}"
    is_overdue = kind is AttentionKind.OVERDUE_ACTION
    lists = {
        AttentionKind.OVERDUE_ACTION: url_for("actions.index", overdue=1),
        AttentionKind.UNASSIGNED: url_for("unassigned.index"),
    }
    beyond = max(len(together) - PAGE_SIZE, 0)
    return Group(
        anchor=anchor,
        title=str(title),
        state=state,
        count=_count(kind, row.totals.overdue_count if is_overdue else len(rows)),
        url=lists.get(kind) or (all_of(kind) if beyond else f"#{anchor}"),
        hint=str(hint),
        lines=lines if page else lines[:IN_SIGHT],
        more=() if page else lines[IN_SIGHT:],
        line_count=len(together),
        beyond=0 if page else beyond,
    )


def all_of(kind: AttentionKind) -> str:
    """Where all lines of a kind stand, page by page: of thousands of companies the dashboard names the first."""
    return url_for("dashboard.show", attention=kind.value)


def _together(rows: tuple[AttentionRow, ...]) -> Iterator[tuple[AttentionRow, ...]]:
    """What makes one line: missing meetings company by company, anything else for itself."""
    gaps: dict[int, list[AttentionRow]] = {}
    for one in rows:
        if one.kind is AttentionKind.MISSING_MEETING:
            gaps.setdefault(one.enrolment_id, []).append(one)
        else:
            yield (one,)
    yield from (tuple(of_company) for of_company in gaps.values())


def _count(kind: AttentionKind, count: int) -> str:
    if kind in BY_COMPANY:
        return ngettext("%(count)s社", "%(count)s社", count, count=count)
    return ngettext("%(count)s件", "%(count)s件", count, count=count)


def _label(one: AttentionRow) -> str:
    if one.kind is AttentionKind.MISSED and one.month:
        return _("%(company)s　%(month)s", company=one.company_name, month=say_month(one.month))
    return one.company_name


def _note(some: tuple[AttentionRow, ...]) -> str:
    """Since when, and what exactly."""
    one = some[0]
    since = say_short_day(one.since)
    match one.kind:
        case AttentionKind.STAFFING:
            state = _(one.staffing.sentence, **one.staffing.params) if one.staffing else ""
            return _("%(state)s・%(since)sから", state=state, since=since)
        case AttentionKind.UNSCHEDULED if one.never_visited:
            return _("まだ訪問がありません・支援開始 %(since)s", since=since)
        case AttentionKind.UNSCHEDULED:
            return ngettext(
                "前回の訪問 %(since)s・%(days)s日前", "前回の訪問 %(since)s・%(days)s日前", one.days, since=since, days=one.days
            )
        case AttentionKind.AWAITING_RECORD if one.is_draft:
            return ngettext(
                "%(since)sの訪問が下書きのまま・%(days)s日",
                "%(since)sの訪問が下書きのまま・%(days)s日",
                one.days,
                since=since,
                days=one.days,
            )
        case AttentionKind.AWAITING_RECORD:
            return ngettext(
                "%(since)sの予定・%(days)s日経過", "%(since)sの予定・%(days)s日経過", one.days, since=since, days=one.days
            )
        case AttentionKind.MISSED:
            return ngettext("月末から%(days)s日経過", "月末から%(days)s日経過", one.days, days=one.days)
        case AttentionKind.MISSING_MEETING:
            gaps = [
                _("%(first)s〜%(last)s", first=say_compact_day(gap.since), last=say_compact_day(gap.until))
                for gap in some
                if gap.until
            ]
            return _("訪問日 %(gaps)s の間", gaps=_("、").join(gaps))
        case AttentionKind.OVERDUE_ACTION:
            return ngettext(
                "%(what)s・期限 %(since)s・%(days)s日超過",
                "%(what)s・期限 %(since)s・%(days)s日超過",
                one.days,
                what=one.what,
                since=since,
                days=one.days,
            )
        case AttentionKind.STALE_DRAFT if one.meeting_id is not None:
            return ngettext(
                "%(since)sの会議・%(days)s日前", "%(since)sの会議・%(days)s日前", one.days, since=since, days=one.days
            )
        case AttentionKind.STALE_DRAFT:
            return ngettext(
                "%(since)sの訪問・%(days)s日前", "%(since)sの訪問・%(days)s日前", one.days, since=since, days=one.days
            )
        case AttentionKind.UNASSIGNED | AttentionKind.TO_TYPE_UP if one.meeting_id is not None:
            return _("%(since)sの会議", since=since)
        case AttentionKind.UNASSIGNED | AttentionKind.TO_TYPE_UP:
            return _("%(since)sの訪問", since=since)


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
            return url_for("meetings.new", company=company)
        case AttentionKind.MISSING_MEETING:
            days: dict[str, Any] = {"from": one.since, "to": one.until}
            return url_for("meetings.index", company=company, **days)
        case AttentionKind.OVERDUE_ACTION:
            return url_for("actions.index", company=company, overdue=1)
        case AttentionKind.TO_TYPE_UP if one.meeting_id is not None:
            return url_for("meetings.type_up", meeting_id=one.meeting_id)
        case AttentionKind.TO_TYPE_UP:
            return url_for("visits.type_up", visit_id=one.visit_id)
        case AttentionKind.UNASSIGNED if one.note_id is not None:
            return url_for("unassigned.assign", note_id=one.note_id)
        case AttentionKind.UNASSIGNED:
            return url_for("unassigned.index")
    return url_for("visits.index", company=company, month=one.month.iso if one.month else one.since.isoformat()[:7])
