"""A company, perhaps with one of its cases, as one choice of a list: ``7`` or ``7:12``."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from tracker.rows.cases import CaseRow
from tracker.rows.companies import CompanyChoiceRow


def who_choices(companies: Iterable[CompanyChoiceRow], cases: Iterable[CaseRow]) -> list[tuple[str, str]]:
    """Every company, and below it each of its cases."""
    by_company: dict[int, list[CaseRow]] = {}
    for case in cases:
        by_company.setdefault(case.enrolment_id, []).append(case)
    choices: list[tuple[str, str]] = []
    for company in companies:
        choices.append((str(company.enrolment_id), company.name))
        choices += [
            (who_value(case.enrolment_id, case.case_id), _("%(company)s：%(title)s", company=company.name, title=case.title))
            for case in by_company.get(company.enrolment_id, ())
        ]
    return choices


def who_value(enrolment_id: int, case_id: int | None) -> str:
    return str(enrolment_id) if case_id is None else f"{enrolment_id}:{case_id}"


def read_who(value: str) -> tuple[int, int | None]:
    """The enrolment and the case of a choice that was offered."""
    enrolment_id, _colon, case_id = value.partition(":")
    return int(enrolment_id), int(case_id) if case_id else None
