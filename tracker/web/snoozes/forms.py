"""The form of a snooze."""

from flask_babel import lazy_gettext as _l

from tracker.domain.attention import LONGEST_REASON
from tracker.web.forms import AtMost, BaseForm, DateField, HiddenKeyField, LineField, Required


class SnoozeForm(BaseForm):
    """Until when something is put aside, and why."""

    idempotency_key = HiddenKeyField()
    reason = LineField(
        _l("保留の理由"),
        [Required(_l("保留の理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：先方の担当者が出張中。戻ってから日程を決める"),
    )
    back_on = DateField(_l("再び表示する日"), [Required(_l("いつ再び表示するかを入力してください。"))])
