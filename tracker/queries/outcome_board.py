"""Outcomes by kind and company, and what came of exhibitions; counted by ``domain.counts``, of board depth but for the voices."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from tracker.domain.access import Viewer
from tracker.domain.calendar import Period, as_many_days_before, fiscal_year_period
from tracker.domain.counts import OutcomeFact, counted_outcomes, distinct_companies, outcome_count
from tracker.domain.outcomes import OutcomeKind
from tracker.queries.companies import list_company_choices
from tracker.queries.exhibitions import list_exhibitions
from tracker.queries.outcomes import list_outcome_facts
from tracker.queries.programmes import get_programme
from tracker.queries.voices import count_voices_by_exhibition
from tracker.rows.exhibitions import ExhibitionFilter, VoiceFilter
from tracker.rows.outcome_board import CompanyKindsRow, ExhibitionYieldRow, KindTotalsRow, OutcomeBoardRow, OutcomeTotals
from tracker.rows.outcomes import OutcomeFilter


def get_outcome_board(viewer: Viewer, *, filters: OutcomeFilter, today: date) -> OutcomeBoardRow:
    """The period is that of the filters, and where they leave it open the fiscal year up to today."""
    year = fiscal_year_period(get_programme(viewer).fiscal_year)
    ends_on = min(filters.to_on or today, today)
    period = Period(min(filters.from_on or year.starts_on, ends_on), ends_on)
    before = as_many_days_before(period)
    known_before = before if before.starts_on >= year.starts_on else None
    facts = list_outcome_facts(viewer, filters=replace(filters, fiscal_year=None, from_on=None, to_on=today))
    now = counted_outcomes(facts, period=period, as_of=today)
    then = counted_outcomes(facts, period=known_before, as_of=today) if known_before else None
    kinds = tuple(OutcomeKind) if filters.kind is None else (filters.kind,)
    return OutcomeBoardRow(
        period=period,
        before=known_before,
        kinds=tuple(_totals(kind, now, then) for kind in kinds),
        total=_totals(None, now, then),
        companies=_companies(viewer, filters, now, today),
        exhibitions=_exhibitions(viewer, filters, facts, period, today),
    )


def _totals(kind: OutcomeKind | None, now: tuple[OutcomeFact, ...], then: tuple[OutcomeFact, ...] | None) -> KindTotalsRow:
    def of(facts: tuple[OutcomeFact, ...]) -> OutcomeTotals:
        chosen = [fact for fact in facts if kind is None or fact.kind is kind]
        return OutcomeTotals(outcome_count(chosen), distinct_companies(chosen))

    return KindTotalsRow(kind, of(now), None if then is None else of(then))


def _companies(viewer: Viewer, filters: OutcomeFilter, now: tuple[OutcomeFact, ...], today: date) -> tuple[CompanyKindsRow, ...]:
    """Every company by its number, those without an outcome too: where nothing came of it yet is worth seeing."""
    counts = Counter((fact.company_id, fact.kind) for fact in now)
    rows = sorted(list_company_choices(viewer, today=today), key=lambda row: (row.number, row.enrolment_id))
    return tuple(
        CompanyKindsRow(
            row.enrolment_id,
            row.name,
            by_kind := {kind: counts[row.enrolment_id, kind] for kind in OutcomeKind},
            sum(by_kind.values()),
        )
        for row in rows
        if filters.company in (None, row.enrolment_id)
    )


def _exhibitions(
    viewer: Viewer, filters: OutcomeFilter, facts: tuple[OutcomeFact, ...], period: Period, today: date
) -> tuple[ExhibitionYieldRow, ...]:
    """Those of the period; what came of one is counted whenever it came."""
    shown = list_exhibitions(viewer, today=today, filters=ExhibitionFilter(company=filters.company, period=period))
    voices = count_voices_by_exhibition(viewer, today=today, filters=VoiceFilter(company=filters.company))
    came_of = Counter(fact.exhibition_id for fact in facts)
    return tuple(
        ExhibitionYieldRow(row, len(row.company_ids), voices.get(row.exhibition_id, 0), came_of[row.exhibition_id])
        for row in shown
    )
