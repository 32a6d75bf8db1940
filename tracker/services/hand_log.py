"""Keeps a log that was kept by hand, remembers what is said of its words, imports it in one transaction and undoes that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer, importer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.hand_log import REQUIRED_FIELDS, SEVERAL_COLUMNS, LogField, MemoryKind, RowState
from tracker.domain.text import search_key
from tracker.domain.words import N_
from tracker.models import Enrolment, LogMemory, LogUpload, Producer
from tracker.queries.hand_log import suggest_columns
from tracker.queries.hand_log_plan import plan_log
from tracker.queries.scope import board, in_programme
from tracker.rows.hand_log import LogOutcome, LogPlan, LogSheet, OutcomeRow
from tracker.rows.hand_log_store import pack, pack_choices, pack_columns, pack_outcome, unpack, unpack_choices, unpack_columns
from tracker.rows.roster import RosterProblem
from tracker.services import audit
from tracker.services.hand_log_rows import Maker
from tracker.services.versions import check_version, touch

LONGEST_KEY = 200


class LogRefused(RuleBroken):
    """Rows that were to be taken cannot be: ``problems`` name each with its column; nothing was written."""

    def __init__(self, problems: tuple[RosterProblem, ...]) -> None:
        super().__init__(N_("取り込めない行が%(count)s件あります。何も保存していません。"), field="file", count=len(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class NameMeant:
    """What somebody said that a name means: a company, a person, or (``known_id`` None) a person who is none of ours."""

    kind: MemoryKind
    written: str
    known_id: int | None


def keep_log(viewer: Viewer, *, sheet: LogSheet, file_name: str, sha256: str, now: datetime) -> int:
    """Keep what was read from a file, and return the upload's id; the same file again while it waits finds the one there is."""
    viewer.require(Act.IMPORT)
    waiting = db.session.scalar(
        select(LogUpload.id)
        .where(in_programme(viewer, LogUpload.programme_id), LogUpload.sha256 == sha256, LogUpload.applied_at.is_(None))
        .order_by(LogUpload.id.desc())
        .limit(1)
    )
    if waiting is not None:
        return waiting
    upload = LogUpload(
        programme_id=viewer.programme,
        file_name=file_name[:200],
        sha256=sha256,
        content=pack(sheet),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(upload)
    db.session.flush()
    return upload.id


def match_columns(viewer: Viewer, *, upload_id: int, columns: Mapping[int, LogField], now: datetime) -> None:
    """Say which column is which field, of this log and of headings like these later; RuleBroken where one lacks or is twice."""
    upload = _lock(viewer, upload_id)
    for about in REQUIRED_FIELDS:
        if about not in columns.values():
            raise RuleBroken(N_("日付・企業名・種別・参加者の列を、それぞれ選んでください。"), field="columns")
    for about in set(columns.values()) - set(SEVERAL_COLUMNS):
        if list(columns.values()).count(about) > 1:
            raise RuleBroken(N_("同じ項目に2つの列が選ばれています。1つの項目は1つの列にしてください。"), field="columns")
    sheet = unpack(upload.content)
    for column in sheet.columns:
        if column.heading:
            about_or_none = columns.get(column.place)
            _remember(viewer, MemoryKind.COLUMN, column.heading, now, field=about_or_none.value if about_or_none else "")
    upload.columns = pack_columns({column.place: columns[column.place] for column in sheet.columns if column.place in columns})


def choose(
    viewer: Viewer,
    *,
    upload_id: int,
    rows: Mapping[int, RowState | None],
    names: Collection[NameMeant] = (),
    past_done: bool | None = None,
    version: int | None = None,
    now: datetime,
) -> None:
    """Decide what becomes of rows (None: as the dry run says), and say once for all what names mean."""
    upload = _lock(viewer, upload_id, version=version)
    chosen, is_done = unpack_choices(upload.choices)
    for row, state in rows.items():
        chosen.pop(row, None)
        if state in (RowState.TAKEN, RowState.LEFT):
            chosen[row] = state
    for name in names:
        _check_name(viewer, name)
        if name.kind is MemoryKind.COMPANY:
            _remember(viewer, name.kind, name.written, now, enrolment_id=name.known_id)
        else:
            _remember(viewer, name.kind, name.written, now, producer_id=name.known_id)
    upload.choices = pack_choices(chosen, past_done=is_done if past_done is None else past_done)


def apply_log(viewer: Viewer, *, upload_id: int, today: date, now: datetime) -> LogPlan:
    """Import what the dry run takes, checked again as the programme stands now; LogRefused names every row that cannot be.

    An upload that was imported already changes nothing and is told by an empty plan.
    """
    upload = _lock(viewer, upload_id, is_open=False)
    if upload.applied_at is not None:
        return LogPlan(())
    sheet = unpack(upload.content)
    choices, past_done = unpack_choices(upload.choices)
    columns = unpack_columns(upload.columns) or suggest_columns(viewer, sheet)
    plan = plan_log(viewer, sheet, columns=columns, choices=choices, today=today)
    if not plan.taken:
        return plan
    maker = Maker(importer(viewer), upload.id, today=today, now=now, past_done=past_done)
    problems = [problem for row in plan.taken if (problem := maker.make(row, sheet)) is not None]
    if problems:
        raise LogRefused(tuple(problems))
    upload.applied_at = now
    upload.outcome = pack_outcome(_outcome(plan))
    audit.note(viewer, "import_log", upload, after={"file": upload.sha256, **_counts(plan)})
    return plan


def _outcome(plan: LogPlan) -> LogOutcome:
    left = tuple(OutcomeRow(row.row, row.state, row.said) for row in plan.rows if not row.is_taken)
    return LogOutcome(_counts(plan), left)


def _counts(plan: LogPlan) -> dict[str, int]:
    counts = asdict(plan.counts)
    by_state = counts.pop("by_state")
    return {**counts, **{str(state.value): count for state, count in by_state.items()}}


def _lock(viewer: Viewer, upload_id: int, *, is_open: bool = True, version: int | None = None) -> LogUpload:
    viewer.require(Act.IMPORT)
    upload = db.session.scalar(
        select(LogUpload).where(LogUpload.id == upload_id, in_programme(viewer, LogUpload.programme_id)).with_for_update()
    )
    if upload is None:
        raise NotFound
    if is_open and upload.applied_at is not None:
        raise RuleBroken(N_("この記録簿はすでに取り込まれています。直すときは、取り込みを取り消してからもう一度選んでください。"))
    if version is not None:
        check_version(upload, version)
    if is_open:
        touch(upload)
    return upload


def _check_name(viewer: Viewer, name: NameMeant) -> None:
    if name.kind is MemoryKind.PERSON and name.known_id is None:
        return
    if name.kind is MemoryKind.COMPANY:
        known = select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id), board(), Enrolment.id == name.known_id)
    else:
        known = select(Producer.id).where(
            in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None), Producer.id == name.known_id
        )
    if db.session.scalar(known) is None:
        raise RuleBroken(N_("「%(name)s」が誰のことかを、一覧から選んでください。"), field="names", name=name.written[:40])


def _remember(
    viewer: Viewer,
    kind: MemoryKind,
    written: str,
    now: datetime,
    *,
    field: str = "",
    enrolment_id: int | None = None,
    producer_id: int | None = None,
) -> None:
    key = search_key(written)[:LONGEST_KEY]
    memory = db.session.scalar(
        select(LogMemory).where(in_programme(viewer, LogMemory.programme_id), LogMemory.kind == kind, LogMemory.written == key)
    )
    if memory is None:
        memory = LogMemory(
            programme_id=viewer.programme, kind=kind, written=key, created_at=now, created_by_id=viewer.account_id or None
        )
        db.session.add(memory)
    memory.field, memory.enrolment_id, memory.producer_id = field, enrolment_id, producer_id
    db.session.flush()
