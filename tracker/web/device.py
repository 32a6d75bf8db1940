"""What a device knows an account by: a tag that says nothing of the account, under which drafts and cards are kept there."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

TAG_LENGTH = 24


def tag_of(account_id: int) -> str:
    """The same for one account on every device of this installation, and no way back from it to the account."""
    key = f"device:{current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, str(account_id).encode(), hashlib.sha256).hexdigest()[:TAG_LENGTH]
