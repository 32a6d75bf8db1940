"""Why a suggestion changes a team: one sentence a company, and never who is weak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.domain.scores import one_place
from tracker.domain.staffing import Team
from tracker.domain.staffing_problem import StaffingProblem, best_values, loads_of
from tracker.domain.words import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """A marked sentence that ``params`` fill; ``item_id`` is put into words where the sentence names an item."""

    sentence: str
    params: Mapping[str, Any] = field(default_factory=dict)
    item_id: int | None = None


def why(problem: StaffingProblem, teams: Mapping[int, Team], company_id: int) -> Reason:
    """The first that fits: a place is empty, a rule is broken, the weakest item rises, the load falls, others need it."""
    before, after = problem.teams.get(company_id, Team(None, ())), teams[company_id]
    return (
        _mends(problem, before, company_id)
        or _raises(problem, before, after)
        or _relieves(problem, teams, before, after)
        or Reason(N_("ほかの企業の体制を整えるために、人を入れ替えます。"))
    )


def _mends(problem: StaffingProblem, before: Team, company_id: int) -> Reason | None:
    if before.lead is None:
        return Reason(N_("主担当がいません。"))
    if not before.sub_leads:
        return Reason(N_("副担当がいません。"))
    if before.members - set(problem.person_ids):
        return Reason(N_("この日に名簿にいない人が担当になっています。"))
    if before.members & problem.absent:
        return Reason(N_("この日に不在の人が担当になっています。"))
    if any((company_id, one) in problem.excluded for one in before.members):
        return Reason(N_("この企業を担当しない人が担当になっています。"))
    if len(before.sub_leads) > problem.max_sub_leads:
        return Reason(N_("副担当が%(limit)s人より多くいます。"), {"limit": problem.max_sub_leads})
    return None


def _raises(problem: StaffingProblem, before: Team, after: Team) -> Reason | None:
    """About the item that is lowest today."""
    then, now = best_values(problem, after.members), best_values(problem, before.members)
    for item_id, value in sorted(now.items(), key=lambda one: (one[1] is not None, one[1] or 0.0)):
        raised = then[item_id]
        if value is None and raised is not None:
            return Reason(
                N_("項目%(item)sは評価の結果がありません。%(after)sになります。"), {"after": one_place(raised)}, item_id
            )
        if value is not None and raised is not None and round(raised, 1) > round(value, 1):
            return Reason(
                N_("項目%(item)sの最も高い値が%(before)sから%(after)sになります。"),
                {"before": one_place(value), "after": one_place(raised)},
                item_id,
            )
        break
    return None


def _relieves(problem: StaffingProblem, teams: Mapping[int, Team], before: Team, after: Team) -> Reason | None:
    then = loads_of(problem, teams)
    now = loads_of(problem, {company_id: problem.teams.get(company_id, Team(None, ())) for company_id in problem.company_ids})
    relieved = [(now[one], then[one]) for one in before.members - after.members if then[one] < now[one]]
    if not relieved:
        return None
    most, less = max(relieved)
    return Reason(N_("1人の担当社数が%(before)s社から%(after)s社になります。"), {"before": most, "after": less})
