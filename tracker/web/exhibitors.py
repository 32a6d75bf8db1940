"""A company, perhaps with one of its cases, as one choice of a list: ``7`` or ``7:12``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from flask_babel import gettext as _

from tracker.queries.cases import list_cases
from tracker.rows.cases import CaseRow
from tracker.rows.choices import ChoiceRow
from tracker.web import viewing
from tracker.web.choosing import Among, Choice, NamedChoiceField
from tracker.web.typed import number_of


class NamedWhoField(NamedChoiceField):
    """A company, or one of its cases; of many companies one's own are offered, and a name finds any other."""

    def chosen(self) -> list[int]:
        company = number_of(str(self.data or "").partition(":")[0])
        return [] if company is None else [company]


def offer_whos(fields: Sequence[NamedWhoField], among: Among, *, first: Sequence[Choice], lone_cases: bool = True) -> None:
    """Fill in several fields with one question to the database; ``lone_cases`` False: no line for a company's only case."""
    offered = among.offer({company for field in fields for company in field.chosen()})
    of_field = [field.settle(offered, among) for field in fields]
    cases = list_cases(viewing.viewer(), enrolment_ids={company for there in of_field for company in there})
    for field, there in zip(fields, of_field, strict=True):
        field.choices = [*first, *who_choices(there.values(), cases, lone_cases=lone_cases)]


def who_choices(companies: Iterable[ChoiceRow], cases: Collection[CaseRow], *, lone_cases: bool = True) -> list[Choice]:
    """Every company, and below it each of its cases."""
    by_company: dict[int, list[CaseRow]] = {}
    for case in cases:
        by_company.setdefault(case.enrolment_id, []).append(case)
    choices: list[Choice] = []
    for company in companies:
        choices.append((str(company.id), company.name))
        own = by_company.get(company.id, [])
        choices += [
            (who_value(company.id, case.case_id), _("%(company)s：%(title)s", company=company.name, title=case.title))
            for case in own
            if lone_cases or len(own) > 1
        ]
    return choices


def who_value(enrolment_id: int, case_id: int | None) -> str:
    return str(enrolment_id) if case_id is None else f"{enrolment_id}:{case_id}"


def read_who(value: str) -> tuple[int, int | None]:
    """The enrolment and the case of a choice that was offered."""
    enrolment_id, _colon, case_id = value.partition(":")
    return int(enrolment_id), int(case_id) if case_id else None
