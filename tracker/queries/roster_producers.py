"""Recognises the supporters of a roster among those of the programme."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.text import reading
from tracker.domain.words import N_
from tracker.models import Producer
from tracker.queries.scope import in_programme
from tracker.rows.roster import RosterProblem, RosterProducer, RosterSheet
from tracker.rows.roster_plan import PlanKind, PlannedChange, PlannedProducer, Untouched

SHEET = N_("担い手")
SAME_PERSON = N_(
    "「%(name)s」は、この表のほかの行と同じ人としてすでに登録されています。1行にまとめるか、氏名とメールアドレスを確かめてください。"
)
JOINS_AFTER_LEAVING = N_("「%(name)s」の参加日が、登録されている離任日（%(day)s）より後です。日付を確かめてください。")


def plan_producers(
    viewer: Viewer, sheet: RosterSheet, problems: list[RosterProblem]
) -> tuple[tuple[PlannedProducer, ...], tuple[Untouched, ...]]:
    """What becomes of every supporter, by address, else by name; and who is on the roster but not in the file."""
    stored = db.session.execute(
        select(
            Producer.id,
            Producer.name,
            Producer.search_key,
            Producer.kana,
            Producer.category,
            Producer.email,
            Producer.starts_on,
            Producer.ends_on,
        )
        .where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .order_by(Producer.id)
    ).all()
    by_email = {row.email.lower(): row for row in stored if row.email}
    by_key = {row.search_key: row for row in reversed(stored)}
    claimed: set[int] = set()
    planned = []
    by_address = {row.row: by_email[row.email] for row in sheet.producers if row.email in by_email}
    # A person whose name changed must not lose their row to somebody else of that name.
    found_by_address = {row.id for row in by_address.values()}
    for source in sheet.producers:
        namesake = by_key.get(source.search_key)
        match = by_address.get(source.row) or (namesake if namesake and namesake.id not in found_by_address else None)
        if match is None:
            planned.append(PlannedProducer(source, PlanKind.NEW, None, ()))
            continue
        if match.id in claimed:
            problems.append(RosterProblem(SHEET, source.row, N_("氏名"), SAME_PERSON, {"name": source.name}))
            continue
        claimed.add(match.id)
        if source.joined_on and match.ends_on and not source.left_on and source.joined_on > match.ends_on:
            params = {"name": source.name, "day": match.ends_on.isoformat()}
            problems.append(RosterProblem(SHEET, source.row, N_("参加日"), JOINS_AFTER_LEAVING, params))
        changes = _changes(source, match)
        planned.append(PlannedProducer(source, PlanKind.CHANGED if changes else PlanKind.SAME, match.id, changes))
    others = tuple(Untouched(row.id, row.name) for row in stored if row.id not in claimed)
    return tuple(planned), others


def _changes(source: RosterProducer, stored: Any) -> tuple[PlannedChange, ...]:
    """What the file says otherwise; a blank in the file says nothing."""
    pairs = (
        (N_("氏名"), stored.name, source.name),
        (N_("フリガナ"), stored.kana, reading(source.kana)),
        (N_("区分"), stored.category, source.category),
        (N_("メールアドレス"), stored.email, source.email),
        (N_("参加日"), stored.starts_on, source.joined_on),
        (N_("離任日"), stored.ends_on, source.left_on),
    )
    return tuple(PlannedChange.of(label, old, new) for label, old, new in pairs if new and new != old)
