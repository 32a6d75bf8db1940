"""Static files: our own under a name that changes with their content, the chart library from its installed package.

Set-up packs both (Brotli, gzip) and puts our scripts and style sheets together (``bundles.py``): a first visit asks for two files
of a fifth of the size. Where set-up has not seen the files as they are, the single ones are served.
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
from markupsafe import Markup
from whitenoise import WhiteNoise

from tracker.config import ROOT, Config, read_config
from tracker.web import bundles
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
    digest.update(Path(bundles.__file__).read_bytes())  # what is put together differs with how
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


def pack_static(source: Path, folder: Path, *, compress: bool = True) -> Path:
    """Our own files, those made of them and all their packed forms, in ``folder`` under a name of the content.

    Pictures stay where they are: they are packed already, and served from there.
    """
    target = folder / static_prefix(source).rsplit("/", 1)[-1]
    paths = [path for path in source.rglob("*") if path.is_file() and path.suffix != ".png"]
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in paths}
    script, lines = bundles.script(source)
    files[f"{bundles.SCRIPT}.map"] = lines.encode()
    files[bundles.SCRIPT], files[bundles.SHEET] = script.encode(), bundles.style_sheet(source).encode()
    for name, content in files.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists():
            _write(copy, content)
        if compress:
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
        add_headers_function=static_headers(over_https=config.secure_cookies),
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
    together = (packed / bundles.SCRIPT).is_file() and (packed / bundles.SHEET).is_file()
    app.extensions["bundled"] = together
    app.jinja_env.globals |= {
        "plotly_url": f"/assets/{plotly_name()}",
        "style_sheets": [bundles.SHEET] if together else [f"css/{name}.css" for name in bundles.STYLES],
        "print_sheet": None if together else f"css/{bundles.PRINT}.css",
        "page_script": bundles.SCRIPT if together else f"js/{bundles.ENTRY}.js",
        "brand_icon": Markup(Path(app.static_folder, "icon.svg").read_text("utf-8")),  # our own file
    }


if __name__ == "__main__":
    assets = read_config().assets
    made = prepare(assets, compress=True)
    pack_static(ROOT / "static", assets)
    sys.stdout.write(f"{made}\n")
