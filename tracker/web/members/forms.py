"""The forms for people and their roles."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Email

from tracker.domain.roles import Role
from tracker.services.accounts import LONGEST_REASON
from tracker.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    DateField,
    HiddenVersionField,
    LineField,
    Required,
    choices,
)
from tracker.web.labels import label

_EMAIL = Email(_l("メールアドレスの形で入力してください（例：name@example.jp）。"))


class AddMemberForm(BaseForm):
    """Somebody's place in a programme; whoever is new is invited and chooses a password."""

    email = LineField(
        _l("メールアドレス"), [Required(), AtMost(254), _EMAIL], render_kw={"inputmode": "email", "autocomplete": "off"}
    )
    name = LineField(
        _l("氏名"), [AtMost(100)], description=_l("すでに利用者として登録されているアドレスなら、空欄のままでかまいません。")
    )
    roles = CheckboxesField(_l("役割"), [Required(_l("役割を1つ以上選んでください。"))], choices=lambda: choices(Role, label))
    ends_on = DateField(_l("利用終了日"), description=_l("監査の利用者には必ず入力してください。"))


class AddPersonForm(AddMemberForm):
    """The administrator says in which programme."""

    programme_id = SelectField(_l("事業"), [Required()], coerce=int)


class ReasonForm(BaseForm):
    """Why somebody's account or way of signing in is changed."""

    reason = LineField(_l("理由"), [Required(), AtMost(LONGEST_REASON)], description=_l("変更の記録に残ります。"))


class ChangeRolesForm(BaseForm):
    """Another set of roles for a member; none at all takes every right away."""

    version = HiddenVersionField()
    roles = CheckboxesField(
        _l("役割"), choices=lambda: choices(Role, label), description=_l("すべて外すと、この事業を開けなくなります。")
    )
    ends_on = DateField(_l("利用終了日"), description=_l("監査の利用者には必ず入力してください。"))
    reason = LineField(
        _l("変更の理由"), [Required(), AtMost(LONGEST_REASON)], description=_l("変更の記録に残ります（例：人事異動のため）。")
    )
