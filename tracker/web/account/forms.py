"""The forms of one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

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
