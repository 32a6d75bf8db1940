"""The forms of closing a month and of opening it again."""

from flask_babel import lazy_gettext as _l

from tracker.domain.month_closes import LONGEST_REASON
from tracker.web.forms import AtMost, BaseForm, HiddenVersionField, LineField, Required


class CloseMonthForm(BaseForm):
    """Why what is missing stays so; asked only where something is missing."""

    remark = LineField(
        _l("このまま締める理由"),
        [AtMost(LONGEST_REASON)],
        description=_l("例：担当者の異動で会議を開けなかった。翌月に2回開く"),
    )


class ReopenMonthForm(BaseForm):
    """Why a closed month is opened again."""

    version = HiddenVersionField()
    reason = LineField(
        _l("締めを解除する理由"),
        [Required(_l("締めを解除する理由を入力してください。")), AtMost(LONGEST_REASON)],
    )


class ChangeReasonForm(BaseForm):
    """Why a closed month is changed; asked when something is sent that changes one."""

    change_reason = LineField(
        _l("変更する理由"),
        [Required(_l("変更する理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：訪問日の記入誤りに気づいたため"),
    )
