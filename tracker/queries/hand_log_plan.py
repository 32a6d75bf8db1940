"""The dry run of a log kept by hand: what becomes of every row, as the programme stands now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.hand_log import EntryKind, LogField, ReadRow, RowState, Said
from tracker.domain.hand_log_names import Found, FoundBy
from tracker.domain.hand_log_plan import due_on, fingerprint, is_provisional, is_visit, owner_of, words_key
from tracker.domain.hand_log_reading import Context, read_row
from tracker.domain.text import search_key
from tracker.domain.tools import ToolMatch
from tracker.domain.words import N_
from tracker.queries.hand_log_known import Knowledge, load_knowledge
from tracker.queries.hand_log_records import Records, Stored, load_records
from tracker.queries.programmes import get_programme
from tracker.queries.tools import find_tools_by_name
from tracker.rows.hand_log import LogPlan, LogSheet, PlannedAction, PlannedCompany, PlannedRow

SAME_ROW = N_("%(row)s行目と同じ内容です。1件だけ取り込みます。")
IMPORTED = N_("すでに取り込まれています。")
RECORDED = N_("同じ内容がすでに記録されています。")
NEAR_ROW = N_("%(row)s行目も同じ日の同じ企業です。別の記録なら「取り込む」を選んでください。")
NEAR_RECORD = N_("同じ日に同じ企業の記録がすでにあります。別の記録なら「取り込む」を選んでください。")
MEETING_SCHEDULED = N_("同じ日に会議の予定があります。取り込むと、予定とは別の会議になります。")
SCHEDULED = N_("同じ日の訪問の予定が、この記録になります。")
NOBODY_OF_TEAM = N_("「%(name)s」のチームの人が参加していません。")
OUTSIDE_SUPPORT = N_("「%(name)s」の支援期間の外です。")
UNKNOWN_TOOL = N_("「%(text)s」は対話のツールの一覧にないので、元の行にだけ残します。")
UNKNOWN_CASE = N_("案件「%(text)s」が見つからないので、案件未指定にします。")


def plan_log(
    viewer: Viewer,
    sheet: LogSheet,
    *,
    columns: Mapping[int, LogField],
    choices: Mapping[int, RowState],
    today: date,
) -> LogPlan:
    """What becomes of every row; ``choices`` are what somebody decided for rows that can be taken or left."""
    programme = get_programme(viewer)
    known = load_knowledge(viewer)
    context = Context(programme.fiscal_year, today, known.companies, known.people, sheet.epoch)
    read = [read_row(row, sheet.cells(cells, columns), context) for row, cells in sheet.rows]
    tools = {text: find_tools_by_name(viewer, text) for text in {one.tools for one in read} if text}
    planner = _Planner(known, load_records(viewer), choices, today, read, tools)
    rows = tuple(planner.plan(one, cells) for one, (_row, cells) in zip(read, sheet.rows, strict=True))
    return LogPlan(
        rows=rows,
        unknown_companies=_unknown(found for one in read for found in one.companies),
        unknown_people=_unknown(found for one in read for found in one.people),
        remembered_companies=_remembered(found for one in read for found in one.companies),
        remembered_people=_remembered(found for one in read for found in one.people),
        notes=sheet.notes,
    )


def _unknown(names: Iterator[Found]) -> tuple[Found, ...]:
    """Each spelling once that means nobody yet."""
    return tuple({found.key: found for found in names if found.known_id is None and not found.is_other}.values())


def _remembered(names: Iterator[Found]) -> tuple[Found, ...]:
    """Each spelling once whose meaning somebody said before."""
    return tuple({found.key: found for found in names if found.by is FoundBy.MEMORY}.values())


class _Planner:
    def __init__(
        self,
        known: Knowledge,
        records: Records,
        choices: Mapping[int, RowState],
        today: date,
        rows: list[ReadRow],
        tools: Mapping[str, ToolMatch],
    ) -> None:
        self.known, self.records, self.choices, self.today, self.tools = known, records, choices, today, tools
        self.seen: dict[str, int] = {}
        self.taken: dict[tuple[EntryKind, date, frozenset[int]], int] = {}
        self.days = {(company, one.day) for one in rows if is_visit(one) for company in one.enrolment_ids}

    def plan(self, read: ReadRow, written: tuple[str, ...]) -> PlannedRow:
        if read.problems or read.day is None:
            return PlannedRow(read, written, RowState.KEPT, (*read.problems, *read.asks, *read.notes))
        mark = fingerprint(read)
        state, said = self._state(read, read.day, mark)
        base = state
        choice = self.choices.get(read.row) if base in (RowState.TAKEN, RowState.ASKED) else None
        state = choice if choice in (RowState.TAKEN, RowState.LEFT) else state
        if state is RowState.TAKEN:
            self.taken.setdefault((read.kind or EntryKind.VISIT, read.day, frozenset(read.enrolment_ids)), read.row)
        scheduled = self._scheduled(read, read.day)
        companies = tuple(self._company(read, company) for company in read.enrolment_ids)
        return PlannedRow(
            source=read,
            written=written,
            state=state,
            said=(*said, *read.asks, *read.notes, *self._warnings(read, read.day, scheduled)),
            companies=companies,
            people=tuple(self.known.person_names[one] for one in self.known.person_names if one in read.producer_ids),
            actions=tuple(self._actions(read, read.day)),
            scheduled_visit_id=scheduled.thing_id if scheduled else None,
            next_on=self._next(read),
            fingerprint=mark,
            base=base,
            tools=self.tools[read.tools].found if read.tools else (),
        )

    def _state(self, read: ReadRow, day: date, mark: str) -> tuple[RowState, list[Said]]:
        earlier = self.seen.setdefault(mark, read.row)
        if mark in self.records.fingerprints:
            return RowState.THERE, [Said(IMPORTED)]
        if earlier != read.row:
            return RowState.DOUBLE, [Said(SAME_ROW, {"row": earlier})]
        held = [one for one in self._stored(read, day) if one.status is EventStatus.HELD]
        if any(one.people == set(read.producer_ids) and words_key(read.text) in one.words for one in held):
            return RowState.THERE, [Said(RECORDED)]
        said = [Said(NEAR_RECORD)] if held else []
        near = self.taken.get((read.kind or EntryKind.VISIT, day, frozenset(read.enrolment_ids)))
        if near is not None:
            said.append(Said(NEAR_ROW, {"row": near}))
        if not is_visit(read) and any(one.status is EventStatus.SCHEDULED for one in self._stored(read, day)):
            said.append(Said(MEETING_SCHEDULED))
        return (RowState.ASKED if said or read.asks else RowState.TAKEN), said

    def _stored(self, read: ReadRow, day: date) -> list[Stored]:
        """What is there of the day about the same companies."""
        if is_visit(read):
            return [one for company in read.enrolment_ids for one in self.records.visits.get((company, day), ())]
        return [one for one in self.records.meetings.get(day, ()) if one.companies == set(read.enrolment_ids)]

    def _scheduled(self, read: ReadRow, day: date) -> Stored | None:
        if not is_visit(read) or len(read.enrolment_ids) != 1:
            return None
        return next((one for one in self._stored(read, day) if one.status is EventStatus.SCHEDULED), None)

    def _company(self, read: ReadRow, enrolment_id: int) -> PlannedCompany:
        cases = self.known.cases.get(enrolment_id, [])
        name = self.known.company_names[enrolment_id]
        if len(cases) == 1:
            return PlannedCompany(enrolment_id, name, cases[0].case_id)
        key = search_key(read.case) if read.case else ""
        named = [case.case_id for case in cases if key and key in (search_key(case.number), search_key(case.title))]
        return PlannedCompany(enrolment_id, name, named[0] if len(named) == 1 else None, bool(cases))

    def _warnings(self, read: ReadRow, day: date, scheduled: Stored | None) -> list[Said]:
        said = [Said(SCHEDULED)] if scheduled else []
        unknown = self.tools[read.tools].unmatched if read.tools else ()
        if unknown:
            said.append(Said(UNKNOWN_TOOL, {"text": "、".join(unknown)[:40]}, LogField.TOOLS))
        for company in read.enrolment_ids:
            name = {"name": self.known.company_names[company]}
            if day not in self.known.support[company]:
                said.append(Said(OUTSIDE_SUPPORT, name))
            if not read.producer_ids & self.known.team_on(company, day):
                said.append(Said(NOBODY_OF_TEAM, name))
            if read.case and len(self.known.cases.get(company, [])) > 1 and self._company(read, company).case_id is None:
                said.append(Said(UNKNOWN_CASE, {"text": read.case[:40]}, LogField.CASE))
        return said

    def _actions(self, read: ReadRow, day: date) -> Iterator[PlannedAction]:
        (company, *_others) = read.enrolment_ids
        leads = [self.known.lead_on(company, day), self.known.lead_on(company, self.today)]
        people = [found.known_id for found in read.people if found.known_id is not None]
        for homework in read.homework:
            owner_id, owner_name = owner_of(homework, leads=leads, people=people)
            due = due_on(homework, day=day, next_on=read.next_on)
            owner = self.known.person_names.get(owner_id or 0, owner_name)
            yield PlannedAction(homework.what, owner_id, owner_name, due, is_provisional(homework), owner)

    def _next(self, read: ReadRow) -> date | None:
        """The next visit where it is to be scheduled: still to come, of one company, and nothing there on that day."""
        if read.next_on is None or read.next_on <= self.today or len(read.enrolment_ids) != 1 or not is_visit(read):
            return None
        company = read.enrolment_ids[0]
        is_there = (company, read.next_on) in self.records.visits or (company, read.next_on) in self.days
        return None if is_there else read.next_on
