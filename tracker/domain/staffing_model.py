"""A staffing problem as a mixed-integer programme in HiGHS; the one module of the domain that loads a library."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from tracker.domain.staffing import AssignmentRole, Team
from tracker.domain.staffing_problem import PLACES_OF_A_TEAM, Rule, RuleKind, StaffingProblem

SEED = 1
NO_BOUND = float("inf")
ALMOST = 1e-6


def load_solver() -> Any:
    """HiGHS, loaded when the first suggestion is asked for: with numpy it would add 0.15 s to every start."""
    import highspy  # noqa: PLC0415

    return highspy


class Outcome(StrEnum):
    """What a run of the solver ended with."""

    PROVED = "proved"
    FOUND = "found"  # an answer that the time did not suffice to prove the best
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Run:
    """The end of one run: ``bound`` is what the objective cannot go below, ``seconds`` how long it took."""

    outcome: Outcome
    values: list[float] = field(default_factory=list)
    objective: float = 0.0
    bound: float = -NO_BOUND
    seconds: float = 0.0

    @property
    def has_answer(self) -> bool:
        return self.outcome in (Outcome.PROVED, Outcome.FOUND)


@dataclass(slots=True)
class Model:
    """Columns: whether a person is a member of a company's team, and whether they lead it; more are added for the second aim."""

    problem: StaffingProblem
    member: dict[tuple[int, int], int] = field(default_factory=dict)
    lead: dict[tuple[int, int], int] = field(default_factory=dict)
    costs: dict[int, float] = field(default_factory=dict)
    _upper: list[float] = field(default_factory=list)
    _whole: list[bool] = field(default_factory=list)
    _rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self._upper)

    def column(self, upper: float = 1.0, *, whole: bool = True) -> int:
        self._upper.append(upper)
        self._whole.append(whole)
        return len(self._upper) - 1

    def row(self, terms: Mapping[int, float], lower: float = -NO_BOUND, upper: float = NO_BOUND) -> None:
        self._rows.append((dict(terms), lower, upper))

    def run(self, seconds: float, start: list[float] | None = None) -> Run:
        """The least cost within so many seconds, from a known answer on where there is one; the same run gives the same answer.

        Without whole numbers asked first: that is quick however many companies there are, and often the answer is whole anyway.
        """
        if not self._upper:
            return Run(Outcome.IMPOSSIBLE if any(lower > 0 for _terms, lower, _upper in self._rows) else Outcome.PROVED)
        highspy = load_solver()
        program = self._program(highspy)
        relaxed = self._solve(highspy, program, seconds)
        if relaxed.outcome is not Outcome.PROVED or self._is_whole(relaxed.values):
            return relaxed if relaxed.outcome in (Outcome.PROVED, Outcome.IMPOSSIBLE) else Run(Outcome.UNKNOWN, seconds=seconds)
        kinds = highspy.HighsVarType
        program.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self._whole]
        run = self._solve(highspy, program, seconds - relaxed.seconds, start)
        return replace(run, bound=max(run.bound, relaxed.bound), seconds=run.seconds + relaxed.seconds)

    def _solve(self, highspy: Any, program: Any, seconds: float, start: list[float] | None = None) -> Run:
        solver = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", SEED),
            ("time_limit", max(seconds, 0.01)),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.99),  # all aims are whole numbers
        ):
            solver.setOptionValue(name, value)
        solver.passModel(program)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = start
            solver.setSolution(solution)
        solver.run()
        return _ended(highspy, solver, is_whole=bool(program.integrality_))

    def _is_whole(self, values: list[float]) -> bool:
        return all(min(value, 1 - value) < ALMOST for value, whole in zip(values, self._whole, strict=True) if whole)

    def _program(self, highspy: Any) -> Any:
        starts, indices, values = [0], [], []
        for terms, _lower, _upper in self._rows:
            indices += list(terms)
            values += list(terms.values())
            starts.append(len(indices))
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._upper), len(self._rows)
        program.col_cost_ = [self.costs.get(column, 0.0) for column in range(len(self._upper))]
        program.col_lower_, program.col_upper_ = [0.0] * len(self._upper), self._upper
        program.row_lower_, program.row_upper_ = [row[1] for row in self._rows], [row[2] for row in self._rows]
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = starts, indices, values
        return program

    def teams(self, values: list[float]) -> dict[int, Team]:
        """The teams that an answer stands for."""
        made = {}
        for company_id in self.problem.company_ids:
            members = [one for one in self.problem.person_ids if values[self.member[company_id, one]] > 0.5]
            lead = next((one for one in members if values[self.lead[company_id, one]] > 0.5), None)
            made[company_id] = Team(lead, tuple(sorted(set(members) - {lead})))
        return made


def build_model(problem: StaffingProblem, rules: Collection[Rule]) -> Model:
    """The model under some of the problem's rules: all of them for a suggestion, fewer to find out which collide."""
    model = Model(problem)
    for company_id in problem.company_ids:
        for person_id in problem.person_ids:
            model.member[company_id, person_id] = model.column()
            model.lead[company_id, person_id] = model.column()
            model.row(
                {model.lead[company_id, person_id]: 1.0, model.member[company_id, person_id]: -1.0}, upper=0.0
            )  # who leads a team is in it
    for rule in rules:
        _ADD[rule.kind](model, problem, rule)
    return model


def _add_team(model: Model, problem: StaffingProblem, rule: Rule) -> None:
    assert rule.company_id is not None
    leads = {model.lead[rule.company_id, person_id]: 1.0 for person_id in problem.person_ids}
    members = {model.member[rule.company_id, person_id]: 1.0 for person_id in problem.person_ids}
    model.row(leads, 1.0, 1.0)
    model.row(members, float(PLACES_OF_A_TEAM), 1.0 + problem.max_sub_leads)


def _add_fixed(model: Model, problem: StaffingProblem, rule: Rule) -> None:
    assert rule.company_id is not None and rule.person_id is not None
    at = rule.company_id, rule.person_id
    if rule.role is AssignmentRole.LEAD:
        model.row({model.lead[at]: 1.0}, lower=1.0)
    else:
        model.row({model.member[at]: 1.0, model.lead[at]: -1.0}, lower=1.0)


def _add_exclusion(model: Model, problem: StaffingProblem, rule: Rule) -> None:
    assert rule.company_id is not None and rule.person_id is not None
    column = model.member.get((rule.company_id, rule.person_id))
    if column is not None:
        model.row({column: 1.0}, upper=0.0)


def _add_leaving(model: Model, problem: StaffingProblem, rule: Rule) -> None:
    """Nothing for who leads already; who helps already does not come to lead."""
    assert rule.company_id is not None and rule.person_id is not None
    at, today = (rule.company_id, rule.person_id), problem.teams.get(rule.company_id, Team(None, ()))
    if at in model.member and rule.person_id != today.lead:
        column = model.lead[at] if rule.person_id in today.members else model.member[at]
        model.row({column: 1.0}, upper=0.0)


def _add_absence(model: Model, problem: StaffingProblem, rule: Rule) -> None:
    assert rule.person_id is not None
    model.row({model.member[company_id, rule.person_id]: 1.0 for company_id in problem.company_ids}, upper=0.0)


def _add_cap(model: Model, problem: StaffingProblem, rule: Rule) -> None:
    of_leads = rule.kind is RuleKind.LEAD_CAP
    columns = model.lead if of_leads else model.member
    people = (
        [rule.person_id] if rule.person_id is not None else [one for one in problem.person_ids if one not in problem.own_caps]
    )
    for person_id in people:
        assert person_id is not None
        cap = problem.cap_of(person_id)
        limit = cap.leads if of_leads else cap.companies
        assert limit is not None
        model.row({columns[company_id, person_id]: 1.0 for company_id in problem.company_ids}, upper=float(limit))


_ADD: Mapping[RuleKind, Callable[[Model, StaffingProblem, Rule], None]] = {
    RuleKind.TEAM: _add_team,
    RuleKind.FIXED: _add_fixed,
    RuleKind.EXCLUSION: _add_exclusion,
    RuleKind.ABSENCE: _add_absence,
    RuleKind.LEAVING: _add_leaving,
    RuleKind.LEAD_CAP: _add_cap,
    RuleKind.COMPANY_CAP: _add_cap,
}


def _ended(highspy: Any, solver: Any, *, is_whole: bool) -> Run:
    status, info, seconds = solver.getModelStatus(), solver.getInfo(), float(solver.getRunTime())
    statuses = highspy.HighsModelStatus
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return Run(Outcome.IMPOSSIBLE, seconds=seconds)
    proved = status == statuses.kOptimal
    bound = float(info.mip_dual_bound) if is_whole else -NO_BOUND
    if not proved and not (is_whole and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible):
        return Run(Outcome.UNKNOWN, bound=bound, seconds=seconds)
    values, objective = list(solver.getSolution().col_value), float(info.objective_function_value)
    return Run(Outcome.PROVED if proved else Outcome.FOUND, values, objective, objective if proved else bound, seconds)
