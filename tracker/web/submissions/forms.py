"""The forms that make a submission of a report, and that say more of one later."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.submissions import LONGEST_HANDED_TO, LONGEST_RECEIPT, LONGEST_REMARK, LONGEST_TITLE
from tracker.rows.form_templates import FormListRow
from tracker.web.forms import AtMost, BaseForm, CheckboxesField, DateField, HiddenKeyField, LineField, Required


class SubmitReportForm(BaseForm):
    """What is said of a submission, and which forms go in with it; which report it is stands in the address."""

    idempotency_key = HiddenKeyField()
    title = LineField(_l("提出の名前"), [Required(), AtMost(LONGEST_TITLE)])
    handed_in_on = DateField(_l("提出日"), [Required()])
    remark = LineField(_l("備考"), [AtMost(LONGEST_REMARK)], description=_l("提出先や受付番号など。"))
    forms = CheckboxesField(
        _l("一緒に提出する様式"),
        description=_l("選んだ様式に同じ値を書き込み、そのファイルもこの提出に残します。"),
    )

    def offer_forms(self, forms: Iterable[FormListRow]) -> None:
        self.forms.choices = [
            (str(row.form_id), _("%(name)s（版 %(version)s）", name=row.name, version=row.number)) for row in forms
        ]

    @property
    def form_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(int(one) for one in self.forms.data or ()))


class AnnotateForm(BaseForm):
    """What became known of a submission after it was handed in; one of the three is enough."""

    idempotency_key = HiddenKeyField()
    receipt = LineField(_l("受付番号"), [AtMost(LONGEST_RECEIPT)], description=_l("提出先が付けた番号。"))
    handed_to = LineField(_l("渡した相手"), [AtMost(LONGEST_HANDED_TO)], description=_l("提出先の部署や担当者。"))
    remark = LineField(_l("備考"), [AtMost(LONGEST_REMARK)])


class WithdrawForm(BaseForm):
    reason = LineField(
        _l("取り下げの理由"),
        [Required(), AtMost(LONGEST_REMARK)],
        description=_l("提出と一緒に残り、変更の記録にも残ります。"),
    )
