"""Pages and JSON leave packed: a form of 70 KB crosses a weak signal as 12 KB (docs/decisions: pages are packed)."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress


def init_app(app: Flask) -> None:
    """Static files are packed at set-up or served by WhiteNoise; files of people (pictures, workbooks) are packed already."""
    app.config.update(
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/manifest+json"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_STREAMS=False,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    Compress(app)
