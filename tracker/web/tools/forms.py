"""The forms of dialogue tools and their parts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from tracker.domain.tools import LONGEST_LABEL
from tracker.services.tools import LONGEST_ALIASES, ToolWords
from tracker.web.forms import AtMost, BaseForm, BlockField, HiddenKeyField, HiddenVersionField, LineField


class NameToolForm(BaseForm):
    """What a tool or part is called; a slot that nobody has named yet may stay blank."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    label = LineField(_l("名称"), [AtMost(LONGEST_LABEL)])
    aliases = BlockField(
        _l("別の書き方"),
        [AtMost(LONGEST_ALIASES)],
        description=_l("1行に1つ。取り込む記録簿に別の書き方があるとき、ここで同じツールと分かるようにします。"),
    )
    is_active = BooleanField(_l("記録の画面で選べるようにする"), default=True)

    def read(self) -> ToolWords:
        return ToolWords(self.label.data or "", self.aliases.data or "", bool(self.is_active.data))
