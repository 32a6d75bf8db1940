"""The form of an exclusion."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from tracker.domain.exclusions import LONGEST_REASON, ExclusionKind
from tracker.rows.staffing import PersonRow
from tracker.services.exclusions import ExclusionFacts
from tracker.web.forms import (
    AtMost,
    BaseForm,
    ChoiceField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    RadioChoiceField,
    Required,
    choices,
)
from tracker.web.labels import label


class ExclusionForm(BaseForm):
    """Who must not be on which company's team, and why."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    enrolment_id = ChoiceField(_l("企業"), [Required(_l("企業を選んでください。"))])
    producer_id = ChoiceField(_l("担当しない人"), [Required(_l("担当しない人を選んでください。"))])
    kind = RadioChoiceField(_l("区分"), [Required(_l("区分を選んでください。"))])
    reason = LineField(_l("理由"), [AtMost(LONGEST_REASON)], description=_l("例：以前の勤務先のため"))
    starts_on = DateField(_l("始まりの日"), description=_l("空欄なら、はじめからです。"))
    ends_on = DateField(_l("終わりの日"), description=_l("空欄なら、終わりを決めません。"))

    def offer(self, companies: Iterable[tuple[str, str]], people: Iterable[PersonRow]) -> None:
        self.enrolment_id.choices = [("", _l("選んでください")), *companies]
        self.producer_id.choices = [("", _l("選んでください")), *((str(one.producer_id), one.name) for one in people)]
        self.kind.choices = choices(ExclusionKind, label)

    def read(self) -> ExclusionFacts:
        return ExclusionFacts(
            enrolment_id=int(self.enrolment_id.data),
            producer_id=int(self.producer_id.data),
            kind=ExclusionKind(self.kind.data),
            reason=self.reason.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )
