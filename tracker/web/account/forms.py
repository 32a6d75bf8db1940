"""The forms of one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField

from tracker.domain.passkeys import LONGEST_NAME
from tracker.web.forms import AtMost, BaseForm, LineField, Required
from tracker.web.new_password import NewPasswordForm


class ChangePasswordForm(NewPasswordForm):
    """The current password proves who asks."""

    current_password = PasswordField(_l("今のパスワード"), [Required()], render_kw={"autocomplete": "current-password"})


class ProveForm(BaseForm):
    """The password once more, before something changes how its owner signs in."""

    current_password = PasswordField(_l("今のパスワード"), [Required()], render_kw={"autocomplete": "current-password"})


class SetUpAppForm(ProveForm):
    """With a code that the app shows: it took the secret."""

    code = LineField(
        _l("アプリに出ている6桁"), [Required(), AtMost(20)], render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"}
    )


class NamePasskeyForm(BaseForm):
    """A name by which its owner will know it in the list."""

    name = LineField(
        _l("パスキーの名前"),
        [Required(), AtMost(LONGEST_NAME)],
        description=_l("一覧で見分けるための名前です（例：自分のiPhone、青いセキュリティキー）。"),
        render_kw={"autocomplete": "off"},
    )


class NewPasskeyForm(NamePasskeyForm, ProveForm):
    """With the password once more."""


class RenamePasskeyForm(NamePasskeyForm):
    """``seen``: the name that it had when the page was made."""

    seen = HiddenField()
