"""Ties the cells and rows of an uploaded form to fields, unties them, and settles what a new version moved."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.form_fields import FormRecord, ValueKind, find_field
from tracker.domain.form_mapping import FIXED, MOST_TIES, BandTie, CellTie, ColumnTie, FormMapping
from tracker.domain.formatters import Style, check_style
from tracker.domain.grid import Cell
from tracker.domain.notes import check_length
from tracker.domain.words import N_
from tracker.models import FormTemplate, FormVersion
from tracker.queries.scope import in_programme
from tracker.rows.form_store import pack_mapping, pack_values, unpack_mapping, unpack_values
from tracker.services import audit
from tracker.services.form_templates import checked_values
from tracker.services.versions import check_version

LONGEST_PARAMETER = 200
MOST_ROOM = 5_000
NO_SOURCE = N_("何を入れるかを選んでください。")


def tie_cell(viewer: Viewer, version_id: int, *, tie: CellTie, version: int, fixed_value: str | None = None) -> None:
    """Tie one cell, whatever it was tied to before; ``fixed_value`` is kept with the form under the name in the tie's source."""
    row = _lock(viewer, version_id, version)
    _check(tie.source, tie.style)
    field = find_field(tie.source)
    of_one = field is not None and field.record is not FormRecord.PROGRAMME
    if of_one and not (tie.nth and 1 <= tie.nth <= MOST_ROOM):
        raise RuleBroken(N_("何件目のものかを、1から%(most)sまでの数字で入力してください。"), field="nth", most=MOST_ROOM)
    _keep_fixed(viewer, row, tie.source, fixed_value)
    _change(viewer, row, "set_form_cell", lambda mapping: mapping.with_cell(tie))


def tie_column(
    viewer: Viewer, version_id: int, *, band: BandTie, tie: ColumnTie, version: int, fixed_value: str | None = None
) -> None:
    """Tie a column of the band that begins in that row, and make the band where there is none yet."""
    row = _lock(viewer, version_id, version)
    _check(tie.source, tie.style)
    field = find_field(tie.source)
    if field is not None and field.record not in (band.record, FormRecord.PROGRAMME):
        raise RuleBroken(N_("この繰り返しの行には、同じ記録の項目を選んでください。"), field="source")
    if not 1 <= band.room <= MOST_ROOM or not 0 <= tie.line < band.lines:
        raise RuleBroken(
            N_("繰り返しの最後の行を、はじめの行から数えて%(most)s行までにしてください。"), field="last_row", most=MOST_ROOM
        )
    _keep_fixed(viewer, row, tie.source, fixed_value)
    _change(viewer, row, "set_form_rows", lambda mapping: mapping.with_column(band, tie))


def untie(viewer: Viewer, version_id: int, *, sheet: str, cell: Cell, version: int) -> None:
    """Take the tie of a cell, or of a band's column, away; with its last column the band goes."""
    row = _lock(viewer, version_id, version)
    _change(viewer, row, "drop_form_tie", lambda mapping: mapping.without(sheet, cell))


def confirm_moved(viewer: Viewer, version_id: int, *, places: Collection[str], version: int) -> None:
    """What moved to those places stands there; RuleBroken where none is named."""
    row = _lock(viewer, version_id, version)
    if not places:
        raise RuleBroken(N_("場所を確かめた項目に印を付けてください。"), field="place")
    _change(viewer, row, "confirm_form_moves", lambda mapping: mapping.confirmed(places))


def drop_lost(viewer: Viewer, version_id: int, *, version: int) -> None:
    """What was not found in this version is not wanted any more."""
    row = _lock(viewer, version_id, version)
    _change(viewer, row, "drop_form_lost", lambda mapping: replace(mapping, lost=()))


def leave_blank(viewer: Viewer, version_id: int, *, sheet: str, cells: Collection[Cell], version: int) -> None:
    """Those cells stay blank on purpose; RuleBroken where none is named."""
    row = _lock(viewer, version_id, version)
    if not cells:
        raise RuleBroken(N_("空欄のままにする欄に印を付けてください。"), field="place")
    _change(viewer, row, "leave_form_blank", lambda mapping: mapping.leaving_blank(sheet, cells))


def ask_for_blank(viewer: Viewer, version_id: int, *, sheet: str, cells: Collection[Cell], version: int) -> None:
    """Those cells are asked for again; RuleBroken where none is named."""
    row = _lock(viewer, version_id, version)
    if not cells:
        raise RuleBroken(N_("一覧に戻す欄に印を付けてください。"), field="place")
    _change(viewer, row, "ask_form_blank", lambda mapping: mapping.asking_for(sheet, cells))


def _lock(viewer: Viewer, version_id: int, version: int) -> FormVersion:
    viewer.require(Act.REPORT_WRITE)
    statement = (
        select(FormVersion)
        .join(FormTemplate, FormTemplate.id == FormVersion.form_id)
        .where(FormVersion.id == version_id, in_programme(viewer, FormVersion.programme_id), FormTemplate.deleted_at.is_(None))
        .with_for_update(of=FormVersion)
    )
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound
    check_version(row, version)
    return row


def _change(viewer: Viewer, row: FormVersion, act: str, change: Callable[[FormMapping], FormMapping]) -> None:
    before = audit.snapshot(row)
    mapping = change(unpack_mapping(row.mapping))
    if mapping.count > MOST_TIES:
        raise RuleBroken(N_("1つの様式に結べるのは%(limit)s項目までです。"), field="source", limit=MOST_TIES)
    row.mapping = pack_mapping(mapping)
    audit.note(viewer, act, row, before=before)


def _check(source: str, style: Style) -> None:
    check_length(style.parameter, field="parameter", at_most=LONGEST_PARAMETER)
    field = find_field(source)
    if field is None and not source.startswith(FIXED):
        raise RuleBroken(NO_SOURCE, field="source")
    if source == FIXED:
        raise RuleBroken(N_("値の名前を入力してください（例：代表者）。"), field="fixed_name")
    check_style(field.kind if field else ValueKind.TEXT, style)


def _keep_fixed(viewer: Viewer, row: FormVersion, source: str, value: str | None) -> None:
    """A value given with a tie is the form's from now on; a tie to one that is not there is refused."""
    if not source.startswith(FIXED):
        return
    name = source.removeprefix(FIXED)
    form = db.session.get_one(FormTemplate, row.form_id, with_for_update=True)
    if value is None:
        if name not in unpack_values(form.fixed_values):
            raise RuleBroken(NO_SOURCE, field="source")
        return
    before = audit.snapshot(form)
    form.fixed_values = pack_values(checked_values({**unpack_values(form.fixed_values), name: value}))
    audit.note(viewer, "name_form", form, before=before)
