"""Nothing typed is lost when a session has ended: what was sent goes through the sign-in and comes back to be sent again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from tracker.web.typed import typed

LONGEST_PATH = 2000
_BESIDE = re.compile(r"idempotency|(version|kept)\Z")  # what a form sends of itself


@dataclass(frozen=True, slots=True)
class Carried:
    """An address of our own, the fields that were sent to it, and the page of ours that they were typed on (empty: unknown)."""

    path: str
    fields: tuple[tuple[str, str], ...]
    page: str = ""

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """What somebody typed or chose, to be looked through before it is sent again."""
        return tuple((name, value) for name, value in self.fields if value and not _BESIDE.match(name))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="carried")


def pack() -> str:
    """The running request's address, its typed fields and the page they come from, signed."""
    return str(_serializer().dumps([request.full_path.rstrip("?"), typed(), _page_of_referrer()]))


def unpack(text: str) -> Carried | None:
    """What was packed, or None for anything that we did not sign."""
    try:
        path, fields, *page = _serializer().loads(text)  # a version before ours knew no page
    except (BadSignature, ValueError, TypeError):
        return None
    return Carried(path, tuple((name, value) for name, value in fields), *page)


def own_path(target: str | None) -> str | None:
    """A path within this site, or None: ``//host``, ``/\\host``, schemes and control characters lead elsewhere."""
    if not target or len(target) > LONGEST_PATH or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character == "\\" or ord(character) == 127 for character in target):
        return None
    return target


def page_before() -> str:
    """The page of this site from which somebody came here; empty where it was none, or this one."""
    page = _page_of_referrer()
    return "" if urlsplit(page).path == request.path else page


def _page_of_referrer() -> str:
    came = urlsplit(request.referrer or "")
    path = own_path(f"{came.path}?{came.query}" if came.query else came.path)
    return path if path and came.netloc == request.host else ""
