"""The form of a merge: whose value each field takes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.merges import LONGEST_REASON
from tracker.rows.merges import MergeRow, SideRow
from tracker.rows.people_merges import PersonMergeRow
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
PERSON_LABELS = {
    "name": _l("氏名"),
    "kana": _l("フリガナ"),
    "category": _l("区分"),
    "email": _l("メールアドレス"),
    "account": _l("サインインに使う利用者"),
}


class MergeForm(BaseForm):
    """What every merge asks; the fields that differ are added (:func:`merge_form`)."""

    seen = HiddenField()
    reason = LineField(
        _l("統合の理由"),
        [Required(_l("統合の理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：2度登録したため。変更の記録に残ります。"),
    )


def merge_form(row: MergeRow) -> Any:
    return _with_choices("CompaniesMergeForm", LABELS, row.sides, row.seen)


def person_merge_form(row: PersonMergeRow) -> Any:
    sides = row.sides
    if row.both_sign_in:
        sides += (SideRow("account", (row.kept.account_email,), (row.gone.account_email,)),)
    return _with_choices("PeopleMergeForm", PERSON_LABELS, sides, row.seen)


def _with_choices(name: str, labels: dict[str, Any], sides: tuple[SideRow, ...], seen: str) -> Any:
    """The form with a choice for each thing of which the two say different things."""
    different = [side for side in sides if side.differs]
    fields = {
        side.group: RadioChoiceField(labels[side.group], default=GONE if side.proposes_gone else KEPT) for side in different
    }
    form = type(name, (MergeForm,), fields)(seen=seen)
    for side in different:
        form[side.group].choices = [(KEPT, _words(side, side.kept)), (GONE, _words(side, side.gone))]
    return form


def of_gone(form: Any, row: MergeRow | PersonMergeRow) -> tuple[str, ...]:
    """The groups of fields that take the value of the one that goes."""
    return tuple(side.group for side in row.sides if side.differs and form[side.group].data == GONE)


def signs_in_with_gone(form: Any) -> bool:
    return "account" in form and form["account"].data == GONE


def _words(side: SideRow, values: tuple[Any, ...]) -> str:
    if side.group == "may_be_named":
        return _("公表してよい") if values[0] else _("公表しない")
    if side.group == "name":
        return str(values[0])
    if side.group == "address":
        prefecture, municipality, _code, street = values
        return f"{prefecture}{municipality}{street}" or _("（空欄）")
    return str(values[0] or _("（空欄）"))
