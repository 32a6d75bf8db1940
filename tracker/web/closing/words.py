"""What is missing in a company's month, in words that lead to where it is mended."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.cadence import MonthState
from tracker.rows.month_closes import AwaitingRow, ClosingRow, CompanyClosingRow
from tracker.web.labels import label
from tracker.web.language import say_compact_day, say_month


def lines(closing: ClosingRow, rows: tuple[CompanyClosingRow, ...], *, closes: bool) -> list[dict[str, Any]]:
    """A line a company: its month with the numbers that lead to their rows, and what is missing."""
    return [line(closing, row, closes=closes) for row in rows]


def line(closing: ClosingRow, row: CompanyClosingRow, *, closes: bool) -> dict[str, Any]:
    days: dict[str, Any] = {"from": closing.month.first, "to": closing.month.last}
    return {
        "row": row,
        "state": row.cell.state,
        "label": label(row.cell.state),
        "visits_url": url_for("visits.index", company=row.enrolment_id, month=closing.month.iso, counted=1),
        "meetings_url": url_for("meetings.index", company=row.enrolment_id, status="held", **days),
        "lacks": lacks(closing, row, closes=closes),
        "settled": settled(row),
        "moved": moved(row),
    }


def lacks(closing: ClosingRow, row: CompanyClosingRow, *, closes: bool) -> list[dict[str, str]]:
    """What is missing; ``closes``: whether the viewer decides on excused months.

    Beside the act that mends it stands what else may be true (``other``, ``other_url``): it was not made, it was not needed.
    """
    company, found = row.enrolment_id, []
    for visit in row.awaiting:
        if row.may_log:
            url = url_for("visits.log", visit_id=visit.visit_id)
            act = _("下書きを仕上げる") if visit.is_draft else _("記録する")
        elif visit.is_draft:  # whoever cannot finish it cannot open it either
            url, act = url_for("companies.show", enrolment_id=company), _("企業を見る")
        else:
            url, act = url_for("visits.show", visit_id=visit.visit_id), _("見る")
        found.append({"text": _say_awaiting(visit), "url": url, "act": act})
        if row.may_log and not visit.is_draft:
            found[-1] |= {"other": _("訪問しなかった"), "other_url": url_for("visits.cancel", visit_id=visit.visit_id)}
    if row.cell.state is MonthState.UNSCHEDULED:
        url = url_for("visits.schedule", company=company) if row.may_log else url_for("companies.show", enrolment_id=company)
        act = _("予定を入れる") if row.may_log else _("企業を見る")
        found.append({"text": _("今月の訪問が日程未定です"), "url": url, "act": act})
        if closes:
            excuse_url = url_for("months.excuse", enrolment_id=company, month=closing.month.iso)
            found[-1] |= {"other": _("見送りにする"), "other_url": excuse_url}
    if row.lacks.is_missed:
        url = (
            url_for("months.excuse", enrolment_id=company, month=closing.month.iso)
            if closes
            else url_for("companies.show", enrolment_id=company)
        )
        act = _("見送りにする") if closes else _("企業を見る")
        found.append({"text": _("訪問も理由もありません"), "url": url, "act": act})
        if row.may_log:
            url = url_for("visits.new", company=company)
            found.append({"text": _("訪問していたとき"), "url": url, "act": _("訪問を記録")})
    for gap in row.lacks.gaps:
        days = {"first": say_compact_day(gap.from_on), "last": say_compact_day(gap.to_on)}
        url = (
            url_for("meetings.new", company=company, after=gap.from_on)
            if row.may_log
            else url_for("meetings.index", company=company, **{"from": gap.from_on, "to": gap.to_on})  # type: ignore[arg-type]
        )
        act = _("会議を記録") if row.may_log else _("会議を見る")
        found.append({"text": _("訪問日 %(first)s～%(last)s の間に会議がありません", **days), "url": url, "act": act})
        if closes:
            other_url = url_for("settlements.settle_gaps", enrolment_id=company, after=gap.from_on)
            found[-1] |= {"other": _("会議不要"), "other_url": other_url}
        for draft in row.meeting_drafts:
            if gap.from_on <= draft.on <= gap.to_on:
                text = _say_draft(_("%(day)sの会議", day=say_compact_day(draft.on)), draft.written_by)
                url = url_for("meetings.edit", meeting_id=draft.meeting_id)
                found.append({"text": text, "url": url, "act": _("下書きを仕上げる")})
    return found


def settled(row: CompanyClosingRow) -> list[str]:
    """Why there needed to be no meeting in the gaps that end in the month."""
    return [
        _(
            "訪問日 %(first)s～%(last)s の間は会議不要：%(reason)s（%(name)s）",
            first=say_compact_day(gap.from_on),
            last=say_compact_day(gap.to_on),
            reason=gap.reason or _("担当者に表示します"),
            name=gap.settled_by,
        )
        for gap in row.settled
    ]


def _say_awaiting(visit: AwaitingRow) -> str:
    """The day, and how far its record is: a draft, begun by somebody, or not there."""
    what = _("%(day)sの訪問", day=say_compact_day(visit.on))
    if visit.is_draft:
        return _say_draft(what, visit.writer)
    if visit.writer:
        return _("%(what)sの記録がありません（%(name)sさんが書きかけています）", what=what, name=visit.writer)
    return _("%(what)sの記録がありません", what=what)


def _say_draft(what: str, writer: str) -> str:
    if writer:
        return _("%(what)sが下書きのままです（%(name)sさん）", what=what, name=writer)
    return _("%(what)sが下書きのままです", what=what)


def moved(row: CompanyClosingRow) -> list[str]:
    """In what a closed month no longer is what it was when it was closed."""
    if row.close is None:
        return []
    then, now = row.close.facts, row.facts
    found = []
    if then.state is not now.state:
        found.append(_("状態 %(before)s → %(after)s", before=_word(then.state), after=_word(now.state)))
    for before, after, words in (
        (then.visit_count, now.visit_count, _("訪問 %(before)s回 → %(after)s回")),
        (then.meeting_count, now.meeting_count, _("会議 %(before)s回 → %(after)s回")),
        (then.missing_count, now.missing_count, _("会議のない合間 %(before)sか所 → %(after)sか所")),
    ):
        if before != after:
            found.append(words % {"before": before, "after": after})
    return found


def _word(state: MonthState) -> str:
    return label(state)


def say_progress(there: int, closed: int) -> str:
    """How far a month is: 4社のうち3社を締めた."""
    return ngettext("%(all)s社のうち%(closed)s社を締めた", "%(all)s社のうち%(closed)s社を締めた", there, all=there, closed=closed)


def say_closed(row: CompanyClosingRow, closing: ClosingRow) -> str:
    return _("%(company)sの%(month)sを締めました。", company=row.company_name, month=say_month(closing.month))
