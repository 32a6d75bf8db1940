"""Fills the uploaded forms that are handed in with a report: whole, or not at all."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from tracker.domain.access import Viewer
from tracker.domain.errors import Refused, RuleBroken
from tracker.domain.words import N_
from tracker.queries.form_templates import get_form
from tracker.rows.form_store import pack_mapping, pack_values
from tracker.rows.form_templates import FormRow
from tracker.rows.forms import Why
from tracker.rows.report import ReportRow
from tracker.services.submissions import PreparedForm
from tracker.workbooks.form_filling import prepare
from tracker.workbooks.forms import fill_form, read_form

GONE = N_("様式「%(form)s」のファイルが見つかりません。同じファイルを新しい版として登録し直してください。")
UNTIED = N_("様式「%(form)s」には、まだ何も結びつけていません。")
UNCONFIRMED = N_("様式「%(form)s」に、確かめていない項目が%(count)s件あります。様式の画面で確かめてください。")
UNFILLABLE = N_("様式「%(form)s」に記入できません。%(why)s")
UNWRITTEN = N_(
    "様式「%(form)s」に書き込めないものが%(count)s件あります（%(place)s：%(why)s）。様式の画面で直すか、この様式を外してください。"
)


def fill_forms(
    viewer: Viewer,
    form_ids: Collection[int],
    report: ReportRow,
    *,
    attachments: Path,
) -> tuple[PreparedForm, ...]:
    """Each form, as its newest version is tied, filled from the report.

    RuleBroken on the field ``forms`` names the first of which anything would be missing; NotFound for another programme's.
    """
    return tuple(_filled(get_form(viewer, form_id), report, attachments) for form_id in form_ids)


def _filled(row: FormRow, report: ReportRow, attachments: Path) -> PreparedForm:
    mapping = row.shown.mapping
    if waiting := len(mapping.moved) + len(mapping.lost):
        raise _refused(UNCONFIRMED, row, count=waiting)
    if not mapping.count:
        raise _refused(UNTIED, row)
    try:
        content = (attachments / row.shown.stored_name).read_bytes()
    except FileNotFoundError as error:
        raise _refused(GONE, row) from error
    try:
        prepared = prepare(mapping, read_form(content), report, row.fixed_values)
        filled = fill_form(content, prepared.filling)
    except RuleBroken as broken:
        raise _refused(UNFILLABLE, row, why=Refused(broken.sentence, **broken.params)) from broken
    unwritten = [(f"{cell.sheet}!{cell.ref}", cell.why) for cell in (*prepared.problems, *filled.untaken)]
    unwritten += [(label, band.why) for band in filled.unfitted for label in band.labels]
    if unwritten:
        place, why = unwritten[0]
        raise _refused(UNWRITTEN, row, count=len(unwritten), place=place, why=_said(why))
    return PreparedForm(
        name=row.name,
        version=row.shown.number,
        digest=row.shown.digest,
        mapping=pack_mapping(mapping),
        fixed_values=pack_values(row.fixed_values),
        blank_count=len(prepared.blanks),
        file_name=f"{row.name}_{report.head.as_of.isoformat()}.xlsx",
        file_content=filled.content,
    )


def _said(why: Why) -> Refused:
    return Refused(why.sentence, **dict(why.params))


def _refused(sentence: str, row: FormRow, **params: Any) -> RuleBroken:
    return RuleBroken(sentence, field="forms", form=row.name, **params)
