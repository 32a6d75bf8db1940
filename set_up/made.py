"""What is made once from the tree: translations, the parts of every page put together, and all of it compressed."""

from __future__ import annotations

from pathlib import Path

from set_up.commands import call
from set_up.packages import stamp_of
from set_up.places import ROOT, VENV, python_of
from set_up.words import tell


def compile_translations() -> None:
    sources = (ROOT / "translations").glob("*/LC_MESSAGES/*.po")
    stale = [
        po for po in sources if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if stale:
        compiler = [str(python_of(VENV)), "-m", "babel.messages.frontend", "--quiet", "compile"]
        call([*compiler, "-d", "translations", "--domain", "messages click"])


def prepare_assets(instance: Path) -> None:
    """Compress what browsers load, once a release: at Brotli's best level it takes ten seconds, too long for every start."""
    stamp = instance / "assets.stamp"
    ours = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    makers = [ROOT / "tracker" / "web" / name for name in ("assets.py", "bundles.py")]
    made_from = stamp_of(ROOT / "requirements.txt", *makers, *ours)
    if (instance / "assets").is_dir() and stamp.exists() and stamp.read_text() == made_from:
        return
    tell("画面の部品を圧縮しています…", "Compressing the parts of the pages …")
    call([str(python_of(VENV)), "-m", "tracker.web.assets"])
    stamp.write_text(made_from)
