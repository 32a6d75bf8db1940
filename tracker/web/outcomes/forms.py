"""The forms for outcomes."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError

from tracker.domain.errors import RuleBroken
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.words import N_
from tracker.rows.outcomes import OutcomeFilter
from tracker.services.outcome_links import Evidence
from tracker.web.attachments.forms import CONFIDENTIAL, WHAT_IS_KEPT
from tracker.web.choosing import Among, NamedChoiceField
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    CheckboxesField,
    ChoiceField,
    DateField,
    HiddenKeyField,
    LineField,
    NumberField,
    Required,
    choices,
)
from tracker.web.labels import label

LONGEST_TEXT = 10_000


class OutcomeForm(BaseForm):
    """What is said of an outcome."""

    idempotency_key = HiddenField()
    version = HiddenField()
    kind = RadioField(
        _l("成果区分"),
        [Required(_l("成果区分を選んでください。"))],
        choices=lambda: choices(OutcomeKind, label),
        validate_choice=True,
    )
    kind_detail = LineField(_l("「その他」の内容"), [AtMost(60)])
    outcome_on = DateField(_l("成果の日"), [Required()])
    case_id = SelectField(_l("案件"), coerce=int, description=_l("特定の案件の成果なら選びます。"))
    description = BlockField(_l("成果の内容"), [Required(), AtMost(LONGEST_TEXT)])
    evidence = BlockField(
        _l("裏付け"), [AtMost(LONGEST_TEXT)], description=_l("写真や資料の場所、展示会の名前など、確かめられるもの。")
    )
    file_key = HiddenKeyField()
    file = FileField(_l("裏付けの写真・ファイル"), description=WHAT_IS_KEPT)
    lost_file = HiddenField()  # filled where a file came with a form that was refused: a page cannot put it back
    without_file = BooleanField(_l("ファイルを付けずに保存する"))
    is_confidential = BooleanField(_l("ファイルを社外秘にする"), description=CONFIDENTIAL)
    challenges = CheckboxesField(_l("この成果が応えた課題"))
    exhibition_id = ChoiceField(_l("展示会"), description=_l("展示会で見せた成果、展示会から生まれた成果なら選びます。"))

    @property
    def has_lost_file(self) -> bool:
        return bool(self.file.data or self.lost_file.data)

    def check_file(self) -> None:
        """Raise RuleBroken where a file was lost on the way, and neither is it chosen again nor said that there is none."""
        if self.lost_file.data and not self.file.data and not self.without_file.data:
            raise RuleBroken(
                N_("選んだファイルはまだ届いていません。もう一度選ぶか、「ファイルを付けずに保存する」に印を付けてください。"),
                field="file",
            )

    @property
    def leans_on(self) -> Evidence:
        return Evidence(
            frozenset(int(one) for one in self.challenges.data or ()),
            int(self.exhibition_id.data) if self.exhibition_id.data else None,
        )


class FilterOutcomesForm(BaseForm):
    """What narrows the list; in the address."""

    class Meta:
        csrf = False

    company = NamedChoiceField(_l("支援企業"))
    kind = SelectField(_l("成果区分"), default="")
    exhibition = SelectField(_l("展示会"), coerce=int, default=0)
    fiscal_year = NumberField(_l("年度（西暦）"), minimum=1990, maximum=2199)
    from_on = DateField(_l("この日から"), name="from")
    to_on = DateField(_l("この日まで"), name="to")


class OutcomeBoardForm(BaseForm):
    """What narrows the totals and the lines of the cases; in the address. Both days are included."""

    class Meta:
        csrf = False

    company = NamedChoiceField(_l("支援企業"))
    kind = ChoiceField(_l("成果区分"))
    from_on = DateField(_l("この日から"), name="from")
    to_on = DateField(_l("この日まで"), name="to")

    def offer(self, companies: Among) -> None:
        self.company.offer(companies, first=[("", _("すべて"))])
        self.kind.choices = [("", _("すべて")), *((kind.value, label(kind)) for kind in OutcomeKind)]

    def validate_to_on(self, field: DateField) -> None:
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_("「この日から」と同じ日か、それより後の日にしてください。"))

    def read(self) -> OutcomeFilter:
        """The filters as far as they can be read; a field with an error narrows nothing."""
        given = {name: field.data for name, field in self._fields.items() if field.data and not field.errors}
        return OutcomeFilter(
            company=int(given["company"]) if "company" in given else None,
            kind=OutcomeKind(given["kind"]) if "kind" in given else None,
            from_on=given.get("from_on"),
            to_on=given.get("to_on"),
        )

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)
