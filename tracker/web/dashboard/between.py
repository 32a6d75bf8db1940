"""The visits of a company and the meetings between them, in words and links."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from tracker.domain.between import Gap
from tracker.rows.dashboard import BoardCompanyRow
from tracker.web.language import compact_day, spoken


def gap_state(company: BoardCompanyRow, gap: Gap) -> str:
    if gap.is_filled:
        return "filled"
    return "settled" if company.year.settled_of(gap) else "missing"


def chain(company: BoardCompanyRow, earlier: str | None) -> list[dict[str, Any]]:
    """Visit days of the year and what lies between them, the open gap last, as ``gap_chain`` takes them.

    A meeting of the year before leads to its page in that programme (``earlier``), or nowhere.
    """
    year, language, address = company.year, spoken(), current_app.url_for
    days = {meeting.meeting_id: meeting.on for meeting in year.meetings}
    days_before = {meeting.meeting_id: meeting.on for meeting in year.year_before.meetings} if year.year_before else {}

    def held(meeting_ids: tuple[int, ...]) -> list[dict[str, str | None]]:
        return [meeting(found) for found in meeting_ids]

    def meeting(found: int) -> dict[str, str | None]:
        if found in days:
            return {"label": compact_day(language, days[found]), "url": address("meetings.show", meeting_id=found)}
        url = address("meetings.show", meeting_id=found, programme=earlier) if earlier else None
        return {"label": compact_day(language, days_before[found]), "url": url}

    record_url = url_for("meetings.new", company=company.enrolment_id) if company.may_log else None
    steps: list[dict[str, Any]] = []
    for gap in year.gaps:
        if not steps:
            steps.append({"kind": "visit", "label": compact_day(language, gap.from_on)})
        kind = gap_state(company, gap)
        to = "#settled" if kind == "settled" else record_url and f"{record_url}&after={gap.from_on}"
        steps.append({"kind": kind, "meetings": held(gap.meeting_ids), "url": to, "is_pair": True})
        steps.append({"kind": "visit", "label": compact_day(language, gap.to_on)})
    if year.open_gap:
        if not steps:
            steps.append({"kind": "visit", "label": compact_day(language, year.open_gap.from_on)})
        filled = year.open_gap.is_filled
        steps.append({"kind": "filled" if filled else "open", "meetings": held(year.open_gap.meeting_ids), "url": record_url})
    return steps
