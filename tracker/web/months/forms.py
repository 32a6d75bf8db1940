"""The form of an excused month."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.services.months import LONGEST_NAME, LONGEST_REASON
from tracker.web.forms import AtMost, BaseForm, HiddenKeyField, HiddenVersionField, LineField, Required


class ExcuseMonthForm(BaseForm):
    """Why there is no visit in the month, and who accepted that."""

    version = HiddenVersionField()
    key = HiddenKeyField()
    back = HiddenField()
    reason = LineField(
        _l("見送りの理由"),
        [Required(_l("見送りの理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：先方の決算のため、翌月に2回訪問する"),
    )
    accepted_by = LineField(
        _l("理由を承認した人"),
        [Required(_l("理由を承認した人の名前を入力してください。")), AtMost(LONGEST_NAME)],
        description=_l("名前を入力してください。"),
    )
