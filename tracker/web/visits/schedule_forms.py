"""The forms of scheduling a visit and of calling one off."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.notes import LONGEST_LINE
from tracker.web.called_off import TakeBackForm
from tracker.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    Required,
)
from tracker.web.visits.visit_form import VisitForm


class ScheduleVisitForm(VisitForm):
    """予定: when, where, how, who goes."""

    team = CheckboxesField(_l("行く人"))


class CallOffForm(BaseForm):
    """中止: why."""

    version = HiddenVersionField(default=0)
    back = HiddenField()
    reason = LineField(
        _l("理由"), [Required(_l("理由を入力してください。")), AtMost(LONGEST_LINE)], description=_l("例：先方の都合")
    )


class ReinstateForm(TakeBackForm):
    """Why it is to be made after all."""

    reason = LineField(
        _l("取り消す理由"),
        [Required(_l("取り消す理由を入力してください。")), AtMost(LONGEST_LINE)],
        description=_l("例：先方から、やはり来てほしいと連絡があった"),
    )


class PostponeForm(CallOffForm):
    """延期: why, and until when."""

    idempotency_key = HiddenKeyField()
    new_on = DateField(_l("新しい日"), description=_l("決まっていなければ、空欄のままにしてください（日程未定）。"))
