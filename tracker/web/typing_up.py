"""The form of a 清書: the words of every case whose note is a picture or a recording; visits and meetings share it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, HiddenField

from tracker.domain.notes import LONGEST_TEXT
from tracker.rows.notes import CaseNoteRow
from tracker.web.form_parts import FieldList
from tracker.web.forms import AtMost, BaseForm, BlockField, HiddenVersionField
from tracker.web.typed import number_of


class TypedUpForm(Form):
    """The words of one case."""

    title = ""
    case_id = HiddenField()
    facts = BlockField(_l("聞いたこと・見たこと"), [AtMost(LONGEST_TEXT)])


class TypeUpForm(BaseForm):
    """The words of every case whose note is a picture or a recording."""

    version = HiddenVersionField(default=0)
    cases = FieldList(FormField(TypedUpForm), max_entries=40)

    def facts(self) -> dict[int, str]:
        forms = (entry.form for entry in self.cases)
        return {int(form.case_id.data): form.facts.data or "" for form in forms if number_of(form.case_id.data) is not None}

    def stored(self, notes: Iterable[CaseNoteRow]) -> dict[str, str]:
        """What stands in the database by the names of the form's fields."""
        facts = {str(note.case_id): note.facts for note in notes}
        return {f"cases-{index}-facts": facts.get(entry.form.case_id.data or "", "") for index, entry in enumerate(self.cases)}


def type_up_form(noted: Sequence[CaseNoteRow], *, titles: Sequence[str], version: int) -> TypeUpForm:
    """The form for these notes, each under its title."""
    form = TypeUpForm(version=version, cases=[{"case_id": str(note.case_id), "facts": note.facts} for note in noted])
    for entry, title in zip(form.cases, titles, strict=False):
        entry.form.title = title
    return form
