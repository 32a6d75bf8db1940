"""The filled form before it goes out: its sheets, what did not fit, what is still blank; and the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.queries.form_templates import get_form
from tracker.queries.report import get_report
from tracker.rows.form_templates import FormRow
from tracker.rows.forms import FilledForm, UntakenCell
from tracker.rows.report import ReportDaysRow
from tracker.services import transaction
from tracker.services.form_templates import note_taken
from tracker.web import viewing
from tracker.web.form_templates import blanks
from tracker.web.form_templates.blueprint import bp
from tracker.web.form_templates.books import book_of, content_of
from tracker.web.form_templates.grid import grid_of
from tracker.web.form_templates.place import sheet_of, tabs_of, wanted_stretch
from tracker.web.form_templates.places import groups_of_places
from tracker.web.form_templates.showing import hand_out
from tracker.web.form_templates.words import say_place
from tracker.web.refusals import say_words
from tracker.web.report import asking, making
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.workbooks.form_filling import FormPreview, preview_form, written_cells
from tracker.workbooks.form_places import open_by_sheet


@dataclass(frozen=True, slots=True)
class Unfilled:
    """What was not written: where, whose, and why, in words."""

    place: str
    label: str
    why: str
    url: str | None = None


@bp.get("/<int:form_id>/preview")
@may(Act.REPORT)
def preview(form_id: int) -> str | Response | tuple[str, int]:
    """Of a large report what was filled for the viewer within the hour; ``?again=1`` fills it anew."""
    viewer = viewing.viewer()
    row = get_form(viewer, form_id)
    form = ReportDateForm(request.args, **asking.usual_days())
    asked = asking.days(form)
    if asked is None:
        return render_template("form_templates/preview.html", form=form, row=row, head=None), 422
    made = filled_form(row, asked, afresh="again" in request.args)
    if isinstance(made, Response):
        return made
    number, sheet = sheet_of(made.book)
    days = asking.address(asked)
    return render_template(
        "form_templates/preview.html",
        form=form,
        row=row,
        head=asked,
        read_at=made.read_at,
        sheet=sheet,
        grid=grid_of(sheet, written=written_cells(made.prepared.filling, made.filled, sheet.title), page=wanted_stretch()),
        days=days,
        here={"form_id": form_id, "sheet": number, **days},
        tabs=tabs_of(made.book, number, "form_templates.preview", {"form_id": form_id, **days}),
        unfilled=_unfilled(row, made),
        unwritten_count=len(made.unwritten),
        unchecked=[_untaken(row, one, made.filled) for one in made.filled.unchecked],
        blanks=blanks.groups(made.prepared, made.filled, row, viewer),
        open=groups_of_places(
            open_by_sheet(row.shown.mapping, book_of(row.shown)),
            made.filled,
            form_id,
            may_tie=row.is_newest and viewer.may(Act.REPORT_WRITE),
        ),
    )


@bp.post("/<int:form_id>/download")
@may(Act.REPORT)
def download(form_id: int) -> Response | FlaskResponse | tuple[str, int]:
    """Not marked as writing: the form is filled before the write lock is taken, and who took it is noted inside."""
    row = get_form(viewing.viewer(), form_id)
    form = ReportDateForm(request.form, **asking.usual_days())
    asked = asking.days(form)
    if asked is None:
        return render_template("form_templates/preview.html", form=form, row=row, head=None), 422
    made = filled_form(row, asked)
    if isinstance(made, Response):
        return made
    as_of = asked.as_of.isoformat()
    with transaction.writing():
        note_taken(viewing.viewer(), row, reason=as_of)
    return hand_out(made.filled.content, f"{row.name}_{as_of}.xlsx")


def filled_form(row: FormRow, days: ReportDaysRow, *, afresh: bool = False) -> FormPreview | Response:
    """The form filled in; of a large report, while a process of its own makes it, the way to the page that says how far it is.

    What is tied is part of what is asked for, so that a changed tie or value is filled anew.
    """
    content = content_of(row.shown)
    if not making.is_large(days):
        report = get_report(viewing.viewer(), as_of=days.as_of, whole=days.whole)
        return preview_form(row.shown.mapping, content, book_of(row.shown), report, row.fixed_values)
    versions = f"{row.version}-{row.shown.version_id}-{row.shown.version}"
    there = making.made("form", days, afresh=afresh, form_id=row.form_id, versions=versions)
    if not there.is_done:
        return redirect(url_for("report.wait", key=there.key))
    made: FormPreview = there.result()
    return made


def _unfilled(row: FormRow, made: FormPreview) -> list[Unfilled]:
    """The values that a cell does not take, and the records for which there are no rows."""
    lines = [_untaken(row, one, made.filled) for one in made.unwritten]
    for band in made.filled.unfitted:
        words: dict[str, Any] = dict(band.why.params)
        why = say_words(band.why.sentence, words)
        lines.extend(Unfilled(_("繰り返しの行 %(rows)s", rows=band.band), label, why) for label in band.labels)
    return lines


def _untaken(row: FormRow, one: UntakenCell, filled: FilledForm) -> Unfilled:
    number = row.shown.titles.index(one.sheet) + 1 if one.sheet in row.shown.titles else None
    at: dict[str, Any] = {"sheet": number, "cell": one.ref}
    url = url_for("form_templates.show", form_id=row.form_id, **at, _anchor="panel") if at["sheet"] else None
    return Unfilled(
        say_place(filled, one.sheet, one.ref, one.below), one.label, say_words(one.why.sentence, dict(one.why.params)), url
    )
