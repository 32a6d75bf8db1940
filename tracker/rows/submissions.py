"""What was handed in, as lists and pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.calendar import Period
from tracker.rows.report import ReportRow
from tracker.rows.submission_changes import ToldChangeRow
from tracker.rows.submission_parts import SubmissionNoteRow, SubmittedFormRow, WithdrawalRow


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A frozen submission; ``replaces`` and ``replaced_by`` are (id, number) of the one before and of the one after.

    A withdrawn one replaces nothing: it is ``withdrawn_after``, unless another came that stands.
    ``notes``: what was said of it later, the oldest first; ``withdrawal``: why it counts as handed in no longer.
    """

    submission_id: int
    number: int
    title: str
    whole: Period
    as_of: date
    handed_in_on: date
    remark: str
    file_name: str
    file_size: int
    file_digest: str
    values_digest: str
    row_count: int
    lack_count: int
    made_by: str
    created_at: datetime
    replaces: tuple[int, int] | None = None
    replaced_by: tuple[int, int] | None = None
    withdrawn_after: tuple[int, int] | None = None
    forms: tuple[SubmittedFormRow, ...] = ()
    notes: tuple[SubmissionNoteRow, ...] = ()
    withdrawal: WithdrawalRow | None = None

    @property
    def receipt(self) -> str:
        """The 受付番号 that was noted last."""
        return next((note.receipt for note in reversed(self.notes) if note.receipt), "")

    @property
    def form_names(self) -> tuple[str, ...]:
        return tuple(form.name for form in self.forms)

    def names_beyond(self, names: Iterable[str]) -> tuple[str, ...]:
        """The forms that went in with it and are none of these: by their names, as a form may be gone from the programme."""
        there = frozenset(names)
        return tuple(name for name in self.form_names if name not in there)


@dataclass(frozen=True, slots=True)
class ChangePlaces:
    """Where the rows of a report are found, by what their keys say of them."""

    visits: frozenset[int]
    meetings: frozenset[int]
    companies: Mapping[int, int]
    cases: Mapping[str, int]
    outcomes: Mapping[int, int]

    @classmethod
    def of(cls, report: ReportRow) -> ChangePlaces:
        return cls(
            visits=frozenset(row.visit_id for row in report.visits),
            meetings=frozenset(row.meeting_id for row in report.meetings),
            companies={row.number: row.enrolment_id for row in report.companies},
            cases={row.number: row.case_id for row in report.cases},
            outcomes={row.outcome_id: row.enrolment_id for row in report.outcomes},
        )


@dataclass(frozen=True, slots=True)
class ChangesRow:
    """What differs from a submission, and where each row leads; ``read_at``: when it was read, where not just now."""

    changes: tuple[ToldChangeRow, ...]
    places: ChangePlaces
    read_at: datetime | None = None
