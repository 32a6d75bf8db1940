"""The part of a form that asks for one case's note; visits and meetings share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, HiddenField

from tracker.domain.notes import LONGEST_TEXT, CaseNote
from tracker.domain.phases import Phase
from tracker.rows.notes import CaseChoiceRow, CaseNoteRow
from tracker.web.attachments.fields import HiddenPicturesField
from tracker.web.form_parts import FieldList
from tracker.web.forms import AtMost, BlockField, CheckboxesField
from tracker.web.labels import label
from tracker.web.typed import number_of

MOST_CASES = 40


class CaseNoteForm(Form):
    """Phases worked, facts, interpretation and report summary of one case."""

    case: CaseChoiceRow | None = None  # what the form is about; None for an id that was not offered
    title = ""  # precedes the labels where both versions of a conflict are shown

    case_id = HiddenField()
    phases = CheckboxesField(_l("取り組んだフェーズ"))
    facts = BlockField(
        _l("聞いたこと・見たこと"), [AtMost(LONGEST_TEXT)], description=_l("事実だけを書きます。箇条書きで構いません。")
    )
    interpretation = BlockField(
        _l("診断・企て"), [AtMost(LONGEST_TEXT)], description=_l("事実から考えたこと、これから企てること。")
    )
    report_summary = BlockField(_l("報告用要約"), [AtMost(LONGEST_TEXT)], description=_l("報告書に載せる文章です。"))
    pictures = HiddenPicturesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phases.choices = [(phase.value, label(phase)) for phase in Phase]


def case_notes_field() -> FieldList:
    """``cases = case_notes_field()``: one entry a case."""
    return FieldList(FormField(CaseNoteForm), max_entries=MOST_CASES)


def note_values(cases: Iterable[CaseChoiceRow], notes: Iterable[CaseNoteRow] = ()) -> list[dict[str, Any]]:
    """What the entries are filled with: every case of the company in order, with its note where there is one."""
    by_case = {note.case_id: note for note in notes}
    return [_values(case.case_id, by_case.get(case.case_id)) for case in cases]


def _values(case_id: int, note: CaseNoteRow | None) -> dict[str, Any]:
    if note is None:
        return {"case_id": str(case_id), "phases": [], "facts": "", "interpretation": "", "report_summary": "", "pictures": []}
    return {
        "case_id": str(case_id),
        "phases": [phase.value for phase in note.phases],
        "facts": note.facts,
        "interpretation": note.interpretation,
        "report_summary": note.report_summary,
        "pictures": list(note.pictures),
    }


def offer_cases(entries: FieldList, cases: Iterable[CaseChoiceRow]) -> None:
    """After the form was filled: tell every entry its case, and add the cases that the sender left out."""
    cases = tuple(cases)
    by_id = {str(case.case_id): case for case in cases}
    for entry in entries:
        _name(entry.form, by_id.pop(entry.form.case_id.data or "", None), len(cases))
    for case in by_id.values():
        _name(entries.append_entry(_values(case.case_id, None)).form, case, len(cases))


def _name(form: CaseNoteForm, case: CaseChoiceRow | None, how_many: int) -> None:
    form.case = case
    form.title = case.title if case is not None and how_many > 1 else ""


def read_notes(entries: FieldList) -> tuple[CaseNote, ...]:
    """The notes as typed, in the order of the form, blank ones too; an id that is no number is case 0, which is nobody's.

    A photo of the notebook or of the whiteboard, or a recording, counts as the note.
    """
    return tuple(
        CaseNote(
            case_id=number_of(form.case_id.data) or 0,
            phases=frozenset(Phase(value) for value in form.phases.data or ()),
            facts=form.facts.data or "",
            interpretation=form.interpretation.data or "",
            report_summary=form.report_summary.data or "",
            in_picture=bool(form.pictures.data),
        )
        for form in (entry.form for entry in entries)
    )


def read_pictures(entries: FieldList) -> dict[int, frozenset[str]]:
    """By case the keys of the pictures and recordings that the form names as its note."""
    forms = (entry.form for entry in entries)
    return {
        int(form.case_id.data): form.pictures.data
        for form in forms
        if form.pictures.data and number_of(form.case_id.data) is not None
    }


def stored_notes(entries: FieldList, notes: Iterable[CaseNoteRow], *, prefix: str = "cases") -> Mapping[str, Any]:
    """What stands in the database by the names of the form's fields, for ``conflicts.settle`` and ``conflicts.clash``."""
    by_case = {str(note.case_id): note for note in notes}
    stored: dict[str, Any] = {}
    for index, entry in enumerate(entries):
        case_id = entry.form.case_id.data or ""
        if number_of(case_id) is None:
            continue
        for name, value in _values(int(case_id), by_case.get(case_id)).items():
            if name not in ("case_id", "pictures"):
                stored[f"{prefix}-{index}-{name}"] = value
    return stored
