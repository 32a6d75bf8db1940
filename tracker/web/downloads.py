"""A file that somebody takes: under its name in Japanese, with one in ASCII beside it for old browsers (RFC 5987)."""

from __future__ import annotations

from urllib.parse import quote

from tracker.domain import media

XLSX = media.XLSX.name


def named(name: str, plain: str, *, disposition: str = "attachment") -> str:
    """The header ``Content-Disposition``: ``name`` in any script, ``plain`` in ASCII."""
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
