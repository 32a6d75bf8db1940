"""The security headers of every answer, and the Content-Security-Policy of each kind of page."""

from __future__ import annotations

from functools import cache
from wsgiref.headers import Headers

from flask import Flask, Response, g, request

_POLICY = {
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
# plotly.js writes two fixed style attributes and empties others; these hashes allow just them, on chart pages alone.
CHART_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
    "'sha256-wkY2X5hecQzbhnFCqvTpwrUJ1f4X8LH5WFjYUzv1wmU='",
)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_LISTENS = "camera=(), microphone=(self), geolocation=()"


@cache
def policy(*, chart: bool = False, pictures: bool = False) -> str:
    """The Content-Security-Policy: nothing inline anywhere; chart pages allow the chart library's own fixed styles.

    ``pictures``: the page shows pictures and recordings that are still on the device.
    """
    rules = dict(_POLICY)
    if pictures:
        rules["img-src"] = "'self' data: blob:"
        rules["media-src"] = "'self' blob:"
    if chart:
        rules["style-src"] = " ".join(("'self'", "'unsafe-hashes'", *CHART_STYLES))
        rules["img-src"] = "'self' data: blob:"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def mark_chart_page() -> None:
    """Say that this answer draws a chart; called by whoever hands a figure to a template."""
    g.chart_page = True


def mark_picture_page() -> None:
    """Say that this answer takes pictures and recordings; called by whoever renders the form of a record."""
    g.picture_page = True


def static_headers(headers: Headers, path: str, url: str) -> None:
    """Static files are answered before the application: they get the same headers here."""
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = policy()


def init_app(app: Flask) -> None:
    @app.after_request
    def set_headers(response: Response) -> Response:
        takes_pictures = g.get("picture_page", False)
        rules = policy(chart=g.get("chart_page", False), pictures=takes_pictures)
        wanted = {**_ALWAYS, "Content-Security-Policy": rules, "Cache-Control": "no-store"}
        if takes_pictures:
            wanted["Permissions-Policy"] = _LISTENS
        if request.is_secure:
            wanted["Strict-Transport-Security"] = "max-age=31536000"
        given = {name.lower() for name, _value in response.headers}
        response.headers.extend({name: value for name, value in wanted.items() if name.lower() not in given})
        response.headers.add("Vary", "Cookie")
        return response
