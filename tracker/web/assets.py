"""Static files: our own under a name that changes with their content, the chart library from its installed package."""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import sys
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from tracker.config import Config, read_config
from tracker.web.headers import static_headers
from tracker.web.rights import public

YEAR_SECONDS = 365 * 24 * 60 * 60


def static_prefix(folder: Path) -> str:
    """``/static/<hash of all files>``: a release has its own addresses, so browsers may keep every file for ever."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


def _plotly_source() -> Path:
    """The library's file in the installed package, found without importing the package (which takes half a second)."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise RuntimeError("plotly is not installed")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


def plotly_name() -> str:
    return f"plotly-{importlib.metadata.version('plotly')}.min.js"


def prepare(folder: Path, *, compress: bool) -> Path:
    """Put the chart library into ``folder``, once; with ``compress`` its Brotli and gzip forms too (ten seconds)."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / plotly_name()
    if not target.exists():
        _place(_plotly_source(), target)
    if compress:
        content = target.read_bytes()
        for suffix, pack in ((".gz", gzip.compress), (".br", brotli.compress)):
            packed = target.with_name(target.name + suffix)
            if not packed.exists():
                _write(packed, pack(content))
    return target


def _place(source: Path, target: Path) -> None:
    """A link to the installed file (five megabytes), or a copy of it where links are not allowed."""
    target.unlink(missing_ok=True)  # a link whose package has moved
    try:
        target.symlink_to(source)
    except OSError:
        _write(target, source.read_bytes())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: two processes may start at once."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    shutil.move(temporary, path)


def init_app(app: Flask, config: Config) -> None:
    """Serve both before the application sees the request."""
    public(app.view_functions["static"])
    prepare(config.assets, compress=False)
    server = WhiteNoise(
        app.wsgi_app,
        max_age=YEAR_SECONDS,
        allow_all_origins=False,
        add_headers_function=static_headers,
        immutable_file_test=lambda path, url: True,
    )
    assert app.static_folder is not None
    server.add_files(app.static_folder, prefix=(app.static_url_path or "").lstrip("/"))
    server.add_files(str(config.assets), prefix="assets")
    app.wsgi_app = server  # type: ignore[method-assign]
    app.jinja_env.globals["plotly_url"] = f"/assets/{plotly_name()}"


if __name__ == "__main__":
    made = prepare(read_config().assets, compress=True)
    sys.stdout.write(f"{made}\n")
