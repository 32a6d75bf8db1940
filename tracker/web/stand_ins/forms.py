"""The forms of stand-ins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from tracker.domain.stand_ins import LONGEST_REASON
from tracker.rows.staffing import CandidateRow
from tracker.web.forms import AtMost, BaseForm, DateField, HiddenVersionField, LineField, RadioChoiceField, Required


class SetStandInForm(BaseForm):
    """Who stands in, from when to when, and why."""

    producer_id = RadioChoiceField(_l("代行する人"), [Required(_l("代行する人を選んでください。"))])
    starts_on = DateField(_l("始まりの日"), [Required(_l("いつからの代行かを入力してください。"))])
    ends_on = DateField(
        _l("終わりの日"), [Required(_l("いつまでの代行かを入力してください。"))], description=_l("この日も代行できます。")
    )
    reason = LineField(
        _l("理由"),
        [Required(_l("代行の理由を入力してください（例：主担当の出張のため）。")), AtMost(LONGEST_REASON)],
        description=_l("例：主担当の出張のため"),
    )

    def offer(self, people: Iterable[CandidateRow]) -> None:
        offered: Any = self.producer_id
        offered.choices = [(str(row.person.producer_id), row.person.name) for row in people]


class EndStandInForm(BaseForm):
    """The last day of one that ends early."""

    version = HiddenVersionField()
    last_on = DateField(_l("最後の日"), [Required(_l("最後の日を入力してください。"))])
