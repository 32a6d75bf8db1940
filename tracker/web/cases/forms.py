"""The forms of cases."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from tracker.rows.cases import EarlierCaseRow
from tracker.services.cases import CaseFacts
from tracker.web.forms import AtMost, BaseForm, ChoiceField, HiddenKeyField, HiddenVersionField, LineField, Required


class CorrectCaseForm(BaseForm):
    """Title, kind and number."""

    version = HiddenVersionField()
    title = LineField(_l("案件名"), [Required(), AtMost(200)])
    kind = LineField(_l("種別"), [AtMost(60)], description=_l("例：新製品、新商品、アップサイクル"))
    number = LineField(_l("案件番号"), [AtMost(20)])

    @property
    def case(self) -> CaseFacts:
        return CaseFacts(self.title.data, self.kind.data, self.number.data)


class OpenCaseForm(BaseForm):
    """Another case of a company: a new one, or one of an earlier programme."""

    idempotency_key = HiddenKeyField()
    earlier_case_id = ChoiceField(
        _l("これまでの年度の案件"), description=_l("続けて支援する案件があれば選んでください。案件名と種別はそのまま使います。")
    )
    title = LineField(_l("案件名"), [AtMost(200)])
    kind = LineField(_l("種別"), [AtMost(60)], description=_l("例：新製品、新商品、アップサイクル"))
    number = LineField(_l("案件番号"), [AtMost(20)], description=_l("空欄なら次の番号を付けます。"))

    def offer(self, earlier: Iterable[EarlierCaseRow]) -> None:
        self.earlier_case_id.choices = [("", _("新しい案件")), *((str(row.case_id), row.title) for row in earlier)]

    def validate_title(self, field: LineField) -> None:
        if not field.data and not self.earlier_case_id.data:
            raise ValidationError(_("案件名を入力してください。"))

    @property
    def earlier(self) -> int | None:
        return int(self.earlier_case_id.data) if self.earlier_case_id.data else None

    @property
    def case(self) -> CaseFacts:
        return CaseFacts(self.title.data, self.kind.data, self.number.data)
