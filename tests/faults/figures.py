"""What a fault script prints: the fault, what is promised of it, what was found, and whether that holds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    fault: str
    promised: str
    found: str
    holds: bool


Script = Callable[[Path], Iterable[Figure]]


def show(figures: Iterable[Figure]) -> bool:
    """Print each as it comes; whether all hold."""
    all_hold = True
    for one in figures:
        all_hold = all_hold and one.holds
        sys.stdout.write(f"{'holds' if one.holds else 'BROKEN':<7} {one.fault}: {one.found} (promised: {one.promised})\n")
        sys.stdout.flush()
    return all_hold


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder of its own, which somebody else than root may enter."""
    with TemporaryDirectory(prefix="tracker-faults-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def alone(script: Script) -> int:
    """A script as a command of its own: 1 where something does not hold."""
    with workshop() as folder:
        return 0 if show(script(folder)) else 1
