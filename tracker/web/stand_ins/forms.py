"""The forms of stand-ins."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.domain.stand_ins import LONGEST_REASON, StandInPlan
from tracker.rows.stand_ins import StandInFormRow
from tracker.web.forms import AtMost, BaseForm, ChoiceField, DateField, HiddenVersionField, LineField, Required


class StandInForm(BaseForm):
    """Who, from when to when, why."""

    version = HiddenVersionField(default=0)
    producer_id = ChoiceField(_l("代行する人"), [Required(_l("代行する人を選んでください。"))])
    starts_on = DateField(_l("開始日"), [Required(_l("開始日を入力してください。"))])
    ends_on = DateField(_l("終了日"), [Required(_l("終了日を入力してください。"))])
    reason = LineField(
        _l("理由"),
        [Required(_l("代行の理由を入力してください（例：出張のため）。")), AtMost(LONGEST_REASON)],
        description=_l("例：出張のため。変更の記録に残ります。"),
    )

    def offer(self, about: StandInFormRow) -> None:
        self.producer_id.choices = [("", _l("選んでください")), *((str(one), name) for one, name in about.people)]

    def read(self, producer_id: int | None = None) -> StandInPlan:
        """``producer_id``: of whom it is where that is not asked."""
        return StandInPlan(producer_id or int(self.producer_id.data), self.starts_on.data, self.ends_on.data, self.reason.data)
