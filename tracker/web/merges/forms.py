"""Which two are one, and whose value each field takes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.merges import LONGEST_REASON
from tracker.rows.merges import MergeRow, PairRow, SideRow
from tracker.rows.people_merges import PersonMergeRow
from tracker.web.choosing import Among, NamedChoiceField
from tracker.web.forms import AtMost, BaseForm, LineField, RadioChoiceField, Required
from tracker.web.language import say_day

KEPT, GONE = "kept", "gone"
JOINED, OWN = "joined", "own"
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


class ChooseTwoForm(BaseForm):
    """Any two of many; lives in the address."""

    class Meta:
        csrf = False

    kept = NamedChoiceField()
    gone = NamedChoiceField()

    def offer(self, among: Among, *, kept: str, gone: str) -> None:
        for field, words in ((self.kept, kept), (self.gone, gone)):
            field.label.text = words
            field.offer(among, first=[("", _("選んでください"))])

    def both(self) -> tuple[int, int] | None:
        """Who stays and who goes; None, said in the form, for anything but two of those there are."""
        if not self.validate():
            return None
        kept, gone = self.kept.chosen(), self.gone.chosen()
        if not kept or not gone or kept == gone:
            self.form_errors.append(_("残すほうと、なくなるほうに、別々の2つを選んでください。"))
            return None
        return kept[0], gone[0]


class MergeForm(BaseForm):
    """What every merge asks; the fields that differ are added (:func:`merge_form`)."""

    seen = HiddenField()
    reason = LineField(
        _l("統合の理由"),
        [Required(_l("統合の理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：2度登録したため。変更の記録に残ります。"),
    )


def merge_form(row: MergeRow) -> Any:
    """With a question for each programme in which the support would grow longer, too."""
    periods = {_period_name(pair): _period_field(pair) for pair in row.pairs if pair.would_grow}
    form = _with_choices("CompaniesMergeForm", LABELS, row.sides, row.seen, periods)
    for pair in row.pairs:
        if pair.would_grow and pair.support:
            own, joined = (f"{say_day(one.starts_on)}～{say_day(one.ends_on)}" for one in pair.support)
            form[_period_name(pair)].choices = [
                (OWN, _("%(days)s（残す企業のいまの期間）", days=own)),
                (JOINED, _("%(days)s（両方を合わせた期間）", days=joined)),
            ]
    return form


def _period_name(pair: PairRow) -> str:
    return f"period_{pair.programme_id}"


def _period_field(pair: PairRow) -> RadioChoiceField:
    return RadioChoiceField(
        _("支援期間（%(programme)s）", programme=pair.programme),
        description=_(
            "いまの期間のままにすると、その外の日の記録は期間外として警告に挙がります。両方を合わせると支援期間が長くなり、長くなった月に訪問がなければ、その月は未実施になります。"
        ),
        default=OWN,
    )


def as_supported(form: Any, row: MergeRow) -> tuple[int, ...]:
    """The programmes in which the support stays as long as it is."""
    return tuple(pair.programme_id for pair in row.pairs if pair.would_grow and form[_period_name(pair)].data == OWN)


def person_merge_form(row: PersonMergeRow) -> Any:
    sides = row.sides
    if row.both_sign_in:
        sides += (SideRow("account", (row.kept.account_email,), (row.gone.account_email,)),)
    return _with_choices("PeopleMergeForm", PERSON_LABELS, sides, row.seen)


def _with_choices(
    name: str, labels: dict[str, Any], sides: tuple[SideRow, ...], seen: str, more: dict[str, RadioChoiceField] | None = None
) -> Any:
    """The form with a choice for each thing of which the two say different things."""
    different = [side for side in sides if side.differs]
    fields = {
        side.group: RadioChoiceField(labels[side.group], default=GONE if side.proposes_gone else KEPT) for side in different
    }
    form = type(name, (MergeForm,), fields | (more or {}))(seen=seen)
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
