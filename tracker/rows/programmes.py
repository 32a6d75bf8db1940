"""A programme with its settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.cadence import CadenceSettings
from tracker.domain.calendar import Period


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme as it is set."""

    programme_id: int
    organisation_id: int
    slug: str
    name: str
    organisation: str
    fiscal_year: int
    contract: Period
    producer_label: str
    expected_producers: int
    cadence: CadenceSettings
    stuck_days: int
    hours_kept: bool
    records_open: bool
    scale_minimum: int
    scale_maximum: int
    minimum_raters: int
    severity_shown: bool
    version: int

    @property
    def contract_ends_on(self) -> date:
        assert self.contract.ends_on is not None
        return self.contract.ends_on
