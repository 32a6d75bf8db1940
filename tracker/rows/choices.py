"""What a field offers to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.rows.companies import CompanyChoiceRow


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A company, a person, or a case ``of`` its company; of two of one name, the number or the address that tells them apart."""

    id: int
    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """``is_whole`` False: the likeliest of many; the rest is found by name."""

    rows: tuple[ChoiceRow, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class CompaniesOffered:
    """Companies to begin with: all; of many (``has_more``) the likeliest, or what the ``typed`` name finds, perhaps cut."""

    rows: tuple[CompanyChoiceRow, ...]
    has_more: bool = False
    typed: str = ""
    is_cut: bool = False
