"""An uploaded form of the report, filled in and written into a file: what ``flask report --form`` does."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app

from tracker.cli.whole_file import write_whole
from tracker.domain.access import Viewer
from tracker.domain.era import era_date
from tracker.queries.form_templates import find_form, list_forms
from tracker.rows.forms import FilledForm, UntakenCell
from tracker.rows.report import ReportRow
from tracker.services import transaction
from tracker.services.form_templates import note_taken
from tracker.workbooks.form_filling import preview_form
from tracker.workbooks.form_places import SheetPlaces, open_by_sheet
from tracker.workbooks.forms import read_form

PLACES_NAMED = 10


def write_form(viewer: Viewer, name: str, report: ReportRow, out: Path) -> None:
    """The newest version of the form of that name; a line for each value that was not written."""
    row = find_form(viewer, name)
    if row is None:
        names = "、".join(form.name for form in list_forms(viewer)) or "なし / none"
        raise click.ClickException(
            f"様式「{name}」はありません（{names}）。--form を確かめてください。 / There is no form '{name}'."
        )
    path = current_app.config["TRACKER"].attachments / row.shown.stored_name
    if not path.is_file():
        raise click.ClickException(
            "様式のファイルが見つかりません。登録し直してください。 / The form's file is gone: add it again."
        )
    content = path.read_bytes()
    book = read_form(content)
    made = preview_form(row.shown.mapping, content, book, report, row.fixed_values)
    prepared, filled = made.prepared, made.filled

    def write(file: BinaryIO) -> None:
        file.write(filled.content)

    write_whole(out, write)
    with transaction.writing():
        note_taken(viewer, row, reason=report.head.as_of.isoformat())
    for cell in made.unwritten:
        click.echo(f"書き込めません： {_place(cell, filled)} {cell.label} {cell.why.sentence % cell.why.params} / not written")
    for cell in filled.unchecked:
        click.echo(f"確かめられません： {_place(cell, filled)} {cell.label} {cell.why.sentence % cell.why.params} / not checked")
    for band in filled.unfitted:
        why = band.why.sentence % band.why.params
        click.echo(f"入りません： {band.band}行の{'、'.join(band.labels)}（{why}） / does not fit")
    blank, waiting = len(prepared.blanks) + len(made.unwritten), len(row.shown.mapping.moved) + len(row.shown.mapping.lost)
    sheets = open_by_sheet(row.shown.mapping, book)
    for sheet in sheets:
        click.echo(f"結びつけていません： {sheet.title} {sheet.count}欄（{_named(sheet)}） / not tied")
    untied = sum(sheet.count for sheet in sheets)
    click.echo(
        f"空いている欄 {blank}、結びつけていない記入欄 {untied}、確かめていない項目 {waiting}"
        f" / blank {blank}, not tied {untied}, to be confirmed {waiting}."
    )
    click.echo(f"書き出しました： {out}（基準日 {era_date(report.head.as_of)}） / Written.")


def _place(cell: UntakenCell, filled: FilledForm) -> str:
    """As the uploaded form has it, and where it is in the filled one if rows were added above it."""
    now = filled.now(cell.sheet, cell.ref, cell.below)
    return f"{cell.sheet}!{cell.ref}" + ("" if now == cell.ref else f"（記入後は{now}）")


def _named(sheet: SheetPlaces) -> str:
    """The first of its places by cell and label."""
    named = "、".join(f"{place.ref} {place.label}".strip() for place in sheet.places[:PLACES_NAMED])
    return f"{named}…" if len(sheet.places) > PLACES_NAMED else named
