"""Static files: our own under a name that changes with their content, the chart library from its installed package.

Set-up packs both (Brotli, gzip): on a weak signal the style sheets and scripts of a first visit are a fifth of what lies here.
"""

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

from tracker.config import ROOT, Config, read_config
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
        _pack(target)
    return target


def pack_static(source: Path, folder: Path) -> Path:
    """Copy our own files into ``folder`` under the name of their content, each with its packed forms; what is there stays."""
    target = folder / static_prefix(source).rsplit("/", 1)[-1]
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                _write(copy, path.read_bytes())
            _pack(copy)
    return target


def _pack(path: Path) -> None:
    content = path.read_bytes()
    for suffix, pack in ((".gz", gzip.compress), (".br", brotli.compress)):
        packed = path.with_name(path.name + suffix)
        if not packed.exists():
            _write(packed, pack(content))


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
    prefix = (app.static_url_path or "").lstrip("/")
    server.add_files(app.static_folder, prefix=prefix)
    packed = config.assets / prefix.rsplit("/", 1)[-1]
    if packed.is_dir():  # takes the place of the same addresses
        server.add_files(str(packed), prefix=prefix)
    server.add_files(str(config.assets), prefix="assets")
    app.wsgi_app = server  # type: ignore[method-assign]
    app.jinja_env.globals["plotly_url"] = f"/assets/{plotly_name()}"


if __name__ == "__main__":
    assets = read_config().assets
    made = prepare(assets, compress=True)
    pack_static(ROOT / "static", assets)
    sys.stdout.write(f"{made}\n")
