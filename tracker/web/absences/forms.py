"""The form of an absence."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from tracker.domain.absences import LONGEST_REASON
from tracker.rows.staffing import PersonRow
from tracker.web.forms import AtMost, BaseForm, ChoiceField, DateField, HiddenKeyField, HiddenVersionField, LineField, Required


class AbsenceForm(BaseForm):
    """Who is away, from when to when."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    producer_id = ChoiceField(_l("不在の人"), [Required(_l("不在の人を選んでください。"))])
    starts_on = DateField(_l("始まりの日"), [Required(_l("いつから不在かを入力してください。"))])
    ends_on = DateField(
        _l("終わりの日"), [Required(_l("いつまで不在かを入力してください。"))], description=_l("この日も不在です。")
    )
    reason = LineField(_l("理由"), [AtMost(LONGEST_REASON)], description=_l("書かなくてもかまいません（例：長期出張）。"))

    def offer(self, people: Iterable[PersonRow]) -> None:
        self.producer_id.choices = [("", _l("選んでください")), *((str(one.producer_id), one.name) for one in people)]
