"""The forms of an answer: which gaps needed no meeting and why, and why a record came late."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.between import Gap
from tracker.domain.settlements import LONGEST_REASON
from tracker.rows.settlements import CompanyGapsRow, SettledGapRow
from tracker.web.forms import AtMost, BaseForm, CheckboxesField, LineField, Required
from tracker.web.language import say_day


class SettleGapsForm(BaseForm):
    """The gaps by their first days; what somebody else has settled meanwhile is taken, and changes nothing."""

    back = HiddenField()
    gaps = CheckboxesField(_l("会議が不要だった合間"), [Required(_l("会議が不要だった合間を選んでください。"))])
    reason = LineField(
        _l("会議が不要だった理由"),
        [Required(_l("会議が不要だった理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：2日続けての訪問のため、間に会議は要らなかった"),
    )

    def offer(self, row: CompanyGapsRow) -> None:
        offered: list[Gap | SettledGapRow] = [*row.unsettled, *(row.settled if self.is_submitted() else ())]
        self.gaps.choices = [
            (
                gap.from_on.isoformat(),
                _("%(first)sの訪問と%(last)sの訪問の間", first=say_day(gap.from_on), last=say_day(gap.to_on)),
            )
            for gap in offered
        ]

    @property
    def from_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.gaps.data]


class SettleLateRecordForm(BaseForm):
    back = HiddenField()
    reason = LineField(
        _l("遅れた理由"), [AtMost(LONGEST_REASON)], description=_l("例：先方の確認を待ってから確定した。空欄でも登録できます。")
    )
