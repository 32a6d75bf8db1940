"""What the fields and the states of a log are called on screen."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.hand_log import LogField, RowState, Said
from tracker.web.refusals import say_words

FIELDS: dict[LogField, Any] = {
    LogField.DAY: _l("日付"),
    LogField.COMPANY: _l("企業名"),
    LogField.KIND: _l("種別"),
    LogField.PEOPLE: _l("参加者"),
    LogField.CASE: _l("案件"),
    LogField.PHASES: _l("フェーズ"),
    LogField.TOOLS: _l("使用ツール"),
    LogField.TEXT: _l("内容"),
    LogField.HOMEWORK: _l("宿題"),
    LogField.NEXT: _l("次回"),
    LogField.HOURS: _l("時間"),
    LogField.PLACE: _l("場所"),
    LogField.COUNTERPARTS: _l("先方の出席者"),
}
STATES: dict[RowState, Any] = {
    RowState.TAKEN: _l("取り込む"),
    RowState.ASKED: _l("確かめ待ち"),
    RowState.KEPT: _l("読めない"),
    RowState.DOUBLE: _l("ファイル内の重なり"),
    RowState.THERE: _l("記録済み"),
    RowState.LEFT: _l("取り込まない"),
}


def say_said(said: Said) -> str:
    """The sentence in the language of this request, with the column in front."""
    words = say_words(said.sentence, said.params)
    return f"{FIELDS[said.about]}{_('：')}{words}" if said.about is not None else words
