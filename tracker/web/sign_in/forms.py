"""The forms of the front door."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import Email

from tracker.web.forms import AtMost, BaseForm, LineField, Required


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
    trusted = BooleanField(
        _l("この端末を信頼する（30日間サインインしたままにする）"),
        description=_l(
            "自分だけが使う端末で選んでください。選ばないと、ブラウザーを閉じるか12時間使わないとサインアウトします。"
        ),
    )
    carried = HiddenField()


class SecondFactorForm(BaseForm):
    """The code of the app, or one for recovery; ``carried`` goes on to the end of signing in."""

    code = LineField(
        _l("6桁のコード"),
        [Required(), AtMost(100)],
        description=_l("認証アプリに出ている6桁です。アプリを使えないときは、回復コードを入力します。"),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )
    carried = HiddenField()


class ForgotForm(BaseForm):
    """Where the link is to be sent."""

    email = LineField(
        _l("メールアドレス"),
        [Required(), AtMost(254), Email(_l("メールアドレスの形で入力してください（例：name@example.jp）。"))],
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email"},
    )


class CodeForm(BaseForm):
    """A code that was handed over on paper."""

    code = LineField(
        _l("コード"),
        [Required(), AtMost(100)],
        description=_l("紙に書かれた20文字です。大文字と小文字、区切りの「-」は、どちらでもかまいません。"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
