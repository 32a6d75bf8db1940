"""Why a line is suggested: one sentence, the gravest reason first, and never who is weak."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.domain.errors import RuleBroken
from tracker.domain.exclusions import ExclusionKind, check_exclusion
from tracker.domain.load_caps import LoadCap, check_cap
from tracker.domain.staffing import Team
from tracker.domain.staffing_problem import StaffingProblem
from tracker.domain.staffing_reasons import why

VALUES = {(11, 21): 2.3, (12, 21): 2.0, (13, 21): 3.4, (11, 22): 4.0}
PROBLEM = StaffingProblem((1, 2), (11, 12, 13), {1: Team(11, (12,)), 2: Team(11, (13,))}, (21, 22), VALUES)


def said(problem: StaffingProblem, team: Team) -> str:
    reason = why(problem, {**problem.teams, 1: team}, 1)
    return reason.sentence % {"item": reason.item_id, **reason.params}


def test_the_rise_of_the_weakest_item_is_said_by_its_values() -> None:
    assert said(PROBLEM, Team(11, (13,))) == "項目21の最も高い値が2.3から3.4になります。"


def test_a_load_that_falls_is_said_where_no_item_rises() -> None:
    assert said(replace(PROBLEM, values={}), Team(12, (13,))) == "1人の担当社数が2社から1社になります。"


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (replace(PROBLEM, teams={1: Team(None, (12,)), 2: Team(11, (13,))}), "主担当がいません。"),
        (replace(PROBLEM, teams={1: Team(11, ()), 2: Team(11, (13,))}), "副担当がいません。"),
        (replace(PROBLEM, absent=frozenset({12})), "この日に不在の人が担当になっています。"),
        (replace(PROBLEM, excluded=frozenset({(1, 12)})), "この企業を担当しない人が担当になっています。"),
        (replace(PROBLEM, person_ids=(11, 13)), "この日に名簿にいない人が担当になっています。"),
        (replace(PROBLEM, max_sub_leads=0), "副担当が0人より多くいます。"),
    ],
)
def test_what_is_broken_comes_before_what_is_weak(problem: StaffingProblem, words: str) -> None:
    assert said(problem, Team(11, (13,))) == words


def test_a_move_that_only_helps_others_says_so() -> None:
    swapped = replace(PROBLEM, values={}, teams={1: Team(11, (12,)), 2: Team(12, (13,))})
    assert said(swapped, Team(12, (11,))) == "ほかの企業の体制を整えるために、人を入れ替えます。"


@pytest.mark.parametrize("cap", [LoadCap(3, 2), LoadCap(-1, None), LoadCap(None, 100)])
def test_a_cap_that_nobody_can_mean_is_refused(cap: LoadCap) -> None:
    with pytest.raises(RuleBroken):
        check_cap(cap)


def test_an_exclusion_of_another_kind_needs_its_reason() -> None:
    check_exclusion(ExclusionKind.TRAVEL, "", None, None)
    with pytest.raises(RuleBroken) as refused:
        check_exclusion(ExclusionKind.OTHER, "", None, None)
    assert refused.value.field == "reason"
