"""The two fields of a new password, for every form that asks for one."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import EqualTo

from tracker.web.forms import BaseForm, Required


class NewPasswordForm(BaseForm):
    """Typed twice, so that nobody locks themselves out by a slip."""

    password = PasswordField(
        _l("新しいパスワード"), [Required()], description=_l("8文字以上128文字以下"), render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        _l("新しいパスワード（確認）"),
        [Required(), EqualTo("password", _l("新しいパスワードと同じ文字を入力してください。"))],
        render_kw={"autocomplete": "new-password"},
    )
