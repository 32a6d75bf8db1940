"""A log kept by hand between file and records: its cells as text, and what is to become of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.domain.hand_log import EntryKind, LogField, ReadRow, RowState, Said
from tracker.domain.hand_log_names import Found
from tracker.rows.roster import RosterProblem


@dataclass(frozen=True, slots=True)
class LogColumn:
    """A column of the file: its heading, some of what stands in it, and the field that the heading suggests."""

    place: int
    heading: str
    samples: tuple[str, ...] = ()
    suggested: LogField | None = None


@dataclass(frozen=True, slots=True)
class LogSheet:
    """The table of a log; every cell is the text that a reader of the sheet sees, days in ISO form. ``epoch``: of serial days."""

    sheet: str
    heading_row: int
    columns: tuple[LogColumn, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    epoch: date
    notes: tuple[RosterProblem, ...] = ()

    def cells(self, row: tuple[str, ...], columns: Mapping[int, LogField]) -> dict[LogField, str]:
        """A row's cells by field; of several columns of one field what stands in them, hours as from-to, texts line by line."""
        found: dict[LogField, list[str]] = {}
        for place, about in sorted(columns.items()):
            if place < len(row) and row[place]:
                found.setdefault(about, []).append(row[place])
        return {about: ("-" if about is LogField.HOURS else "\n").join(texts) for about, texts in found.items()}


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """A next action; ``is_provisional``: the log says not both who does it and until when.

    ``owner`` is what whoever does it is called, one of the supporters or not.
    """

    what: str
    owner_id: int | None
    owner_name: str
    due_on: date
    is_provisional: bool
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PlannedCompany:
    """A company of a row; with several cases and none named its note stays 案件未指定 (``case_id`` None)."""

    enrolment_id: int
    name: str
    case_id: int | None
    has_cases: bool = True

    @property
    def is_unassigned(self) -> bool:
        return self.case_id is None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What becomes of a row; ``said`` is why, first what stands in the way. ``base``: what would become of it by itself."""

    source: ReadRow
    written: tuple[str, ...]
    state: RowState
    said: tuple[Said, ...]
    companies: tuple[PlannedCompany, ...] = ()
    people: tuple[str, ...] = ()
    actions: tuple[PlannedAction, ...] = ()
    scheduled_visit_id: int | None = None
    next_on: date | None = None
    fingerprint: str = ""
    base: RowState = RowState.KEPT
    tools: tuple[tuple[int, int | None], ...] = ()

    @property
    def row(self) -> int:
        return self.source.row

    @property
    def is_taken(self) -> bool:
        return self.state is RowState.TAKEN

    @property
    def needs_care(self) -> bool:
        """Somebody has to say something, or to write the row anew."""
        return self.state in (RowState.ASKED, RowState.KEPT)

    @property
    def may_choose(self) -> bool:
        return self.base in (RowState.TAKEN, RowState.ASKED)

    @property
    def visit_count(self) -> int:
        return len(self.companies) if self.source.kind is EntryKind.VISIT else 0


@dataclass(frozen=True, slots=True)
class LogCounts:
    """What an import makes, and what it leaves; every number is a number of rows but those of records."""

    rows: int
    visits: int
    online: int
    events: int
    meetings: int
    sections: int
    actions: int
    provisional: int
    next_visits: int
    unassigned: int
    by_state: Mapping[RowState, int]

    def of(self, state: RowState) -> int:
        return self.by_state.get(state, 0)


@dataclass(frozen=True, slots=True)
class LogPlan:
    """The dry run: every row, in the file's order."""

    rows: tuple[PlannedRow, ...]
    unknown_companies: tuple[Found, ...] = ()
    unknown_people: tuple[Found, ...] = ()
    remembered_companies: tuple[Found, ...] = ()
    remembered_people: tuple[Found, ...] = ()
    notes: tuple[RosterProblem, ...] = ()

    @property
    def taken(self) -> tuple[PlannedRow, ...]:
        return tuple(row for row in self.rows if row.is_taken)

    @property
    def counts(self) -> LogCounts:
        visits = [row for row in self.taken if row.source.kind is EntryKind.VISIT]
        meetings = [row for row in self.taken if row.source.kind is EntryKind.MEETING]
        return LogCounts(
            rows=len(self.rows),
            visits=sum(row.visit_count for row in visits),
            online=sum(row.visit_count for row in visits if row.source.mode.value == "online"),
            events=sum(row.visit_count for row in visits if row.source.mode.value == "event"),
            meetings=len(meetings),
            sections=sum(len(row.companies) for row in meetings),
            actions=sum(len(row.actions) for row in self.taken),
            provisional=sum(action.is_provisional for row in self.taken for action in row.actions),
            next_visits=sum(row.next_on is not None for row in self.taken),
            unassigned=sum(company.is_unassigned for row in self.taken for company in row.companies if row.source.text),
            by_state=dict(Counter(row.state for row in self.rows)),
        )


@dataclass(frozen=True, slots=True)
class LogUploadRow:
    """An uploaded log in the list of all."""

    upload_id: int
    file_name: str
    uploaded_by: str
    uploaded_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One uploaded log: its sheet, how its columns are meant, and (before it is imported) its dry run."""

    upload: LogUploadRow
    version: int
    sheet: LogSheet
    columns: Mapping[int, LogField]
    is_matched: bool = False
    plan: LogPlan | None = None
    outcome: LogOutcome | None = None
    past_done: bool = False

    @property
    def is_open(self) -> bool:
        return self.upload.applied_at is None


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of a row, as it was told when the log was imported."""

    row: int
    state: RowState
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class LogOutcome:
    """What an import did: its counts by name, and every row that it left."""

    counts: Mapping[str, int]
    left: tuple[OutcomeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeRow:
    """Something that an import made; ``is_changed``: somebody saved it since."""

    entry_id: int
    row: int
    kind: str
    on: date
    words: str
    company: str
    is_changed: bool
    is_gone: bool
    is_next: bool = False
    is_provisional: bool = False
    visit_id: int | None = None
    meeting_id: int | None = None
    action_id: int | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The row of a log that a visit or meeting came from: file, row and what stood in its columns."""

    upload_id: int
    file_name: str
    row: int
    cells: tuple[tuple[str, str], ...] = field(default_factory=tuple)
