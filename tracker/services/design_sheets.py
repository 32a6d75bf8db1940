"""経営デザインシート: started, written box by box, saved as a dated version, and brought back to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.design_sheets import LONGEST_TITLE, Box, check_box, mark_of
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.notes import check_length
from tracker.domain.text import clean_line, clean_text
from tracker.domain.words import N_
from tracker.models import DesignBox, DesignSheet, DesignSnapshot, DesignSnapshotBox, EnrolledCase, Enrolment, SupportCase
from tracker.queries import scope
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key


@dataclass(frozen=True, slots=True)
class BoxWritten:
    """What was written into a box: ``version`` and ``mark`` (``domain.design_sheets.mark_of``) of what it was opened with."""

    words: str
    version: int
    mark: str = ""

    @property
    def was_left_alone(self) -> bool:
        return mark_of(self.words) == self.mark


def start_sheet(
    viewer: Viewer,
    *,
    enrolment_id: int,
    case_id: int | None = None,
    today: date,
    now: datetime,
    idempotency_key: str | None = None,
) -> tuple[int, bool]:
    """Begin the sheet of a company, or of one of its cases: its id, and whether it is new (False: there was one, that is it).

    The company's row is locked before the question, so that of two people who begin at once the second opens the first's.
    """
    viewer.require(Act.LOG)
    there = find_sent(viewer, DesignSheet, idempotency_key)
    if there is not None:
        return there.id, False
    company = select(Enrolment.id).where(
        Enrolment.id == enrolment_id,
        scope.in_programme(viewer, Enrolment.programme_id),
        scope.board(),
        scope.company_record(viewer, today, Act.LOG),
    )
    if db.session.scalar(company.with_for_update()) is None:
        raise NotFound
    if case_id is not None and case_id not in set(
        db.session.scalars(
            select(EnrolledCase.case_id)
            .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
            .where(EnrolledCase.enrolment_id == enrolment_id, SupportCase.deleted_at.is_(None))
        )
    ):
        raise RuleBroken(
            N_("この企業の案件ではないものが含まれています。画面を開き直して、案件を選び直してください。"), field="case_id"
        )
    same = db.session.scalar(
        select(DesignSheet.id).where(DesignSheet.enrolment_id == enrolment_id, DesignSheet.case_id == case_id)
    )
    if same is not None:
        return same, False
    made = {"created_at": now, "created_by_id": viewer.account_id or None}
    sheet = DesignSheet(
        programme_id=viewer.programme,
        enrolment_id=enrolment_id,
        case_id=case_id,
        idempotency_key=stored_key(idempotency_key),
        **made,
    )
    db.session.add(sheet)
    db.session.flush()
    db.session.add_all(DesignBox(sheet_id=sheet.id, box=box, **made) for box in Box)
    audit.note(viewer, "start_sheet", sheet)
    return sheet.id, True


def write_boxes(viewer: Viewer, sheet_id: int, *, written: Mapping[Box, BoxWritten], today: date) -> int:
    """Write what was changed and return how many boxes that were.

    A box that was left alone stays as it is, whoever wrote in it meanwhile. Conflict where another wrote in the same box;
    ``theirs`` holds those boxes by name, and nothing is written.
    """
    _lock_sheet(viewer, sheet_id, today)
    rows = _rows(sheet_id)
    changed: list[tuple[DesignBox, str]] = []
    clashes: dict[str, str] = {}
    last_clash: DesignBox | None = None
    for box, what in written.items():
        words = clean_text(what.words)
        check_box(words, field=box.value)
        row = rows[box]
        if words == row.words or BoxWritten(words, what.version, what.mark).was_left_alone:
            continue
        if row.version != what.version:
            clashes[box.value] = row.words
            last_clash = row
        changed.append((row, words))
    if last_clash is not None:
        raise Conflict(
            N_("ほかの人が先に保存しました。両方の内容を見比べて、残すほうを選んでください。"),
            theirs=dict(clashes),
            thing=("design_box", last_clash.id),
        )
    _write(viewer, "write_box", changed)
    return len(changed)


def take_snapshot(
    viewer: Viewer,
    sheet_id: int,
    *,
    title: str,
    taken_on: date,
    today: date,
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Save the sheet as it stands under a title and a day, never to be changed, and return the saved version's id."""
    viewer.require(Act.LOG)
    there = find_sent(viewer, DesignSnapshot, idempotency_key)
    if there is not None:
        return there.id
    _lock_sheet(viewer, sheet_id, today)
    title = clean_line(title)
    check_length(title, field="title", at_most=LONGEST_TITLE)
    if taken_on > today:
        raise RuleBroken(N_("日付は今日以前にしてください。"), field="taken_on")
    rows = _rows(sheet_id)
    if not any(row.words for row in rows.values()):
        raise RuleBroken(N_("シートはまだ空です。どれか1つの欄に書いてから保存してください。"))
    snapshot = DesignSnapshot(
        programme_id=viewer.programme,
        sheet_id=sheet_id,
        title=title,
        taken_on=taken_on,
        created_at=now,
        created_by_id=viewer.account_id or None,
        idempotency_key=stored_key(idempotency_key),
    )
    db.session.add(snapshot)
    db.session.flush()
    db.session.add_all(
        DesignSnapshotBox(snapshot_id=snapshot.id, box=box, words=row.words) for box, row in rows.items() if row.words
    )
    audit.note(viewer, "take_snapshot", snapshot)
    return snapshot.id


def restore_snapshot(
    viewer: Viewer, sheet_id: int, snapshot_id: int, *, today: date, now: datetime, idempotency_key: str | None = None
) -> None:
    """Bring the sheet back to a saved version; what stood there before is saved as one too, so that this can be undone."""
    viewer.require(Act.LOG)
    if find_sent(viewer, DesignSnapshot, idempotency_key) is not None:
        return
    _lock_sheet(viewer, sheet_id, today)
    snapshot = db.session.get(DesignSnapshot, snapshot_id)
    if snapshot is None or snapshot.sheet_id != sheet_id:
        raise NotFound
    statement = select(DesignSnapshotBox.box, DesignSnapshotBox.words).where(DesignSnapshotBox.snapshot_id == snapshot_id)
    then = dict(db.session.execute(statement).all())
    rows = _rows(sheet_id)
    changed = [(row, then.get(box, "")) for box, row in rows.items() if row.words != then.get(box, "")]
    if not changed:
        return
    if any(row.words for row in rows.values()):
        take_snapshot(
            viewer,
            sheet_id,
            title=N_("元に戻す前の内容"),
            taken_on=today,
            today=today,
            now=now,
            idempotency_key=idempotency_key,
        )
    _write(viewer, "restore_snapshot", changed)


def _write(viewer: Viewer, act: str, changed: Iterable[tuple[DesignBox, str]]) -> None:
    for row, words in changed:
        before = audit.snapshot(row)
        row.words = words
        db.session.flush()
        if act == "write_box":
            audit.note(viewer, "write_box", row, before=before)
        else:
            audit.note(viewer, "restore_snapshot", row, before=before)


def _rows(sheet_id: int) -> dict[Box, DesignBox]:
    """The boxes in the order of the sheet."""
    rows = {row.box: row for row in db.session.scalars(select(DesignBox).where(DesignBox.sheet_id == sheet_id))}
    return {box: rows[box] for box in Box}


def _lock_sheet(viewer: Viewer, sheet_id: int, today: date) -> None:
    """NotFound unless the viewer may write for the sheet's company."""
    viewer.require(Act.LOG)
    statement = (
        select(DesignSheet.id)
        .join(Enrolment, Enrolment.id == DesignSheet.enrolment_id)
        .where(
            DesignSheet.id == sheet_id,
            scope.in_programme(viewer, DesignSheet.programme_id),
            scope.board(),
            scope.company_record(viewer, today, Act.LOG),
        )
    )
    if db.session.scalar(statement.with_for_update(of=DesignSheet)) is None:
        raise NotFound
