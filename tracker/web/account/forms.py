"""The form to change one's password."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from tracker.web.forms import Required
from tracker.web.new_password import NewPasswordForm


class ChangePasswordForm(NewPasswordForm):
    """The current password proves who asks."""

    current_password = PasswordField(_l("今のパスワード"), [Required()], render_kw={"autocomplete": "current-password"})
