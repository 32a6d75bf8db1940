"""What a filled form still lacks: by field, each cell with the link to where its value is entered."""

from __future__ import annotations

from collections import defaultdict

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.access import Act, Viewer
from tracker.domain.form_fields import FormRecord
from tracker.rows.form_templates import FormRow
from tracker.rows.forms import FilledForm
from tracker.web.attention import IN_SIGHT, Group, Line
from tracker.web.form_templates.words import say_place, say_source
from tracker.workbooks.form_filling import BlankCell, Prepared

_TEAM = frozenset({"lead", "sub_leads", "team", "staffing"})


def groups(prepared: Prepared, filled: FilledForm, row: FormRow, viewer: Viewer) -> list[Group]:
    """The fields of which there is something blank, in the order of the form."""
    by_source: defaultdict[str, list[BlankCell]] = defaultdict(list)
    for blank in prepared.blanks:
        by_source[blank.source].append(blank)
    found = []
    for number, (source, blanks) in enumerate(by_source.items(), start=1):
        lines = [
            Line(
                blank.label or say_source(source),
                _url(blank, row, viewer),
                say_place(filled, blank.sheet, blank.ref, blank.below),
            )
            for blank in blanks
        ]
        found.append(
            Group(
                anchor=f"blank-{number}",
                title=say_source(source),
                state="unscheduled",
                count=ngettext("%(count)s件", "%(count)s件", len(lines), count=len(lines)),
                url=f"#blank-{number}",
                hint=_("値がまだありません。入力すると、この欄に入ります。"),
                lines=tuple(lines[:IN_SIGHT]),
                more=tuple(lines[IN_SIGHT:]),
            )
        )
    return found


def _url(blank: BlankCell, row: FormRow, viewer: Viewer) -> str:
    """Where the value is entered, or, for whoever may not, where the record is seen."""
    record_id, name = blank.record_id, blank.source.rpartition(".")[2]
    if blank.record is None:
        return url_for("form_templates.edit", form_id=row.form_id) if viewer.may(Act.REPORT_WRITE) else _here(row)
    if blank.record is FormRecord.COMPANY:
        if name in _TEAM:
            place = "staffing.edit" if viewer.may(Act.STAFF) else "staffing.show"
        else:
            place = "companies.edit" if viewer.may(Act.CASES) else "companies.show"
        return url_for(place, enrolment_id=record_id)
    if blank.record is FormRecord.CASE and name.startswith("told_"):
        return url_for("narratives.show", case_id=record_id)
    if blank.record is FormRecord.CASE:
        return url_for("cases.edit" if viewer.may(Act.CASES) else "cases.show", case_id=record_id)
    if blank.record is FormRecord.VISIT:
        return url_for("visits.edit" if viewer.may(Act.LOG) else "visits.show", visit_id=record_id)
    if blank.record is FormRecord.MEETING:
        return url_for("meetings.edit" if viewer.may(Act.LOG) else "meetings.show", meeting_id=record_id)
    if blank.record is FormRecord.OUTCOME:
        return url_for("outcomes.edit", outcome_id=record_id) if viewer.may(Act.LOG) else url_for("outcomes.index")
    if blank.record is FormRecord.PERSON:
        return url_for("producers.edit" if viewer.may(Act.CASES) else "producers.show", producer_id=record_id)
    return url_for("programmes.edit") if viewer.may(Act.SETTINGS) else url_for("report.show")


def _here(row: FormRow) -> str:
    return url_for("form_templates.show", form_id=row.form_id)
