"""The forms of what comes after a visit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.domain.confirmations import LONGEST_NAME
from tracker.domain.letters import LONGEST_ADDRESS, LONGEST_BODY, LONGEST_SUBJECT, Letter
from tracker.web.forms import AtMost, BaseForm, BlockField, DateField, HiddenVersionField, LineField


class LetterForm(BaseForm):
    """The letter as the coordinator will send it; nothing of it is stored."""

    to = LineField(_l("宛先"), [AtMost(LONGEST_ADDRESS)])
    subject = LineField(_l("件名"), [AtMost(LONGEST_SUBJECT)])
    body = BlockField(_l("本文"), [AtMost(LONGEST_BODY)])

    def read(self) -> Letter:
        return Letter(self.subject.data or "", self.body.data or "")


class ConfirmForm(BaseForm):
    """先方確認: who of the company's side, and when; both empty takes it back."""

    version = HiddenVersionField(default=0)
    confirmed_by_name = LineField(
        _l("確認した先方の人"), [AtMost(LONGEST_NAME)], description=_l("例：製造部長。空欄にすると、先方確認を取り消します。")
    )
    confirmed_on = DateField(_l("確認された日"))
