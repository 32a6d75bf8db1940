"""What goes to a browser signed and comes back is signed with SHA-256: the cookie, forms' tokens, what is carried to the sign-in.

The libraries take SHA-1 unless they are told otherwise. What a version before ours signed so is still read: an upgrade signs
nobody out and makes no form that stands open worthless.
"""

from __future__ import annotations

from hashlib import sha1, sha256

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Serializer, Signer


class SignedCookie(SecureCookieSessionInterface):
    digest_method = staticmethod(sha256)


def init_app(app: Flask) -> None:
    """Flask-WTF makes its signers itself, so theirs is the default; those of the cookie make their key in a way of their own."""
    Signer.default_digest_method = staticmethod(sha256)
    Serializer.default_fallback_signers = [
        {"digest_method": sha1},
        {"digest_method": sha1, "key_derivation": SignedCookie.key_derivation},
    ]
    app.session_interface = SignedCookie()
