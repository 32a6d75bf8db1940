"""The warnings of rule 10 as sentences that lead to what they are about."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.warnings import DAYS_TO_MAKE_FINAL, EventKind, EventRef, WarningKind
from tracker.rows.warnings import WarningRow
from tracker.rows.work_log import OverlapRow
from tracker.web.language import say_day
from tracker.web.overlaps import overlap_sentences


def sentences(rows: Iterable[WarningRow], *, about: EventRef | None = None) -> list[dict[str, str]]:
    """What ``warning_box`` takes; on the page of one visit or meeting (``about``) a warning leads to the other one, if any."""
    return [_sentence(row, about) for row in rows]


def sentences_of_record(rows: Iterable[WarningRow], overlaps: Iterable[OverlapRow], *, about: EventRef) -> list[dict[str, str]]:
    """On the page of one visit or meeting: its warnings and the overlapping hours of its people.

    Where the reader may see the hours, their sentence says with what they overlap, so rule 10 does not say it a second time.
    """
    overlaps = tuple(overlaps)
    told = {(one.producer_id, one.records) for one in overlaps}
    left = (row for row in rows if (row.warning.producer_id, frozenset(row.warning.events)) not in told)
    return [*overlap_sentences(overlaps), *sentences(left, about=about)]


def _sentence(row: WarningRow, about: EventRef | None) -> dict[str, str]:
    text = _text(row)
    others = row.warning.others_than(about) if about is not None else row.warning.events
    return {"text": text, "url": _url(others[0])} if others else {"text": text}


def _text(row: WarningRow) -> str:
    warning = row.warning
    day, company = say_day(warning.on), row.company or ""
    if warning.kind is WarningKind.OVERLAPPING_HOURS:
        return _("%(day)s：%(name)sさんが、時間の重なる2か所にいることになっています。", day=day, name=row.producer or "")
    if warning.kind is WarningKind.SAME_COMPANY_SAME_DAY:
        if warning.events[0].kind is EventKind.VISIT:
            return _("%(day)s：%(company)sへの企業訪問が同じ日に2件以上あります。", day=day, company=company)
        return _("%(day)s：%(company)sのチームミーティングが同じ日に2件以上あります。", day=day, company=company)
    if warning.kind is WarningKind.DAY_OFF:
        return _("%(day)sは休日（土日・祝日）です。", day=day)
    if warning.kind is WarningKind.OUTSIDE_SUPPORT:
        return _("%(day)sは%(company)sの支援期間の外です。", day=day, company=company)
    if warning.kind is WarningKind.OUTSIDE_CONTRACT:
        return _("%(day)sは事業の契約期間の外です。", day=day)
    if warning.kind is WarningKind.MADE_FINAL_LATE:
        return _("%(day)sの記録は、%(days)s日を過ぎてから確定されました。", day=day, days=DAYS_TO_MAKE_FINAL)
    return _("%(day)s：%(company)sのチームから誰も参加していません。", day=day, company=company)


def _url(ref: EventRef) -> str:
    if ref.kind is EventKind.VISIT:
        return url_for("visits.show", visit_id=ref.event_id)
    return url_for("meetings.show", meeting_id=ref.event_id)
