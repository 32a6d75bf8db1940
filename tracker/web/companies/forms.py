"""The forms of companies and of their list's filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, ValidationError
from wtforms.validators import Email, Optional

from tracker.domain.areas import PREFECTURES, municipalities_of
from tracker.domain.calendar import Period
from tracker.domain.corporate_number import parse_corporate_number
from tracker.domain.errors import RuleBroken
from tracker.domain.staffing import AssignmentRole
from tracker.rows.companies import CompanyRow, NamesakeRow
from tracker.services.cases import CaseFacts
from tracker.services.company_facts import CompanyFacts, SupportFacts
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
    NumberField,
    RadioChoiceField,
    Required,
)
from tracker.web.labels import label
from tracker.web.refusals import say

CRITERIA = ("has_concrete_plan", "has_stable_business", "wants_growth")
ANSWERS = (("yes", _l("満たす")), ("no", _l("満たさない")), ("unknown", _l("未確認")))
_VALUES = {"yes": True, "no": False}
ANOTHER = "another"
_EMAIL = Email(_l("メールアドレスの形で入力してください（例：name@example.jp）。"))


def answer(value: bool | None) -> str:
    """A criterion as the form has it."""
    return "unknown" if value is None else "yes" if value else "no"


class CompanyForm(BaseForm):
    """What is known of a company, and its support in this programme."""

    name = LineField(
        _l("企業名"), [Required(), AtMost(200)], description=_l("登記の名称。㈱や(株)は「株式会社」に直して保存します。")
    )
    kana = LineField(_l("フリガナ"), [AtMost(200)])
    corporate_number = LineField(
        _l("法人番号"),
        [AtMost(40)],
        description=_l("13桁。分からなければ空欄にし、後で入力できます。"),
        render_kw={"inputmode": "numeric"},
    )
    prefecture = ChoiceField(_l("都道府県"), [Required(_l("都道府県を選んでください。"))])
    municipality = LineField(
        _l("市区町村"),
        [Required(), AtMost(40)],
        description=_l("いまの名称（例：入間市、千代田区、糟屋郡志免町）。標準地域コードは自動で付きます。"),
    )
    street = LineField(_l("町名・番地・建物"), [AtMost(200)])
    contact_name = LineField(_l("担当者の氏名と役職"), [AtMost(100)])
    contact_phone = LineField(_l("電話番号"), [AtMost(40)], render_kw={"inputmode": "tel", "autocomplete": "off"})
    contact_email = LineField(
        _l("メールアドレス"), [Optional(), AtMost(254), _EMAIL], render_kw={"inputmode": "email", "autocomplete": "off"}
    )
    may_be_named = BooleanField(_l("報告書に企業名を出してよい"), description=_l("外すと、報告書では「A社」のように示します。"))
    number = NumberField(
        _l("番号"), minimum=1, maximum=999_999, description=_l("この事業の名簿の番号。空欄なら次の番号を付けます。")
    )
    starts_on = DateField(_l("支援開始日"), [Required(_l("支援開始日を入力してください。"))])
    ends_on = DateField(_l("支援終了日"), [Required(_l("支援終了日を入力してください。"))])
    has_concrete_plan = RadioChoiceField(_l("製品の革新が、将来の具体的な計画に含まれている"), default="unknown")
    has_stable_business = RadioChoiceField(
        _l("主力の事業が安定している"), default="unknown", description=_l("目安：年商10億円以上")
    )
    wants_growth = RadioChoiceField(_l("成長への意欲がある"), default="unknown")
    remarks = BlockField(_l("備考"), [AtMost(2000)])

    def offer(self) -> None:
        """The prefectures and answers to choose from."""
        for name in CRITERIA:
            self[name].choices = list(ANSWERS)
        self.prefecture.choices = [("", _("選んでください")), *((name, name) for name in PREFECTURES)]

    def validate_corporate_number(self, field: LineField) -> None:
        if field.data:
            try:
                parse_corporate_number(field.data)
            except RuleBroken as broken:
                raise ValidationError(say(broken)) from broken

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Suggestions once the prefecture is known; the field takes any municipality without them."""
        chosen = self.prefecture.data
        return tuple(area.district + area.municipality for area in municipalities_of(chosen)) if chosen else ()

    @property
    def company(self) -> CompanyFacts:
        return CompanyFacts(
            name=self.name.data,
            kana=self.kana.data,
            corporate_number=self.corporate_number.data,
            prefecture=self.prefecture.data,
            municipality=self.municipality.data,
            street=self.street.data,
            contact_name=self.contact_name.data,
            contact_phone=self.contact_phone.data,
            contact_email=self.contact_email.data,
            may_be_named=self.may_be_named.data,
        )

    @property
    def support(self) -> SupportFacts:
        return SupportFacts(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            number=self.number.data,
            has_concrete_plan=_VALUES.get(self.has_concrete_plan.data),
            has_stable_business=_VALUES.get(self.has_stable_business.data),
            wants_growth=_VALUES.get(self.wants_growth.data),
            remarks=self.remarks.data,
        )


class EnrolCompanyForm(CompanyForm):
    """A new company with its first case."""

    idempotency_key = HiddenKeyField()
    existing = RadioChoiceField(_l("同じ名前の企業"))
    case_title = LineField(
        _l("案件名"), [Required(), AtMost(200)], description=_l("何に向けて支援するか。2件目からは企業のページで登録します。")
    )
    case_kind = LineField(_l("種別"), [AtMost(60)], description=_l("例：新製品、新商品、アップサイクル"))
    case_number = LineField(_l("案件番号"), [AtMost(20)], description=_l("空欄なら次の番号を付けます。"))

    def offer_namesakes(self, rows: Iterable[NamesakeRow]) -> None:
        """The companies found under the same name, and that it is another one."""
        known = [(str(row.company_id), _words_of(row)) for row in rows if row.enrolment_id is None]
        self.existing.choices = [*known, (ANOTHER, _("別の企業として新しく登録する"))]

    @property
    def company_id(self) -> int | None:
        return int(self.existing.data) if self.existing.data not in (None, "", ANOTHER) else None

    @property
    def first_case(self) -> CaseFacts:
        return CaseFacts(self.case_title.data, self.case_kind.data, self.case_number.data)


def _words_of(row: NamesakeRow) -> str:
    place = row.prefecture + row.municipality
    return _("登録されている「%(name)s」（%(place)s）をこの事業でも支援する", name=row.name, place=place or _("所在地未入力"))


class CorrectCompanyForm(CompanyForm):
    version = HiddenVersionField()


def stored(row: CompanyRow) -> dict[str, object]:
    """What stands, by the names of the form's fields."""
    assert row.record is not None
    return {
        "name": row.name,
        "kana": row.kana,
        "corporate_number": row.corporate_number or "",
        "prefecture": row.prefecture,
        "municipality": row.municipality,
        "street": row.street,
        "contact_name": row.record.contact_name,
        "contact_phone": row.record.contact_phone,
        "contact_email": row.record.contact_email,
        "may_be_named": row.may_be_named,
        "number": row.number,
        "starts_on": row.support.starts_on,
        "ends_on": row.support.ends_on,
        "has_concrete_plan": answer(row.record.has_concrete_plan),
        "has_stable_business": answer(row.record.has_stable_business),
        "wants_growth": answer(row.record.wants_growth),
        "remarks": row.record.remarks,
    }


class CompanyFilterForm(BaseForm):
    """What the list is narrowed by; lives in the address."""

    class Meta:
        csrf = False

    q = LineField(_l("企業名・フリガナ"), [AtMost(200)])
    producer = NamedChoiceField(_l("担当者"))
    role = ChoiceField(_l("担当"))
    mine = BooleanField(_l("自分が担当の企業だけ"))
    visited_from = DateField(_l("訪問のあった日（から）"))
    visited_to = DateField(_l("訪問のあった日（まで）"))

    def offer(self, producers: Among) -> None:
        self.producer.offer(producers, first=[("", _("全員"))])
        self.role.choices = [("", _("主担当・副担当")), *((role.value, label(role)) for role in AssignmentRole)]

    @property
    def producer_id(self) -> int | None:
        return int(self.producer.data) if self.producer.data and not self.producer.errors else None

    @property
    def place(self) -> AssignmentRole | None:
        return AssignmentRole(self.role.data) if self.role.data and not self.role.errors else None

    @property
    def visited(self) -> Period | None:
        """The days of which one had a visit; None where neither end is said, or the days cannot be read."""
        first, last = (None if field.errors else field.data for field in (self.visited_from, self.visited_to))
        if first is None and last is None:
            return None
        first = first or date.min
        return None if last is not None and last < first else Period(first, last)

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)


class SummaryDayForm(BaseForm):
    """Up to which day the one sheet goes; in the address."""

    class Meta:
        csrf = False

    as_of = DateField(_l("基準日"), description=_l("この日までの記録でまとめます。これからの日は、今日になります。"))


def lies_outside(support: Period, contract: Period) -> bool:
    """Whether any day of support lies outside the contract: said, never refused."""
    return support.common_with(contract) != support
