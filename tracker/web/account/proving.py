"""The password once more: whoever finds a browser open does not change how its owner signs in."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.queries.accounts import find_credentials
from tracker.services.passwords import verify_password
from tracker.web import refused, viewing
from tracker.web.account.forms import ChangePasswordForm, ProveForm
from tracker.web.refused import Refusal
from tracker.web.waits import answer, find_wait, guess_at, say_wait_for_proof


def is_proved(form: ProveForm | ChangePasswordForm) -> bool:
    """Guesses are counted apart from those of signing in: they keep nobody out of their account."""
    row = viewing.require_signed_in()
    guess = guess_at(f"prove {row.account_id}")
    is_right, wait = None, find_wait(guess)
    if wait is None:
        fits = verify_password(find_credentials(row.email)[1], form.current_password.data)
        is_right, wait = answer(guess, lambda: fits or None)
    if wait is not None:
        form.current_password.errors = [say_wait_for_proof(wait)]
        return False
    if is_right:
        return True
    refused.note(Refusal.PASSWORD)
    form.current_password.errors = [_("今のパスワードが違います。入力し直してください。")]
    return False
