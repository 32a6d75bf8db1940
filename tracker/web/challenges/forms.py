"""The forms of challenges: raising and correcting one, deciding where it stands, narrowing the list."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.challenges import LONGEST_REASON, LONGEST_TITLE, ChallengeStatus
from tracker.domain.notes import LONGEST_TEXT
from tracker.rows.cases import CaseRow
from tracker.rows.challenges import ChallengeFilter
from tracker.web.choosing import Among, NamedChoiceField
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
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


class ChallengeForm(BaseForm):
    """What stands in the way, in a line and in words, since when."""

    title = LineField(
        _l("課題"),
        [Required(_l("課題を一行で書いてください。")), AtMost(LONGEST_TITLE)],
        description=_l("例：量産を頼める協力会社が決まらない"),
    )
    description = BlockField(_l("くわしい内容"), [AtMost(LONGEST_TEXT)])
    raised_on = DateField(_l("課題が挙がった日"), [Required(_l("課題が挙がった日を入力してください。"))])


class RaiseChallengeForm(ChallengeForm):
    idempotency_key = HiddenKeyField()
    case_id = RadioChoiceField(_l("案件"), [Required(_l("案件を選んでください。"))])

    def offer(self, cases: Iterable[CaseRow]) -> None:
        self.case_id.choices = [(str(row.case_id), row.title) for row in cases]


class CorrectChallengeForm(ChallengeForm):
    version = HiddenVersionField()


class DecideChallengeForm(BaseForm):
    """解決, 取り下げ or open again, by hand."""

    version = HiddenVersionField()
    status = RadioChoiceField(_l("状態"), [Required(_l("状態を選んでください。"))])
    decided_on = DateField(_l("決めた日"), [Required(_l("決めた日を入力してください。"))])
    reason = LineField(
        _l("理由"), [AtMost(LONGEST_REASON)], description=_l("取り下げるとき、未解決に戻すときは、かならず書いてください。")
    )

    def offer(self) -> None:
        order = (ChallengeStatus.RESOLVED, ChallengeStatus.DROPPED, ChallengeStatus.OPEN)
        self.status.choices = [(status.value, label(status)) for status in order]


class ChallengeFilterForm(BaseForm):
    """What the list is narrowed by; lives in the address."""

    class Meta:
        csrf = False

    company = NamedChoiceField(_l("企業"))
    case = NamedChoiceField(_l("案件"))
    status = RadioChoiceField(_l("状態"))

    def offer(self, *, companies: Among, cases: Among) -> None:
        self.company.offer(companies, first=[("", _("すべての企業"))])
        self.case.offer(cases, first=[("", _("すべての案件"))])
        self.status.choices = [("", _("すべて")), *choices(ChallengeStatus, label)]

    def read(self) -> ChallengeFilter:
        """The filters as far as they can be read; a field with an error narrows nothing."""
        return ChallengeFilter(
            company=_number(self.company),
            case=_number(self.case),
            status=ChallengeStatus(self.status.data) if self.status.data and not self.status.errors else None,
        )

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)


def _number(field: ChoiceField) -> int | None:
    return int(field.data) if field.data and not field.errors else None
