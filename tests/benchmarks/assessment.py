"""``python -m tests.benchmarks.assessment``: what designs and the ridge model are worth, and the pages of results by size.

With ``designs`` or ``pages`` behind it only that half.
"""

from __future__ import annotations

import sys

from tests.benchmarks import assessment_designs, assessment_pages

HALVES = {"designs": assessment_designs.report, "pages": assessment_pages.report}


def main() -> None:
    for half in sys.argv[1:] or HALVES:
        HALVES[half]()


if __name__ == "__main__":
    main()
