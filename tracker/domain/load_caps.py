"""担当社数の上限: how many companies one supporter may carry at a time, as lead and in all."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

HIGHEST_CAP = 99


@dataclass(frozen=True, slots=True)
class LoadCap:
    """The most companies that somebody leads, and that they carry in either place; None where there is no limit."""

    leads: int | None = None
    companies: int | None = None

    @property
    def is_open(self) -> bool:
        return self.leads is None and self.companies is None


NO_CAP = LoadCap()


def check_cap(cap: LoadCap) -> None:
    """Raise RuleBroken for a cap that nobody can have meant."""
    for limit, name in ((cap.leads, "leads"), (cap.companies, "companies")):
        if limit is not None and not 0 <= limit <= HIGHEST_CAP:
            raise RuleBroken(N_("0から%(highest)sまでの数を入力してください。"), field=name, highest=HIGHEST_CAP)
    if cap.leads is not None and cap.companies is not None and cap.leads > cap.companies:
        raise RuleBroken(N_("主担当の上限は、合計の上限以下にしてください。"), field="leads")
