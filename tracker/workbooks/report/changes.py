"""What changed since a submission, told: which record a row is about, what may be said of it, and who changed it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tracker.domain.naming import Concealment
from tracker.domain.redaction import MARK
from tracker.domain.submissions import CellChange, DifferenceKind, FrozenSheet, RowChange, Value, sheet_differences
from tracker.rows.report import ReportRow
from tracker.rows.submission_changes import AboutRow, ActRow, ActsRow, RecordKey, RecordKind, ToldChangeRow
from tracker.workbooks.report.columns import CASE_NUMBER, COMPANY, COMPANY_ID, PERSON, PHASE_DAYS, YES_NO
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.frozen import freeze_sheet

EVENT, EVENT_KIND, OF_VISITS = "訪問ID・会議ID", "種類", "企業訪問"
DAYS = ("訪問日", "会議日", "成果の日", "日付", "月", "後の訪問日", "担当開始日")
# Where people write freely: what a redaction took out of the record since may still stand in the words of before.
FREE = frozenset({"報告用要約", "内容", "裏付け", "その他の内容", "まとめ文", "理由", "承認者", "案件名", "種別"})
WITHHELD = "（示しません）"
SAID = {1: "はい", 0: "いいえ"}

_KINDS = {
    "データ_企業": RecordKind.COMPANY,
    "データ_案件": RecordKind.CASE,
    "データ_担い手": RecordKind.PERSON,
    "データ_担当": RecordKind.TEAM,
    "データ_訪問": RecordKind.VISIT,
    "データ_訪問案件": RecordKind.VISIT,
    "データ_会議": RecordKind.MEETING,
    "データ_会議企業": RecordKind.MEETING,
    "データ_見送り": RecordKind.EXCUSE,
    "データ_評価": RecordKind.ASSESSMENT,
    "データ_評価集計": RecordKind.ASSESSMENT,
    "データ_評価項目": RecordKind.ASSESSMENT,
    "データ_成果": RecordKind.OUTCOME,
    "データ_まとめ": RecordKind.NARRATIVE,
}
TELLING = ("データ_企業", "データ_案件", "データ_訪問", "データ_会議企業")  # of which company something is
_IDS = {RecordKind.VISIT: "訪問ID", RecordKind.MEETING: "会議ID", RecordKind.OUTCOME: "成果ID"}
# Records of which some columns are their own, and some are counted from visits, meetings and the team.
_WITH_COUNTS = (RecordKind.COMPANY, RecordKind.CASE)
_COUNTED = {
    (sheet.title, column.title)
    for sheet in SHEETS
    if _KINDS.get(sheet.title) in _WITH_COUNTS
    for column in sheet.columns
    if column.unit or column in PHASE_DAYS
}
_YES_NO = {(sheet.title, column.title) for sheet in SHEETS for column in sheet.columns if column.codes == YES_NO}


@dataclass(frozen=True, slots=True)
class _Event:
    day: str
    companies: frozenset[int]


class Places:
    """Of which company a row is, where the row itself does not say so: looked up in the other sheets, what is learned first."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.events: dict[RecordKey, _Event] = {}
        self.cases: dict[str, int] = {}
        self.taught: set[str] = set()

    def learn(self, sheet: FrozenSheet) -> None:
        self.taught.add(sheet.title)
        for values in sheet.rows if sheet.title in TELLING else ():
            self._learn(sheet.title, dict(zip(sheet.heads, values, strict=True)))

    def _learn(self, title: str, row: Mapping[str, Value]) -> None:
        company = row.get(COMPANY_ID.title)
        if title == "データ_企業" and isinstance(company, int):
            self.names.setdefault(company, str(row[COMPANY.title]))
        elif title == "データ_案件" and isinstance(company, int):
            self.cases.setdefault(str(row[CASE_NUMBER.title]), company)
        elif isinstance(company, int):
            kind = _KINDS[title]
            key = RecordKey(kind, str(row[_IDS[kind]]))
            stood = self.events.get(key, _Event(str(row["訪問日" if kind is RecordKind.VISIT else "会議日"]), frozenset()))
            self.events[key] = replace(stood, companies=stood.companies | {company})

    def about(self, change: RowChange) -> AboutRow:
        """What the row is about, by its values."""
        row = dict(change.values)
        kind = _kind_of(change.sheet, row)
        case = row.get(CASE_NUMBER.title)
        company = row.get(COMPANY_ID.title, self.cases.get(str(case)) if case is not None else None)
        companies = {company} if isinstance(company, int) else set()
        keys = tuple(_keys(kind, row, companies))
        event = self.events.get(keys[0]) if keys else None
        day = next((str(row[head]) for head in DAYS if row.get(head)), event.day if event else "")
        if event and not companies:
            companies = set(event.companies)
        return AboutRow(kind, keys, {one: self.names.get(one, "") for one in sorted(companies)}, day)


def _kind_of(sheet: str, row: Mapping[str, Value]) -> RecordKind:
    if sheet == "データ_参加":
        return RecordKind.VISIT if row[EVENT_KIND] == OF_VISITS else RecordKind.MEETING
    return _KINDS.get(sheet, RecordKind.COUNT)


def _keys(kind: RecordKind, row: Mapping[str, Value], companies: Iterable[int]) -> Iterable[RecordKey]:
    """The record's own key first."""
    if kind in _IDS:
        yield RecordKey(kind, str(row.get(_IDS[kind], row.get(EVENT))))
    elif kind is RecordKind.EXCUSE:
        yield RecordKey(kind, f"{row[COMPANY_ID.title]} {row['月']}")
    elif kind in (RecordKind.TEAM, RecordKind.COMPANY):
        yield from (RecordKey(kind, str(company)) for company in companies)
    elif kind in (RecordKind.CASE, RecordKind.NARRATIVE):
        yield RecordKey(kind, str(row[CASE_NUMBER.title]))
    elif kind is RecordKind.PERSON:
        yield RecordKey(kind, str(row[PERSON.title]))


def changes_since(
    report: ReportRow,
    before: Iterable[FrozenSheet],
    *,
    acts_of: Callable[[frozenset[RecordKey]], ActsRow],
    concealment: Concealment,
) -> tuple[ToldChangeRow, ...]:
    """What differs, with what lies behind it; what may not be named any more is not named, nor what was redacted since.

    Of a large report no more than a sheet of then and one of now is in memory.
    """
    places = Places()
    changes: list[RowChange] = []
    for then in before:
        if (now := freeze_sheet(report, then.title)) is not None:
            places.learn(now)  # the names of now
            changes.extend(sheet_differences(then, now))
        places.learn(then)
        del then, now  # before the next ones are made
    for title in TELLING:
        if title not in places.taught and (now := freeze_sheet(report, title)) is not None:
            places.learn(now)
    found = [(change, places.about(change)) for change in changes]
    acts = acts_of(frozenset(key for _change, about in found for key in about.keys))
    of_events = _acts_of_events(found, acts)
    say = _Saying(report, concealment)
    told = (
        ToldChangeRow(
            say.change(part, is_redacted=any(key in acts.redacted for key in about.keys)),
            replace(about, companies={number: concealment.tell(name) for number, name in about.companies.items()}),
            say.act(act),
        )
        for change, about in found
        for part, act in _by_act(change, about, acts, of_events)
    )
    return _without_pairs(tuple(row for row in told if row.change.cells))


def _by_act(
    change: RowChange, about: AboutRow, acts: ActsRow, of_events: Mapping[tuple[int, str], ActRow]
) -> list[tuple[RowChange, ActRow | None]]:
    """With the record's own act, else where it is counted from others, with the last one on one of them.

    Of a company or a case of which both are known, its own columns and those that are counted each with theirs.
    """
    own = _last(acts.last.get(key) for key in about.keys)
    counted = _last(of_events.get((number, about.on[:7])) for number in about.companies)
    if own is None or counted is None or change.kind is not DifferenceKind.CHANGED or about.kind not in _WITH_COUNTS:
        return [(change, own or counted)]
    of_own = tuple(cell for cell in change.cells if (change.sheet, cell.column) not in _COUNTED)
    of_others = tuple(cell for cell in change.cells if (change.sheet, cell.column) in _COUNTED)
    return [(replace(change, cells=cells), act) for cells, act in ((of_own, own), (of_others, counted)) if cells]


def _last(acts: Iterable[ActRow | None]) -> ActRow | None:
    return max((act for act in acts if act is not None), key=lambda act: act.at, default=None)


def _acts_of_events(found: Iterable[tuple[RowChange, AboutRow]], acts: ActsRow) -> dict[tuple[int, str], ActRow]:
    """By company, and by company and month, the last act on one of the visits, meetings and excused months that changed."""
    last: dict[tuple[int, str], ActRow] = {}
    for change, about in found:
        # What was moved to another month is counted in neither as it was.
        days = (value for cell in change.cells if cell.column in DAYS for value in (cell.before, cell.after) if value)
        months = {"", about.on[:7], *(str(day)[:7] for day in days)}
        for key in about.keys:
            if (act := acts.last.get(key)) is None or about.kind in _WITH_COUNTS:
                continue
            for place in ((number, month) for number in about.companies for month in months):
                if place not in last or last[place].at < act.at:
                    last[place] = replace(act, times=1)
    return last


class _Saying:
    """What may be said of values that stood there when it was handed in."""

    def __init__(self, report: ReportRow, concealment: Concealment) -> None:
        self._concealment = concealment
        self._people = {row.name for row in report.people}
        self._some_are_redacted = any(MARK in name for name in self._people)
        self._hidden = {row.number for row in report.companies if not row.is_named}

    def act(self, act: ActRow | None) -> ActRow | None:
        return act and replace(act, reason=self._concealment.tell(act.reason))

    def change(self, change: RowChange, *, is_redacted: bool) -> RowChange:
        is_of_hidden = change.sheet == "データ_企業" and dict(change.key)[COMPANY_ID.title] in self._hidden
        cells = (self._cell(change, cell, is_redacted, is_of_hidden) for cell in change.cells)
        return replace(
            change,
            key=tuple((head, self._value(head, value)) for head, value in change.key),
            cells=tuple(cell for cell in cells if cell.before != cell.after),
            values=(),
        )

    def _cell(self, change: RowChange, cell: CellChange, is_redacted: bool, is_of_hidden: bool) -> CellChange:
        before = self._value(cell.column, cell.before)
        redacted = (is_redacted and cell.column in FREE) or (MARK in str(cell.after) and MARK not in str(before))
        concealed = is_of_hidden and cell.after is None and change.kind is DifferenceKind.CHANGED
        if isinstance(before, str) and (redacted or concealed):
            before = WITHHELD
        values = (before, self._value(cell.column, cell.after))
        if (change.sheet, cell.column) in _YES_NO:
            values = tuple(SAID.get(value, value) if isinstance(value, int) else value for value in values)  # type: ignore[assignment]
        return CellChange(cell.column, *values)

    def _value(self, head: str, value: Value) -> Value:
        if not isinstance(value, str):
            return value
        if head == PERSON.title and self._some_are_redacted and value not in self._people:
            return MARK  # whoever is not on the roster under that name any more may be the one whose name was redacted
        return self._concealment.tell(value)


def _without_pairs(told: tuple[ToldChangeRow, ...]) -> tuple[ToldChangeRow, ...]:
    """Without the rows that went and came only because a name in them was redacted."""
    kinds: dict[tuple[object, ...], set[DifferenceKind]] = {}
    for row in told:
        kinds.setdefault((row.change.sheet, row.change.key), set()).add(row.change.kind)
    both = {DifferenceKind.ADDED, DifferenceKind.REMOVED}
    return tuple(
        row
        for row in told
        if kinds[row.change.sheet, row.change.key] != both or not any(value == MARK for _head, value in row.change.key)
    )
