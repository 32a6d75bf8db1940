"""The forms of the design sheet: starting one, all boxes at once, one box, a saved version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.design_sheets import LONGEST_BOX, LONGEST_TITLE, Box, mark_of
from tracker.rows.cases import CaseRow
from tracker.rows.design_sheets import SheetRow
from tracker.services.design_sheets import BoxWritten
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    ChoiceField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    Required,
)
from tracker.web.labels import label


class StartSheetForm(BaseForm):
    """シートを始める: for the whole company or for one of its cases."""

    idempotency_key = HiddenKeyField()
    case_id = ChoiceField(_l("何についてのシートか"))

    def offer(self, cases: Iterable[CaseRow], there: Iterable[SheetRow]) -> None:
        """What has no sheet yet."""
        has = {sheet.case_id for sheet in there}
        self.case_id.choices = [
            *([] if None in has else [("", _("企業全体"))]),
            *((str(case.case_id), case.title) for case in cases if case.case_id not in has),
        ]
        if self.case_id.data is None:
            self.case_id.data = ""


class SheetForm(BaseForm):
    """Some or all boxes; each carries the version and the mark of what it was opened with."""

    idempotency_key = HiddenKeyField()

    def read(self) -> dict[Box, BoxWritten]:
        return {
            box: BoxWritten(
                self[box.value].data or "", self[f"{box.value}_version"].data or 0, self[f"{box.value}_mark"].data or ""
            )
            for box in Box
            if box.value in self
        }

    def take_theirs(self, sheet: SheetRow, boxes: Iterable[str]) -> None:
        """The next save of these boxes knows what stands there now."""
        for box in map(Box, boxes):
            self[f"{box.value}_version"].data = sheet.versions[box]
            self[f"{box.value}_mark"].data = mark_of(sheet.words[box])


def sheet_form(sheet: SheetRow, boxes: Iterable[Box]) -> SheetForm:
    """The form of these boxes, opened with what stands in them."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for box in boxes:
        fields |= {
            box.value: BlockField(label(box), [AtMost(LONGEST_BOX)]),
            f"{box.value}_version": HiddenVersionField(default=0),
            f"{box.value}_mark": HiddenField(),
        }
        values |= {
            box.value: sheet.words[box],
            f"{box.value}_version": sheet.versions[box],
            f"{box.value}_mark": mark_of(sheet.words[box]),
        }
    form: type[SheetForm] = type("BoxesForm", (SheetForm,), fields)
    return form(data=values)


class SaveVersionForm(BaseForm):
    """保存版: its title and its day."""

    idempotency_key = HiddenKeyField()
    title = LineField(_l("名前"), [AtMost(LONGEST_TITLE)], description=_l("例：期首の対話"))
    taken_on = DateField(_l("日付"), [Required(_l("日付を入力してください。"))])


class RestoreForm(BaseForm):
    """Bringing the sheet back to a saved version."""

    idempotency_key = HiddenKeyField()


def stored_words(sheet: SheetRow) -> Mapping[str, str]:
    """What stands in the database by the names of the form's fields."""
    return {box.value: words for box, words in sheet.words.items()}
