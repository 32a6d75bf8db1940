"""統合 of people: two entries of a roster become one person, with everything that either has, in one act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.hand_log import MemoryKind
from tracker.domain.merges import check_reason, check_seen
from tracker.domain.people_merges import PERSON_FIELDS, earliest, latest
from tracker.domain.text import search_key
from tracker.models import Enrolment, LogMemory, MergedRow, Producer
from tracker.queries.people_merges import closes_touched, get_person_merge
from tracker.queries.scope import in_programme
from tracker.rows.people_merges import PersonMergeRow
from tracker.services import audit
from tracker.services.cases import lock_programme
from tracker.services.closed_months import remember_change
from tracker.services.merged_accounts import merge_accounts
from tracker.services.merged_people import merge_people_of_roster
from tracker.services.merged_ratings import lock_rounds, merge_ratings
from tracker.services.staffing import lock_enrolments


def merge_people(
    viewer: Viewer,
    *,
    kept_id: int,
    gone_id: int,
    of_gone: Collection[str],
    account_of_gone: bool,
    reason: str,
    seen: str,
    today: date,
    now: datetime,
) -> None:
    """The person of ``gone_id`` becomes part of that of ``kept_id``, both of the viewer's roster; there is no way back.

    ``of_gone`` names the fields whose value comes from the one that goes, ``account_of_gone`` whether they sign in with its
    account. Conflict where anything of either changed since it was ``seen``.
    """
    viewer.require(Act.PEOPLE)
    reason = check_reason(reason)
    lock_programme(viewer)
    lock_enrolments(in_programme(viewer, Enrolment.programme_id))
    lock_rounds(viewer)
    kept, gone = _lock(viewer, kept_id), _lock(viewer, gone_id)
    row = get_person_merge(viewer, kept_id, gone_id)
    check_seen(seen, row.seen, row.hindrance)
    before = {"kept": audit.snapshot(kept), "gone": audit.snapshot(gone), "moved": dict(row.moves)}
    for close_id in closes_touched(viewer, gone_id):
        remember_change(viewer, close_id, act="merge_people", thing=kept, reason=reason)
    merge_ratings(viewer, kept, gone, [one.account_id for one in (row.kept, row.gone) if one.account_id is not None])
    merge_people_of_roster(viewer, kept, gone, reason=reason, today=today, now=now)
    done = _settle_account(viewer, row, kept, gone, account_of_gone=account_of_gone, today=today, now=now)
    _settle_fields(viewer, kept, gone, of_gone, now)
    _remember(viewer, row, now)
    db.session.flush()
    audit.note(viewer, "merge_people", kept, reason=reason, before=before, after=audit.snapshot(kept) | done)


def _lock(viewer: Viewer, producer_id: int) -> Producer:
    person = db.session.scalar(
        select(Producer)
        .where(Producer.id == producer_id, in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if person is None:
        raise NotFound
    return person


def _settle_account(
    viewer: Viewer,
    row: PersonMergeRow,
    kept: Producer,
    gone: Producer,
    *,
    account_of_gone: bool,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    mine, other = row.kept.account_id, row.gone.account_id
    gone.account_id = None
    db.session.flush()
    if mine is None or other is None:
        kept.account_id = mine or other
        return {}
    stays, goes = (other, mine) if account_of_gone else (mine, other)
    kept.account_id = stays
    return {"accounts": merge_accounts(viewer, stays, goes, today=today, now=now)}


def _settle_fields(viewer: Viewer, kept: Producer, gone: Producer, of_gone: Collection[str], now: datetime) -> None:
    """On the roster from the first day of either to the last of either."""
    for field in PERSON_FIELDS:
        if field in of_gone:
            setattr(kept, field, getattr(gone, field))
    kept.search_key = search_key(kept.name)
    kept.starts_on, kept.ends_on = earliest(kept.starts_on, gone.starts_on), latest(kept.ends_on, gone.ends_on)
    gone.deleted_at, gone.deleted_by_id = now, viewer.account_id or None


def _remember(viewer: Viewer, row: PersonMergeRow, now: datetime) -> None:
    """Where the old addresses lead (through every merge before), and whom the old name means in a log kept by hand."""
    made: dict[str, Any] = {"created_at": now, "created_by_id": viewer.account_id or None}
    kept_id, gone_id = row.kept.producer_id, row.gone.producer_id
    earlier = (MergedRow.noun == Producer.__tablename__, MergedRow.kept_id == gone_id)
    db.session.execute(update(MergedRow).where(*earlier).values(kept_id=kept_id))
    db.session.add(
        MergedRow(programme_id=viewer.programme, noun=Producer.__tablename__, gone_id=gone_id, kept_id=kept_id, **made)
    )
    written = search_key(row.gone.name)
    there = select(LogMemory.id).where(
        LogMemory.programme_id == viewer.programme, LogMemory.kind == MemoryKind.PERSON, LogMemory.written == written
    )
    if written != search_key(row.kept.name) and db.session.scalar(there) is None:
        db.session.add(
            LogMemory(programme_id=viewer.programme, kind=MemoryKind.PERSON, written=written, producer_id=kept_id, **made)
        )
