"""The forms of the 担い手."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Email, Optional

from tracker.services.producers import ProducerFacts
from tracker.web.forms import AtMost, BaseForm, DateField, HiddenKeyField, HiddenVersionField, LineField, Required


class ProducerForm(BaseForm):
    """Who somebody is, and since when on the roster."""

    name = LineField(_l("氏名"), [Required(), AtMost(100)])
    kana = LineField(_l("フリガナ"), [AtMost(100)])
    category = LineField(_l("区分"), [AtMost(40)], description=_l("例：協会職員、コーディネーター"))
    email = LineField(
        _l("メールアドレス"),
        [Optional(), AtMost(254), Email(_l("メールアドレスの形で入力してください（例：name@example.jp）。"))],
        description=_l("同じアドレスの利用者がいれば、その人の利用者登録につながります。新しい利用者は作りません。"),
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
    starts_on = DateField(_l("名簿に入る日"), description=_l("空欄なら、事業の初めから名簿にいるものとして扱います。"))

    @property
    def producer(self) -> ProducerFacts:
        return ProducerFacts(
            name=self.name.data,
            kana=self.kana.data,
            category=self.category.data,
            email=(self.email.data or "").lower(),
            starts_on=self.starts_on.data,
        )


class TakeOnProducerForm(ProducerForm):
    idempotency_key = HiddenKeyField()


class CorrectProducerForm(ProducerForm):
    version = HiddenVersionField()


class DepartForm(BaseForm):
    """The last day on the roster."""

    ends_on = DateField(_l("名簿にいる最後の日"), [Required(_l("最後の日を入力してください。"))])
    reason = LineField(_l("理由"), [AtMost(200)], description=_l("例：異動のため。変更の記録に残ります。"))
