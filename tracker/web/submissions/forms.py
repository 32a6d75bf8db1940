"""The form that makes a submission of a report."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.domain.submissions import LONGEST_REMARK, LONGEST_TITLE
from tracker.web.forms import AtMost, BaseForm, DateField, HiddenKeyField, LineField, Required


class SubmitReportForm(BaseForm):
    """What is said of a submission; which report it is stands in the address."""

    idempotency_key = HiddenKeyField()
    title = LineField(_l("提出の名前"), [Required(), AtMost(LONGEST_TITLE)])
    handed_in_on = DateField(_l("提出日"), [Required()])
    remark = LineField(_l("備考"), [AtMost(LONGEST_REMARK)], description=_l("提出先や受付番号など。"))
