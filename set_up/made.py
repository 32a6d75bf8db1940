"""What is made once from the tree: translations and the compressed chart library."""

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
        call([str(python_of(VENV)), "-m", "babel.messages.frontend", "--quiet", "compile", "-d", "translations"])


def prepare_assets(instance: Path) -> None:
    """Compress the chart library once: at Brotli's best level it takes ten seconds, too long for every start."""
    stamp = instance / "assets.stamp"
    made_from = stamp_of(ROOT / "requirements.txt", ROOT / "tracker" / "web" / "assets.py")
    if (instance / "assets").is_dir() and stamp.exists() and stamp.read_text() == made_from:
        return
    tell("図表の部品を圧縮しています…", "Compressing the parts of the charts …")
    call([str(python_of(VENV)), "-m", "tracker.web.assets"])
    stamp.write_text(made_from)
