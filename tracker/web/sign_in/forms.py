"""The sign-in form."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from tracker.web.forms import BaseForm, Required


class SignInForm(BaseForm):
    """Address and password; ``carried`` brings along what was typed before the session ended."""

    email = StringField(
        _l("メールアドレス"),
        [Required(_l("メールアドレスを入力してください。"))],
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        _l("パスワード"), [Required(_l("パスワードを入力してください。"))], render_kw={"autocomplete": "current-password"}
    )
    carried = HiddenField()
