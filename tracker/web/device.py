"""What a device knows an account and a release by: tags under which drafts, cards and files are kept there."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

TAG_LENGTH = 24


def tag_of(account_id: int) -> str:
    """The same for one account on every device of this installation, and no way back from it to the account."""
    key = f"device:{current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, str(account_id).encode(), hashlib.sha256).hexdigest()[:TAG_LENGTH]


def release() -> str:
    """What tells the pages of one release from another's: the hash of its static files."""
    return (current_app.static_url_path or "").rpartition("/")[2]
