"""経営デザインシート at record depth: of companies whose records are open to the viewer, and of no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.design_sheets import Box, compare_sheets
from tracker.domain.errors import NotFound
from tracker.models import Account, Company, DesignBox, DesignSheet, DesignSnapshot, DesignSnapshotBox, Enrolment, SupportCase
from tracker.queries import scope
from tracker.rows.design_sheets import ComparisonRow, SheetRow, SnapshotRow


def list_sheets(viewer: Viewer, enrolment_id: int, *, today: date) -> tuple[SheetRow, ...]:
    """The company's sheets, that of the whole company first; NotFound where its records are closed to the viewer."""
    is_open = select(Enrolment.id).where(
        Enrolment.id == enrolment_id,
        scope.in_programme(viewer, Enrolment.programme_id),
        scope.board(),
        scope.company_record(viewer, today),
    )
    if db.session.scalar(is_open) is None:
        raise NotFound
    return _sheets(viewer, today, DesignSheet.enrolment_id == enrolment_id)


def get_sheet(viewer: Viewer, sheet_id: int, *, today: date, act: Act = Act.RECORD) -> SheetRow:
    """One sheet for whoever may read it (or write it, by ``act``)."""
    viewer.require(act)
    found = _sheets(viewer, today, DesignSheet.id == sheet_id)
    if not found or (act is Act.LOG and not found[0].may_log):
        raise NotFound
    return found[0]


def get_snapshot(
    viewer: Viewer, sheet_id: int, snapshot_id: int, *, today: date
) -> tuple[SheetRow, SnapshotRow, Mapping[Box, str]]:
    """A sheet, one of its saved versions and what stood in it."""
    sheet = get_sheet(viewer, sheet_id, today=today)
    snapshot = next((one for one in sheet.snapshots if one.snapshot_id == snapshot_id), None)
    if snapshot is None:
        raise NotFound
    return sheet, snapshot, _words_of(snapshot_id)


def get_comparison(
    viewer: Viewer, sheet_id: int, before_id: int, after_id: int | None, *, today: date
) -> tuple[SheetRow, ComparisonRow]:
    """What changed from one saved version to another, or to how the sheet stands now."""
    sheet, before, then = get_snapshot(viewer, sheet_id, before_id, today=today)
    if after_id is None:
        return sheet, ComparisonRow(before, None, compare_sheets(then, sheet.words))
    _sheet, after, later = get_snapshot(viewer, sheet_id, after_id, today=today)
    return sheet, ComparisonRow(before, after, compare_sheets(then, later))


def _words_of(snapshot_id: int) -> dict[Box, str]:
    statement = select(DesignSnapshotBox.box, DesignSnapshotBox.words).where(DesignSnapshotBox.snapshot_id == snapshot_id)
    return dict(db.session.execute(statement).all())


def _sheets(viewer: Viewer, today: date, *chosen: Any) -> tuple[SheetRow, ...]:
    found: Sequence[Any] = db.session.execute(
        select(
            DesignSheet.id,
            DesignSheet.enrolment_id,
            Company.name,
            DesignSheet.case_id,
            func.coalesce(SupportCase.title, ""),
            scope.company_record(viewer, today, Act.LOG),
        )
        .select_from(DesignSheet)
        .join(Enrolment, Enrolment.id == DesignSheet.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(SupportCase, SupportCase.id == DesignSheet.case_id)
        .where(scope.in_programme(viewer, DesignSheet.programme_id), scope.board(), scope.company_record(viewer, today), *chosen)
        .order_by(func.coalesce(DesignSheet.case_id, 0), DesignSheet.id)
    ).all()
    ids = [row[0] for row in found]
    words: defaultdict[int, dict[Box, str]] = defaultdict(dict)
    versions: defaultdict[int, dict[Box, int]] = defaultdict(dict)
    boxes = select(DesignBox.sheet_id, DesignBox.box, DesignBox.words, DesignBox.version).where(DesignBox.sheet_id.in_(ids))
    for sheet_id, box, text, version in db.session.execute(boxes):
        words[sheet_id][box], versions[sheet_id][box] = text, version
    snapshots = _snapshots(ids)
    return tuple(
        SheetRow(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            words[row[0]],
            versions[row[0]],
            tuple(snapshots[row[0]]),
            bool(row[5]),
        )
        for row in found
    )


def _snapshots(sheet_ids: Collection[int]) -> defaultdict[int, list[SnapshotRow]]:
    found: defaultdict[int, list[SnapshotRow]] = defaultdict(list)
    statement = (
        select(
            DesignSnapshot.sheet_id,
            DesignSnapshot.id,
            DesignSnapshot.title,
            DesignSnapshot.taken_on,
            func.coalesce(Account.name, ""),
            DesignSnapshot.created_at,
        )
        .outerjoin(Account, Account.id == DesignSnapshot.created_by_id)
        .where(DesignSnapshot.sheet_id.in_(sheet_ids))
        .order_by(DesignSnapshot.taken_on.desc(), DesignSnapshot.id.desc())
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    for row in rows:
        found[row[0]].append(SnapshotRow(*row[1:]))
    return found
