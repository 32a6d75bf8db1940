"""``python -m tests.faults [NAME ...]``: every fault, or those named, a line a figure; 1 where one does not hold."""

from __future__ import annotations

import sys

from tests.faults import (
    bad_input,
    cut_log,
    full_disk,
    killed_writers,
    locked,
    postgresql_stopped,
    read_only,
    reloaded,
    tested,
    twenty_writers,
    two_servers,
    upgraded,
)
from tests.faults.figures import Script, show, workshop

SCRIPTS: dict[str, Script] = {
    module.__name__.rpartition(".")[2]: module.run
    for module in (
        killed_writers,
        cut_log,
        twenty_writers,
        full_disk,
        read_only,
        locked,
        bad_input,
        postgresql_stopped,
        two_servers,
        reloaded,
        upgraded,
        tested,
    )
}


def main(names: list[str]) -> int:
    holds = True
    for name in names or SCRIPTS:
        with workshop() as folder:
            holds = show(SCRIPTS[name](folder)) and holds
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
