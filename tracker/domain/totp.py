"""One-time codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS, DIGITS, DRIFT = 30, 6, 1
SECRET_BYTES = 20


def step_of(instant: datetime) -> int:
    return int(instant.timestamp()) // SECONDS


def code_at(secret: bytes, step: int) -> str:
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def find_step(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """The step whose code it is: this one or a neighbour, and later than the last that was accepted; None for no such."""
    here = step_of(now)
    fits = [
        step
        for step in range(here - DRIFT, here + DRIFT + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after
    ]
    return fits[0] if fits else None


def spell_secret(secret: bytes) -> str:
    """For whoever types it: base 32."""
    return base64.b32encode(secret).decode()


def address_of(secret: bytes, *, issuer: str, account: str) -> str:
    """What the square for the app's camera says."""
    asked = urlencode({"secret": spell_secret(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{asked}"
