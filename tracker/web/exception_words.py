"""An exception in words: what kind it is, of which company, since when; for every page that shows one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.domain.attention import AttentionKind
from tracker.domain.phases import Phase
from tracker.rows.dashboard import AttentionRow, SnoozedRow
from tracker.web.labels import label
from tracker.web.language import say_compact_day, say_month, say_short_day

TITLES: dict[AttentionKind, tuple[Any, str, Any]] = {
    AttentionKind.STAFFING: (_l("体制不足・体制未確定"), "missed", _l("担当を決めてください。")),
    AttentionKind.UNSCHEDULED: (
        _l("今月の訪問が日程未定"),
        "unscheduled",
        _l("訪問の予定を入れるか、理由があれば見送り（理由承認）にしてください。"),
    ),
    AttentionKind.AWAITING_RECORD: (_l("記録待ち"), "awaiting_record", _l("訪問の記録を書いてください。")),
    AttentionKind.MISSED: (_l("未実施（理由なし）"), "missed", _l("理由があれば見送り（理由承認）にしてください。")),
    AttentionKind.MISSING_MEETING: (_l("訪問の合間の会議なし"), "missed", _l("実施した会議があれば記録してください。")),
    AttentionKind.STUCK_CASE: (
        _l("フェーズが進んでいない案件"),
        "unscheduled",
        _l("長く次のフェーズに進んでいないか、取り組んでいない案件です。進められるか、確かめてください。"),
    ),
    AttentionKind.OVERDUE_ACTION: (_l("期限を過ぎた宿題"), "unscheduled", _l("完了にするか、期限を見直してください。")),
    AttentionKind.STALE_DRAFT: (_l("5日を過ぎた下書き"), "awaiting_record", _l("記録を確定してください。")),
    AttentionKind.TO_TYPE_UP: (_l("清書待ちのノート"), "awaiting_record", _l("写真や録音を見ながら文字にしてください。")),
    AttentionKind.UNASSIGNED: (_l("案件未指定の記録"), "unscheduled", _l("どの案件の記録かを選んでください。")),
    AttentionKind.NOT_HANDED_IN: (_l("評価が未提出"), "awaiting_record", _l("提出を促してください。")),
    AttentionKind.OPEN_MONTH: (_l("未締めの月"), "awaiting_record", _l("企業ごとに確かめて、月を締めてください。")),
    AttentionKind.RECORDED_LATE: (_l("遅れて確定した記録"), "awaiting_record", _l("遅れた理由を確かめてください。")),
    AttentionKind.OVERLAP: (_l("同じ人の時間の重なり"), "missed", _l("時刻か参加者を直してください。")),
    AttentionKind.DOUBLE: (_l("同じ日の重複"), "missed", _l("二重に記録していれば、片方を削除してください。")),
}


def named(one: AttentionRow) -> dict[str, str]:
    """The kind and the thing, for a sentence."""
    return {"kind": str(TITLES[one.kind][0]), "what": label_of(one)}


def said(one: AttentionRow) -> dict[str, str]:
    """One line about the thing: ``kind``, ``what``, since when (``note``), ``who``, and the state that gives its shape."""
    return {**named(one), "note": note_of(one), "who": who_of(one), "state": TITLES[one.kind][1]}


def label_of(one: AttentionRow) -> str:
    if one.kind is AttentionKind.MISSED and one.month:
        return _("%(company)s　%(month)s", company=one.company_name, month=say_month(one.month))
    if one.kind is AttentionKind.OPEN_MONTH and one.month:
        return say_month(one.month)
    if one.kind is AttentionKind.STUCK_CASE:
        return _("%(company)s　%(case)s", company=one.company_name, case=one.what)
    if one.kind is AttentionKind.NOT_HANDED_IN:
        return _("%(name)sさん　%(round)s", name=one.who, round=one.what)
    return one.company_name or one.what


def who_of(one: AttentionRow) -> str:
    """Whose it is, where the label does not say so already."""
    return "" if one.kind is AttentionKind.NOT_HANDED_IN else one.who or _("、").join(one.people)


def still_words(phase: Phase | None, days: int) -> str:
    """How long a case has stood still, as ``domain.phases.stands_still_since`` counts it."""
    if phase is None or phase is Phase.PLAN:
        return ngettext("%(days)s日、取り組みなし", "%(days)s日、取り組みなし", days, days=days)
    return ngettext("%(days)s日、次のフェーズに進んでいない", "%(days)s日、次のフェーズに進んでいない", days, days=days)


def cases_aside(snoozed: Iterable[SnoozedRow]) -> dict[int, str]:
    """The mark of each case that was put aside for standing still, by case."""
    return {
        row.case_id: _("保留中（%(day)sに再び表示）", day=say_short_day(one.snooze.back_on))
        for one in snoozed
        for row in one.rows
        if row.kind is AttentionKind.STUCK_CASE and row.case_id is not None
    }


def kinds_of(snoozed: Iterable[SnoozedRow]) -> str:
    """What was put aside, by kind, in the order of the exceptions."""
    counts = Counter(one.snooze.kind for one in snoozed)
    told = [
        ngettext("%(kind)s %(count)s件", "%(kind)s %(count)s件", counts[kind], kind=TITLES[kind][0], count=counts[kind])
        for kind in TITLES
        if kind in counts
    ]
    return _("、").join(told)


def note_of(one: AttentionRow, *, with_words: bool = True) -> str:
    """Since when, and what exactly; without the words of a record where it is to leave the program (``with_words``)."""
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
            last = say_compact_day(one.until) if one.until else ""
            return _("訪問日 %(first)s～%(last)s の間", first=say_compact_day(one.since), last=last)
        case AttentionKind.OVERDUE_ACTION if not with_words:
            return ngettext(
                "期限 %(since)s・%(days)s日超過", "期限 %(since)s・%(days)s日超過", one.days, since=since, days=one.days
            )
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
        case AttentionKind.STUCK_CASE:
            phase = label(one.phase) if one.phase else _("未着手")
            return _("%(phase)s・%(since)sから%(still)s", phase=phase, since=since, still=still_words(one.phase, one.days))
        case AttentionKind.NOT_HANDED_IN if one.days > 0 and one.until:
            return ngettext(
                "%(since)sに受付開始・締切 %(due)s・%(days)s日超過",
                "%(since)sに受付開始・締切 %(due)s・%(days)s日超過",
                one.days,
                since=since,
                due=say_short_day(one.until),
                days=one.days,
            )
        case AttentionKind.NOT_HANDED_IN:
            return _("%(since)sに受付開始・締切 %(due)s", since=since, due=say_short_day(one.until) if one.until else "")
        case AttentionKind.OPEN_MONTH:
            left = ngettext("%(count)s社が未締め", "%(count)s社が未締め", one.count, count=one.count)
            over = ngettext("月末から%(days)s日経過", "月末から%(days)s日経過", one.days, days=one.days)
            return _("%(left)s・%(over)s", left=left, over=over)
        case AttentionKind.RECORDED_LATE:
            late = {"since": since, "days": one.days}
            if one.meeting_id is not None:
                return ngettext("%(since)sの会議・%(days)s日後に確定", "%(since)sの会議・%(days)s日後に確定", one.days, **late)
            return ngettext("%(since)sの訪問・%(days)s日後に確定", "%(since)sの訪問・%(days)s日後に確定", one.days, **late)
        case AttentionKind.OVERLAP:
            return _("%(since)s・時間の重なる2か所にいます", since=since)
        case AttentionKind.DOUBLE if one.meeting_id is not None:
            return _("%(since)sの会議が2件以上", since=since)
        case AttentionKind.DOUBLE:
            return _("%(since)sの訪問が2件以上", since=since)
        case AttentionKind.UNASSIGNED | AttentionKind.TO_TYPE_UP if one.meeting_id is not None:
            return _("%(since)sの会議", since=since)
        case AttentionKind.UNASSIGNED | AttentionKind.TO_TYPE_UP:
            return _("%(since)sの訪問", since=since)
