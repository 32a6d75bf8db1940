"""The manager's decision about a late draft."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.drafts import LONGEST_REASON
from tracker.web.forms import AtMost, BaseForm, LineField, RadioChoiceField, Required


class DecideForm(BaseForm):
    """Give it back or dismiss it: the writer reads the reason either way."""

    act = RadioChoiceField(_l("どうするか"), [Required(_l("差し戻すか、記録しないかを選んでください。"))])
    reason = LineField(_l("理由"), [Required(_l("理由を入力してください。")), AtMost(LONGEST_REASON)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act.choices = [("return", _("書いた人に差し戻す")), ("dismiss", _("記録しない"))]
