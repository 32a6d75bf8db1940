"""A file that a command writes is there as a whole, or what was there before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

import click


def write_whole(out: Path, write: Callable[[BinaryIO], None], *, mode: int = 0o644, option: str = "--out") -> None:
    """Into a file beside it first; a place that cannot be written is a sentence naming the option, and nothing is left behind."""
    beside: Path | None = None
    try:
        if out.is_dir():
            raise IsADirectoryError
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", suffix=".tmp", delete=False) as file:
            beside = Path(file.name)
            write(file)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(out)
    except OSError as error:
        raise click.ClickException(
            f"「{out}」に書けません。フォルダがあるか、書き込めるか、空きがあるかを確かめて、{option} を直してください。"
            f" / Cannot write '{out}': {error.strerror or type(error).__name__}."
        ) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)
