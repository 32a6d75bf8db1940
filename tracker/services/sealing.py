"""Keeps a secret unreadable in the database: AES-GCM under a key made from the installation's own (``SECRET_KEY``)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

NONCE = 12


def _key(secret_key: str) -> bytes:
    return hmac.new(secret_key.encode(), b"tracker: sealed secrets", hashlib.sha256).digest()


def seal(secret: bytes, *, secret_key: str, about: str) -> str:
    """``about`` names whose it is: sealed for one account, it opens for no other."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy: no start waits for it

    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + AESGCM(_key(secret_key)).encrypt(nonce, secret, about.encode())).decode()


def unseal(sealed: str, *, secret_key: str, about: str) -> bytes | None:
    """None where it was sealed under another key or for somebody else."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as below
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy: no start waits for it

    packed = base64.b64decode(sealed)
    try:
        return AESGCM(_key(secret_key)).decrypt(packed[:NONCE], packed[NONCE:], about.encode())
    except InvalidTag:
        return None
