"""The two sizes of data: S is one association's year, L is a nation's worth of three years."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """One programme a year; in each every company has a visit and a team meeting a month."""

    name: str
    companies: int
    cases: int
    producers: int
    years: int

    @property
    def visits(self) -> int:
        return self.companies * 12 * self.years


SIZES = {
    "S": Size("S", companies=6, cases=7, producers=10, years=1),
    "L": Size("L", companies=2_000, cases=2_334, producers=1_000, years=3),
}
