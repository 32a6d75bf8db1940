"""The forms of uploaded forms: choosing a file, tying a cell, naming what is always the same."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Form, FormField, HiddenField

from tracker.domain.form_fields import BAND_RECORDS, FormRecord, fields_of
from tracker.domain.form_mapping import FIXED
from tracker.domain.formatters import ASKING, SUITS, Format
from tracker.rows.form_templates import EarlierFormRow, FormRow
from tracker.services.form_templates import LONGEST_FIXED_NAME, LONGEST_FIXED_VALUE, LONGEST_NAME
from tracker.services.form_ties import LONGEST_PARAMETER
from tracker.web.form_parts import FieldList
from tracker.web.form_templates.words import FORMATS, RECORDS, say_field
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    ChoiceField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    NumberField,
    RadioChoiceField,
    Required,
)

CELL, BAND = "cell", "band"
USUAL = ""
OF_FORM, OF_LAST_YEAR = "form", "year"


class RenewFormForm(BaseForm):
    """Another file of the same form."""

    idempotency_key = HiddenKeyField()
    file = FileField(
        _l("様式のファイル"),
        [FileRequired(_l("様式のExcelブック（.xlsx）を選んでください。"))],
        description=_l("Excelブック（.xlsx）、10MBまで。保護されたシートはそのままで構いません。"),
    )


class KeepFormForm(RenewFormForm):
    """A new form."""

    name = LineField(_l("様式の名前"), [Required(), AtMost(LONGEST_NAME)], description=_l("例：実績報告書 様式第3"))
    earlier = ChoiceField(
        _l("結びつきを引き継ぐ様式"),
        default="",
        description=_l("前の様式と見出しが同じところは、そのまま引き継ぎます。動いたところは、あとで確かめます。"),
    )

    def offer(self, earlier: tuple[EarlierFormRow, ...]) -> None:
        of_last_year = _("%(name)s（前年度）")
        self.earlier.choices = [
            ("", _("引き継がない")),
            *(
                (
                    f"{OF_LAST_YEAR if one.is_of_last_year else OF_FORM}-{one.form_id}",
                    of_last_year % {"name": one.name} if one.is_of_last_year else one.name,
                )
                for one in earlier
            ),
        ]


class TieForm(BaseForm):
    """What goes into a cell, or into a column of repeated rows, and how it is written there."""

    version = HiddenVersionField(default=0)
    seen = HiddenField(default="")
    cell = LineField(_l("セル"), [Required()], description=_l("例：C5。表のセルを選ぶと入ります。"))
    way = RadioChoiceField(_l("結び方"), default=CELL)
    source = ChoiceField(_l("入れるもの"), default="")
    nth = NumberField(_l("何件目のもの"), minimum=1, maximum=5000, description=_l("企業・案件などの項目を1つのセルに入れるとき"))
    last_row = NumberField(_l("繰り返しの最後の行"), minimum=1, maximum=1_048_576, description=_l("繰り返しの行のとき"))
    format = ChoiceField(_l("書き方"), default=USUAL)
    parameter = LineField(
        _l("書き方に添える言葉"),
        [AtMost(LONGEST_PARAMETER)],
        description=_l("1文字ずつのときはセルの数（13）、選択肢のときはその言葉（有・無）、○のときは当てはまる値"),
    )
    dash = BooleanField(_l("値がないときは「―」を書く"))
    fixed_name = LineField(_l("値の名前"), [AtMost(LONGEST_FIXED_NAME)], description=_l("例：代表者、契約番号"))
    fixed_value = BlockField(_l("値"), [AtMost(LONGEST_FIXED_VALUE)])

    def offer(self, row: FormRow) -> None:
        """The fields by their record, the fixed values, and every format with the kinds of values that it suits."""
        self.way.choices = [(CELL, _("このセルだけ")), (BAND, _("繰り返しの行（1行に1件）"))]
        fixed = [*((FIXED + name, name) for name in row.fixed_values), (FIXED, _("新しい決まった値"))]
        groups: dict[str, Any] = {_("まだ選んでいない"): [("", _("選んでください"))], _("決まった値"): fixed}
        for record in (FormRecord.PROGRAMME, *BAND_RECORDS):
            groups[str(RECORDS[record])] = [
                (field.key, say_field(field), {"data-kind": field.kind.value}) for field in fields_of(record)
            ]
        self.source.choices = groups
        usual = (USUAL, _("項目に合わせる"))
        self.format.choices = [usual, *((one.value, str(FORMATS[one]), _asks(one)) for one in Format)]


def _asks(wanted: Format) -> dict[str, Any]:
    """For the script that keeps in sight what is asked for: the kinds of values, and whether words are needed beside it."""
    suits = " ".join(kind.value for kind, formats in SUITS.items() if wanted in formats)
    return {"data-suits": suits} | ({"data-asks": ""} if wanted in ASKING else {})


class _FixedValue(Form):
    """One value that is the same in every version."""

    fixed_name = LineField(_l("値の名前"))
    fixed_value = BlockField(_l("値"))


class NameFormForm(BaseForm):
    """The form's name and its fixed values."""

    version = HiddenVersionField(default=0)
    name = LineField(_l("様式の名前"), [Required(), AtMost(LONGEST_NAME)])
    fixed = FieldList(FormField(_FixedValue), max_entries=100)

    def values(self) -> dict[str, str]:
        return {entry.form.fixed_name.data or "": entry.form.fixed_value.data or "" for entry in self.fixed}
