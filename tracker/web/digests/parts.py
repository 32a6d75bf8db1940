"""今週のまとめ in words and links, from what Today and the dashboard are made of: no number is counted here.

No text of a record is in its mail (a next action's words, notes, memos): it lies where the program no longer guards it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, npgettext

from tracker.domain.access import Viewer
from tracker.domain.digests import DigestKind
from tracker.queries.dashboard import FIRST_LINES, get_dashboard
from tracker.queries.digests import get_lead_week
from tracker.queries.retention import list_due
from tracker.queries.today import get_today
from tracker.rows.board import Wanted
from tracker.rows.dashboard import DashboardRow
from tracker.rows.digests import Digest, DigestLine, DigestPart, LeadWeekRow
from tracker.rows.today import TodayRow
from tracker.services.board_lines import bring_up
from tracker.web.attention import IN_SIGHT, Group
from tracker.web.dashboard import attention, board
from tracker.web.dashboard.late import late_drafts
from tracker.web.language import say_day, say_short_day

LINES_OF_MANY = Wanted(lines=IN_SIGHT)


def build(viewer: Viewer, kind: DigestKind, *, today: date, with_words: bool = False) -> Digest:
    """The digest of that kind as it stands today; ``with_words`` on the page, which names each next action that is overdue."""
    if kind is DigestKind.MANAGER:
        kept = bring_up(viewer, today=today)
        row = get_dashboard(viewer, today=today, size=0, wanted=LINES_OF_MANY if kept else FIRST_LINES, kept=kept)
        groups = [*late_drafts(viewer), *attention.groups(row, staffs=True, with_words=with_words)]
        to_do = (*(_of_group(group) for group in groups), *_over(viewer, today))
        return Digest(kind, today, tuple(_numbers(row)), to_do)
    day, week = get_today(viewer, today=today), get_lead_week(viewer, today=today)
    return Digest(kind, today, tuple(_of_week(viewer, day, week)), tuple(_unfinished(day)))


def _items(count: int) -> str:
    return ngettext("%(count)s件", "%(count)s件", count, count=count)


def _named(count: int) -> str:
    """A number behind what it counts: English says that once."""
    return npgettext("named", "%(num)s回", "%(num)s回", count)


def _numbers(row: DashboardRow) -> Iterator[DigestPart]:
    totals, lists = row.totals, board.lists(row)
    yield DigestPart(
        _("訪問回数（企業単位）"),
        _named(totals.visit_count),
        lists["visits"],
        _("目安 %(due)s回（原則月%(each)s回）", due=totals.visits_due, each=row.visits_per_month),
    )
    yield DigestPart(
        _("会議回数"),
        _named(totals.meeting_count),
        lists["meetings"],
        board.say_between(totals),
        note_url=url_for("dashboard.show", _anchor="companies") if totals.gap_count else "",
    )
    yield DigestPart(_("期限を過ぎた宿題"), _items(totals.overdue_count), lists["overdue"], _("目標 0件"))
    yield DigestPart(
        _("成果（延べ件数）"),
        _items(totals.outcome_count),
        lists["outcomes"],
        board.say_outcome_target(row.outcome_target),
    )


def _of_group(group: Group) -> DigestPart:
    url = url_for("dashboard.show") + group.url if group.url.startswith("#") else group.url
    lines = tuple(
        DigestLine(line.label, line.url, _("、").join(note for note in (line.note, line.who) if note)) for line in group.lines
    )
    return DigestPart(group.title, group.count, url, group.hint, lines, len(group.more) + group.beyond)


def _over(viewer: Viewer, today: date) -> Iterator[DigestPart]:
    """Years of the manager's whose time is over; the page of each says what can be done."""
    years = list_due(viewer, today=today)
    if years:
        lines = tuple(
            DigestLine(
                _("%(name)s（消去の途中）", name=year.name)
                if year.is_being_purged
                else _("%(name)s（%(day)sまで保存）", name=year.name, day=say_day(year.retention.until)),
                url_for("retention.index", programme=year.slug),
            )
            for year in years
        )
        title = _("保存期間が過ぎた年度")
        yield DigestPart(title, _items(len(years)), url_for("retention.index"), _("保全するか、消去します"), lines, 0)


def _of_week(viewer: Viewer, day: TodayRow, week: LeadWeekRow) -> Iterator[DigestPart]:
    of_week: dict[str, Any] = {
        "producer": viewer.producer_id or 0,
        "status": "scheduled",
        "from": week.first.isoformat(),
        "to": week.last.isoformat(),
    }
    days = _("%(first)s～%(last)s", first=say_short_day(week.first), last=say_short_day(week.last))
    yield DigestPart(_("今週の自分の訪問予定"), _items(week.visit_count), url_for("visits.index", **of_week), days)
    yield DigestPart(_("今週の自分の会議予定"), _items(week.meeting_count), url_for("meetings.index", **of_week), days)
    yield DigestPart(_("自分の宿題"), _items(day.action_count), url_for("actions.index", status="open", mine="y"))
    yield DigestPart(
        _("担当企業で期限を過ぎた、ほかの人の宿題"),
        _items(day.owed_count),
        url_for("actions.index", overdue="y", of_my_companies="y", of_others="y"),
    )


def _unfinished(day: TodayRow) -> Iterator[DigestPart]:
    def on_today(kind: str) -> str:
        return url_for("today.show", _anchor=f"unfinished-{kind}")

    def part(title: str, url: str, lines: list[DigestLine], count: int | None = None) -> Iterator[DigestPart]:
        count = len(lines) if count is None else count
        if count:
            yield DigestPart(title, _items(count), url, lines=tuple(lines[:IN_SIGHT]), beyond=count - len(lines[:IN_SIGHT]))

    yield from part(
        _("記録待ち"),
        on_today("waiting"),
        [
            DigestLine(one.company, url_for("visits.log", visit_id=one.visit_id), say_short_day(one.visit_on))
            for one in day.waiting
        ],
    )
    yield from part(
        _("今月の訪問が日程未定"),
        on_today("undated"),
        [DigestLine(company, url_for("visits.schedule", company=company_id)) for company_id, company in day.undated],
    )
    yield from part(
        _("訪問の合間の会議なし"),
        on_today("gaps"),
        [
            DigestLine(
                gap.company,
                url_for("meetings.new", company=gap.enrolment_id, after=gap.from_on),
                _("%(first)s～%(last)s", first=say_short_day(gap.from_on), last=say_short_day(gap.to_on)),
            )
            for gap in day.unmet
        ],
    )
    yield from part(
        _("訪問の下書き"),
        url_for("visits.index", drafts=1),
        [
            DigestLine(one.company, url_for("visits.log", visit_id=one.visit_id), say_short_day(one.visit_on))
            for one in day.visit_drafts
        ],
        day.visit_draft_count,
    )
    yield from part(
        _("会議の下書き"),
        url_for("meetings.index", drafts=1),
        [
            DigestLine(say_short_day(one.meeting_on), url_for("meetings.record", meeting_id=one.meeting_id))
            for one in day.meeting_drafts
        ],
        day.meeting_draft_count,
    )
    yield from part(
        _("清書待ちのノート"),
        on_today("notes"),
        [
            DigestLine(
                note.company,
                url_for("visits.type_up", visit_id=note.visit_id)
                if note.visit_id
                else url_for("meetings.type_up", meeting_id=note.meeting_id),
                say_short_day(note.on),
            )
            for note in day.to_type_up
        ],
    )
    yield from part(_("書きかけの記録"), url_for("drafts.index"), [], len(day.begun))
    yield from part(
        _("評価が未提出"),
        on_today("assessments"),
        [
            DigestLine(one.name, url_for("assessments.mine"), _("締切 %(day)s", day=say_short_day(one.due_on)))
            for one in day.assessments
        ],
    )
