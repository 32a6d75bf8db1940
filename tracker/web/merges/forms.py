"""The form of a merge: whose value each field takes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.merges import LONGEST_REASON
from tracker.rows.merges import MergeRow, SideRow
from tracker.web.forms import AtMost, BaseForm, LineField, RadioChoiceField, Required

KEPT, GONE = "kept", "gone"
LABELS = {
    "name": _l("企業名"),
    "kana": _l("フリガナ"),
    "corporate_number": _l("法人番号"),
    "address": _l("所在地"),
    "contact_name": _l("連絡担当者"),
    "contact_phone": _l("電話番号"),
    "contact_email": _l("メールアドレス"),
    "may_be_named": _l("企業名の公表"),
}


class MergeForm(BaseForm):
    """What every merge asks; the fields that differ are added (:func:`merge_form`)."""

    seen = HiddenField()
    reason = LineField(
        _l("統合の理由"),
        [Required(_l("統合の理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：同じ企業を2度登録したため。変更の記録に残ります。"),
    )


def merge_form(row: MergeRow) -> Any:
    different = [side for side in row.sides if side.differs]
    fields = {
        side.group: RadioChoiceField(LABELS[side.group], default=GONE if side.proposes_gone else KEPT) for side in different
    }
    form = type("CompaniesMergeForm", (MergeForm,), fields)(seen=row.seen)
    for side in different:
        form[side.group].choices = [(KEPT, _words(side, side.kept)), (GONE, _words(side, side.gone))]
    return form


def of_gone(form: Any, row: MergeRow) -> tuple[str, ...]:
    """The groups of fields that take the value of the company that goes."""
    return tuple(side.group for side in row.sides if side.differs and form[side.group].data == GONE)


def _words(side: SideRow, values: tuple[Any, ...]) -> str:
    if side.group == "may_be_named":
        return _("公表してよい") if values[0] else _("公表しない")
    if side.group == "name":
        return str(values[0])
    if side.group == "address":
        prefecture, municipality, _code, street = values
        return f"{prefecture}{municipality}{street}" or _("（空欄）")
    return str(values[0] or _("（空欄）"))
