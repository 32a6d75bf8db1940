"""A card in words: what a device shows without asking anybody."""

from __future__ import annotations

from typing import Any

from flask import url_for

from tracker.rows.cards import CardRow, OpenVisitRow
from tracker.web.labels import label
from tracker.web.language import say_day, say_short_day, say_time


def told(row: CardRow) -> dict[str, Any]:
    """The card as JSON; ``forms`` are the addresses whose forms the device keeps for it."""
    last = row.last
    return {
        "enrolment_id": row.enrolment_id,
        "name": row.name,
        "address": row.address,
        "cases": [
            {"case_id": case.case_id, "title": case.title, "furthest": label(case.furthest) if case.furthest else ""}
            for case in row.cases
        ],
        "team": [person.name for person in row.team],
        "last": {
            "on": say_day(last.visit_on),
            "people": [person.name for person in last.people],
            "decisions": last.decisions,
            "facts": [{"title": title, "text": text} for title, text in last.facts],
        }
        if last
        else None,
        "actions": [
            {
                "what": action.what,
                "owner": action.owner,
                "due": say_short_day(action.due_on),
                "is_ours": action.owner_id is not None,
            }
            for action in row.actions
        ],
        "visits": [_open_visit(visit) for visit in row.visits],
        "forms": {
            "visit": url_for("visits.new", company=row.enrolment_id),
            "meeting": url_for("meetings.new", company=row.enrolment_id),
        }
        if row.may_log
        else {},
    }


def _open_visit(visit: OpenVisitRow) -> dict[str, Any]:
    return {
        "visit_id": visit.visit_id,
        "on": visit.visit_on.isoformat(),
        "said": f"{say_short_day(visit.visit_on)} {say_time(visit.start_time)}".strip(),
        "version": visit.version,
        "is_draft": visit.is_draft,
        "url": url_for("visits.log", visit_id=visit.visit_id) if visit.is_near else None,
    }
