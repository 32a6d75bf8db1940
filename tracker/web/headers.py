"""The security headers of every answer, and the Content-Security-Policy of each kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from wsgiref.headers import Headers

from flask import Flask, Response, g, request


class Kind(StrEnum):
    """What an answer is to the browser; each kind has one policy."""

    PAGE = "page"  # redirects, refusals and pages of errors as well
    CHART = "chart"
    PICTURES = "pictures"  # a form that takes pictures and recordings, which are still on the device
    WORKER = "worker"  # the script of the service worker, which lives under the policy that it came with
    DOWNLOAD = "download"
    SHOWN = "shown"  # a picture or recording of somebody's, in a page of ours or in a tab of its own
    DATA = "data"  # JSON, a calendar, an icon, a line of text: nothing that a browser would run
    STATIC = "static"  # our own scripts, styles and fonts


# plotly.js writes two fixed style attributes and empties others; these hashes allow just them, on chart pages alone.
CHART_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
    "'sha256-wkY2X5hecQzbhnFCqvTpwrUJ1f4X8LH5WFjYUzv1wmU='",
)
_PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
_FROM_DEVICE = "'self' data: blob:"
_NOTHING = {"default-src": "'none'", "form-action": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'"}
_RULES: dict[Kind, dict[str, str]] = {
    Kind.PAGE: _PAGE,
    Kind.CHART: _PAGE | {"style-src": " ".join(("'self'", "'unsafe-hashes'", *CHART_STYLES)), "img-src": _FROM_DEVICE},
    Kind.PICTURES: _PAGE | {"img-src": _FROM_DEVICE, "media-src": "'self' blob:"},
    Kind.WORKER: _NOTHING | {"connect-src": "'self'"},
    Kind.DOWNLOAD: _NOTHING | {"sandbox": ""},
    Kind.SHOWN: _NOTHING | {"sandbox": ""},
    Kind.DATA: _NOTHING,
    Kind.STATIC: _NOTHING,
}
# The Content-Security-Policy of each kind: nothing inline anywhere; chart pages allow the chart library's own fixed styles.
POLICIES: dict[Kind, str] = {
    kind: "; ".join(f"{name} {value}".strip() for name, value in rules.items()) for kind, rules in _RULES.items()
}

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_LISTENS = "camera=(), microphone=(self), geolocation=()"
_HTTPS_FOR_A_YEAR = "max-age=31536000"


def mark(kind: Kind) -> None:
    """Say what this answer is, where it does not show: by whoever hands a figure to a template, a picture or the worker out."""
    g.answer_kind = kind


def mark_chart_page() -> None:
    """Say that this answer draws a chart; called by whoever hands a figure to a template."""
    mark(Kind.CHART)


def mark_picture_page() -> None:
    """Say that this answer takes pictures and recordings; called by whoever renders the form of a record."""
    mark(Kind.PICTURES)


def kind_of(response: Response) -> Kind:
    """What was marked, where it came to that; a page of an error in its place is a page."""
    if response.mimetype == "text/html":
        marked: Kind = g.get("answer_kind", Kind.PAGE)
        return marked if marked in (Kind.CHART, Kind.PICTURES) else Kind.PAGE
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return Kind.DOWNLOAD
    kind: Kind = g.get("answer_kind", Kind.DATA)
    return kind if kind in (Kind.SHOWN, Kind.WORKER) else Kind.DATA


def static_headers(*, over_https: bool) -> Callable[[Headers, str, str], None]:
    """Static files are answered before the application: they get the same headers here."""
    given = {**_ALWAYS, "Content-Security-Policy": POLICIES[Kind.STATIC]}
    if over_https:
        given["Strict-Transport-Security"] = _HTTPS_FOR_A_YEAR

    def add(headers: Headers, path: str, url: str) -> None:
        for name, value in given.items():
            headers[name] = value

    return add


def init_app(app: Flask) -> None:
    @app.after_request
    def set_headers(response: Response) -> Response:
        kind = kind_of(response)
        wanted = {**_ALWAYS, "Content-Security-Policy": POLICIES[kind], "Cache-Control": "no-store"}
        if kind is Kind.PICTURES:
            wanted["Permissions-Policy"] = _LISTENS
        if request.is_secure:
            wanted["Strict-Transport-Security"] = _HTTPS_FOR_A_YEAR
        if kind in (Kind.DOWNLOAD, Kind.SHOWN):
            response.headers.pop("Cache-Control", None)  # that Flask gives to a file would let a browser keep somebody's data
        given = {name.lower() for name, _value in response.headers}
        response.headers.extend({name: value for name, value in wanted.items() if name.lower() not in given})
        response.headers.add("Vary", "Cookie")
        return response
