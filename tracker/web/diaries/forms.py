"""The forms of work diaries: a reason, and how hours are rounded."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.rounding import ROUNDING_UNITS, RoundingPer, RoundingRule, RoundingWay
from tracker.domain.work_months import LONGEST_REASON
from tracker.services.work_months import HoursSettings
from tracker.web.forms import (
    AtMost,
    BaseForm,
    HiddenVersionField,
    LineField,
    NumberField,
    RadioChoiceField,
    Required,
    choices,
)
from tracker.web.labels import label


class StepForm(BaseForm):
    """One step of a month: the version or the rows that were seen, and a reason where one is asked for."""

    version = HiddenVersionField(default=0)
    reason = LineField(_l("理由"), [AtMost(LONGEST_REASON)])


class HoursRuleForm(BaseForm):
    """端数処理, and from how many hours on a day is listed."""

    version = HiddenVersionField(default=0)
    unit = RadioChoiceField(_l("端数処理の単位"), [Required()])
    way = RadioChoiceField(_l("端数の扱い"), [Required()])
    per = RadioChoiceField(_l("端数処理の対象"), [Required()])
    long_day_hours = NumberField(
        _l("1日の目安"), [Required()], minimum=1, maximum=24, description=_l("これを超えた日を、業務日誌で知らせます。")
    )

    def offer(self) -> None:
        self.unit.choices = [(str(unit), say_unit(unit)) for unit in ROUNDING_UNITS]
        self.way.choices = choices(RoundingWay, label)
        self.per.choices = choices(RoundingPer, label)

    def read(self) -> HoursSettings:
        rule = RoundingRule(int(self.unit.data), RoundingWay(self.way.data), RoundingPer(self.per.data))
        return HoursSettings(rule, self.long_day_hours.data * 60)


def say_unit(unit: int) -> str:
    return _("1分（端数処理なし）") if unit == 1 else _("%(unit)s分", unit=unit)


def say_rule(rule: RoundingRule) -> str:
    """The rule in words, as it stands on the diary."""
    if not rule.rounds:
        return _("端数処理はしません。時間は1分単位です。")
    if rule.per is RoundingPer.DAY:
        if rule.way is RoundingWay.DOWN:
            return _("1日の合計ごとに、%(unit)s分未満を切り捨てます。", unit=rule.unit)
        return _("1日の合計ごとに、%(unit)s分単位の近いほうに丸めます。", unit=rule.unit)
    if rule.way is RoundingWay.DOWN:
        return _("1件ごとに、%(unit)s分未満を切り捨てます。", unit=rule.unit)
    return _("1件ごとに、%(unit)s分単位の近いほうに丸めます。", unit=rule.unit)
