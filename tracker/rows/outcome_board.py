"""Outcomes by kind and company, and the exhibitions: what the page of the totals shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.calendar import Period
from tracker.domain.outcomes import OutcomeKind
from tracker.rows.exhibitions import ExhibitionRow


@dataclass(frozen=True, slots=True)
class OutcomeTotals:
    """延べ件数 and 実企業数 of some outcomes."""

    count: int
    distinct_companies: int


@dataclass(frozen=True, slots=True)
class KindTotalsRow:
    """The totals of one kind, of the period and of the one before it; ``kind`` None is all kinds together."""

    kind: OutcomeKind | None
    now: OutcomeTotals
    before: OutcomeTotals | None


@dataclass(frozen=True, slots=True)
class CompanyKindsRow:
    """A company with how many outcomes of each kind it has in the period."""

    enrolment_id: int
    company: str
    by_kind: Mapping[OutcomeKind, int]
    count: int


@dataclass(frozen=True, slots=True)
class ExhibitionYieldRow:
    """An exhibition with the voices heard there, as far as the viewer may read them, and the outcomes that lean on it."""

    exhibition: ExhibitionRow
    company_count: int
    voice_count: int
    outcome_count: int


@dataclass(frozen=True, slots=True)
class OutcomeBoardRow:
    """``before``: as many days before the period; None where they begin before the fiscal year, all that is known here."""

    period: Period
    before: Period | None
    kinds: tuple[KindTotalsRow, ...]
    total: KindTotalsRow
    companies: tuple[CompanyKindsRow, ...]
    exhibitions: tuple[ExhibitionYieldRow, ...]
