"""Nothing typed is lost when a session has ended: what was sent goes through the sign-in and comes back to be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from tracker.web.typed import typed

LONGEST_PATH = 2000


@dataclass(frozen=True, slots=True)
class Carried:
    """An address of our own and the fields that were sent to it."""

    path: str
    fields: tuple[tuple[str, str], ...]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="carried")


def pack() -> str:
    """The running request's address and typed fields, signed."""
    return str(_serializer().dumps([request.full_path.rstrip("?"), typed()]))


def unpack(text: str) -> Carried | None:
    """What was packed, or None for anything that we did not sign."""
    try:
        path, fields = _serializer().loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    return Carried(path, tuple((name, value) for name, value in fields))


def own_path(target: str | None) -> str | None:
    """A path within this site, or None: ``//host``, ``/\\host``, schemes and control characters lead elsewhere."""
    if not target or len(target) > LONGEST_PATH or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character == "\\" or ord(character) == 127 for character in target):
        return None
    return target


def page_before() -> str:
    """The page of this site from which somebody came here; empty where it was none, or this one."""
    came = urlsplit(request.referrer or "")
    path = own_path(f"{came.path}?{came.query}" if came.query else came.path)
    return path if path and came.netloc == request.host and came.path != request.path else ""
