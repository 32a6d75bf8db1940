"""The report's totals by plain SQL over the tables, written apart from the program's own queries and counts; and the workbook's.

Both come as one mapping: (form sheet, row, column) → number; the row is a company's or a case's number, or None for the totals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Connection, Date, bindparam, text

from tracker.workbooks.report.words import say

Figures = dict[tuple[str, str | None, str], int]
MONTH = "substr(CAST({} AS VARCHAR(10)), 1, 7)"
COUNTED = """
WITH counted AS (
  SELECT v.id, v.enrolment_id, v.visit_on, v.start_time, v.mode, e.number
  FROM visit v JOIN enrolment e ON e.id = v.enrolment_id JOIN programme p ON p.id = v.programme_id
  WHERE p.id = :programme AND e.deleted_at IS NULL AND v.deleted_at IS NULL AND v.visit_on <= :as_of
    AND v.status = 'held' AND v.record_state = 'final'
    AND (v.mode = 'onsite' OR (v.mode = 'online' AND p.online_counts) OR (v.mode = 'event' AND p.event_counts))
), met AS (
  SELECT m.id, m.meeting_on, m.start_time, s.enrolment_id, e.number
  FROM team_meeting m JOIN meeting_section s ON s.meeting_id = m.id JOIN enrolment e ON e.id = s.enrolment_id
  WHERE m.programme_id = :programme AND e.deleted_at IS NULL AND m.deleted_at IS NULL AND m.meeting_on <= :as_of
    AND m.status = 'held' AND m.record_state = 'final'
), days AS (
  SELECT enrolment_id, visit_on, min(start_time) AS first_start FROM counted GROUP BY enrolment_id, visit_on
), pairs AS (
  SELECT enrolment_id, visit_on AS to_on, first_start AS to_start,
    lag(visit_on) OVER by_day AS from_on, lag(first_start) OVER by_day AS from_start
  FROM days WINDOW by_day AS (PARTITION BY enrolment_id ORDER BY visit_on)
), attended AS (
  SELECT met.* FROM met WHERE EXISTS (
    SELECT 1 FROM meeting_participant t
    JOIN assignment a ON a.producer_id = t.producer_id AND a.enrolment_id = met.enrolment_id
    WHERE t.meeting_id = met.id AND a.starts_on <= met.meeting_on AND coalesce(a.ends_on, met.meeting_on) >= met.meeting_on
  ) OR EXISTS (
    SELECT 1 FROM meeting_participant t
    JOIN stand_in i ON i.producer_id = t.producer_id AND i.enrolment_id = met.enrolment_id
    WHERE t.meeting_id = met.id AND i.deleted_at IS NULL AND met.meeting_on BETWEEN i.starts_on AND i.ends_on
  )
), escorts AS (
  SELECT v.visit_on, e.number
  FROM visit v JOIN enrolment e ON e.id = v.enrolment_id JOIN programme p ON p.id = v.programme_id
  WHERE p.id = :programme AND e.deleted_at IS NULL AND v.deleted_at IS NULL AND v.visit_on BETWEEN :first AND :as_of
    AND v.status = 'held' AND v.record_state = 'final' AND v.mode = 'event' AND NOT p.event_counts
), came AS (
  SELECT o.id, o.kind, o.enrolment_id, e.number FROM outcome o JOIN enrolment e ON e.id = o.enrolment_id
  WHERE o.programme_id = :programme AND e.deleted_at IS NULL AND o.deleted_at IS NULL AND o.outcome_on BETWEEN :first AND :as_of
), cases AS (
  SELECT c.id, ec.number FROM enrolled_case ec JOIN support_case c ON c.id = ec.case_id JOIN enrolment e ON e.id = ec.enrolment_id
  WHERE e.programme_id = :programme AND e.deleted_at IS NULL AND c.deleted_at IS NULL
)
"""
BETWEEN = """
FROM pairs WHERE from_on IS NOT NULL AND to_on >= :first
"""
FILLED = """
AND EXISTS (
  SELECT 1 FROM attended m WHERE m.enrolment_id = pairs.enrolment_id AND (
    (m.meeting_on > pairs.from_on AND m.meeting_on < pairs.to_on)
    OR (m.meeting_on = pairs.to_on AND m.start_time < pairs.to_start)
    OR (m.meeting_on = pairs.from_on AND NOT coalesce(m.start_time < pairs.from_start, FALSE))
  )
)
"""
NO_MEETING_NEEDED = f"""
{BETWEEN} {FILLED.replace("EXISTS", "NOT EXISTS", 1)} AND EXISTS (
  SELECT 1 FROM settlement s WHERE s.enrolment_id = pairs.enrolment_id AND s.from_on = pairs.from_on AND s.to_on = pairs.to_on
    AND s.deleted_at IS NULL
)
"""
SUMMARY = {
    "支援企業数": "FROM enrolment WHERE programme_id = :programme AND deleted_at IS NULL",
    "案件数": "FROM cases",
    "人数": """FROM producer WHERE programme_id = :programme AND deleted_at IS NULL
        AND (starts_on IS NULL OR starts_on <= :as_of) AND (ends_on IS NULL OR ends_on >= :as_of)""",
    "訪問回数（企業単位）": "FROM counted WHERE visit_on >= :first",
    "うちオンライン": "FROM counted WHERE visit_on >= :first AND mode = 'online'",
    "訪問した企業（実企業数）": "FROM (SELECT DISTINCT enrolment_id FROM counted WHERE visit_on >= :first) AS there",
    "案件別延べ回数": """FROM counted v JOIN visit_case vc ON vc.visit_id = v.id JOIN cases c ON c.id = vc.case_id
        WHERE v.visit_on >= :first""",
    "展示会同行": "FROM escorts",
    "会議回数": "FROM (SELECT DISTINCT id FROM met WHERE meeting_on >= :first) AS there",
    "企業別延べ会議回数": "FROM met WHERE meeting_on >= :first",
    "続けて行った2回の訪問の組": BETWEEN,
    "うち間に会議があった組": BETWEEN + FILLED,
    "うち会議不要とした組": NO_MEETING_NEEDED,
    "成果（延べ件数）": "FROM came",
    "成果のあった企業（実企業数）": "FROM (SELECT DISTINCT enrolment_id FROM came) AS there",
}


OF_RECORD = """
SELECT n.case_id, {day} AS day, '{of}' AS source, e.id AS source_id, e.start_time,
  n.worked_listen, n.worked_observe, n.worked_diagnose, n.worked_plan,
  n.facts <> '' OR EXISTS (SELECT 1 FROM attachment a WHERE a.{of} = e.id AND a.case_id = n.case_id AND a.is_note
    AND a.deleted_at IS NULL) AS is_fact, n.interpretation <> '' AS is_meant
"""
LIVING = "e.programme_id = :programme AND e.deleted_at IS NULL AND e.status = 'held' AND e.record_state = 'final'"
NOTED = f"""
, noted AS (
  {OF_RECORD.format(day="e.visit_on", of="visit_id")} FROM visit_case n JOIN visit e ON e.id = n.visit_id
  WHERE {LIVING} AND e.visit_on <= :as_of
  UNION ALL {OF_RECORD.format(day="e.meeting_on", of="meeting_id")} FROM meeting_case n
    JOIN meeting_section s ON s.id = n.section_id JOIN team_meeting e ON e.id = s.meeting_id
  WHERE {LIVING} AND e.meeting_on <= :as_of
)
"""
PHASES = f"""{NOTED}
SELECT c.number,
  min(CASE WHEN worked_listen AND is_fact THEN day END), min(CASE WHEN worked_observe AND is_fact THEN day END),
  min(CASE WHEN worked_diagnose AND is_meant THEN day END), min(CASE WHEN worked_plan AND is_meant THEN day END)
FROM noted JOIN cases c ON c.id = noted.case_id GROUP BY c.number
"""


def sql_days(connection: Connection, programme: int, first: date, as_of: date) -> dict[str, int]:
    """By case the days since it stands where it stands, the first of them counted."""
    asked = text(COUNTED + PHASES).bindparams(
        bindparam("programme", programme), bindparam("first", first, type_=Date()), bindparam("as_of", as_of, type_=Date())
    )
    found = {}
    for number, *days in connection.execute(asked):
        listen, observe, diagnose, plan = (day and date.fromisoformat(str(day)) for day in days)
        since = plan or diagnose or max((day for day in (listen, observe) if day), default=None)
        if since:
            found[str(number)] = (as_of - since).days + 1
    return found


def sql_figures(connection: Connection, programme: int, first: date, as_of: date) -> Figures:
    """Every total of the form sheets that is not nought."""

    def rows(statement: str) -> list[Any]:
        asked = text(COUNTED + statement)
        asked = asked.bindparams(
            *(
                bindparam(name, value, type_=Date() if isinstance(value, date) else None)
                for name, value in (("programme", programme), ("first", first), ("as_of", as_of))
                if re.search(rf":{name}\b", COUNTED + statement)
            )
        )
        return list(connection.execute(asked))

    found: defaultdict[tuple[str, str | None, str], int] = defaultdict(int)
    for name, source in SUMMARY.items():
        found["概要", None, name] = rows(f"SELECT count(*) {source}")[0][0]
    _add_months(
        found, rows, "訪問回数", "訪問回数", f"SELECT number, {MONTH.format('visit_on')} FROM counted WHERE visit_on >= :first"
    )
    for name, source in (("うちオンライン", "counted WHERE visit_on >= :first AND mode = 'online'"), ("展示会同行", "escorts")):
        for number, count in rows(f"SELECT number, count(*) FROM {source} GROUP BY number"):
            _add(found, "訪問回数", str(number), name, count)
    _add_months(
        found,
        rows,
        "会議回数",
        "企業別延べ会議回数",
        f"SELECT number, {MONTH.format('meeting_on')} FROM met WHERE meeting_on >= :first",
    )
    of_cases = f"SELECT c.number, count(*) {SUMMARY['案件別延べ回数']} GROUP BY c.number"
    for number, count in rows(of_cases):
        _add(found, "案件とフェーズ", str(number), "案件別延べ回数", count)
    for number, kind, count in rows("SELECT number, kind, count(*) FROM came GROUP BY number, kind"):
        _add(found, "成果", str(number), kind, count)
        _add(found, "成果", str(number), "延べ件数", count)
    for kind, count in rows("SELECT kind, count(DISTINCT enrolment_id) FROM came GROUP BY kind"):
        found["成果", "実企業数", kind] = count
    found["成果", "実企業数", "延べ件数"] = found["概要", None, "成果のあった企業（実企業数）"]
    return {key: count for key, count in found.items() if count}


def _add(found: Figures, sheet: str, row: str, column: str, count: int) -> None:
    """To the row and to the column's total."""
    found[sheet, row, column] += count
    found[sheet, None, column] += count


def _add_months(found: Figures, rows: Callable[[str], list[Any]], sheet: str, total: str, statement: str) -> None:
    for number, month in rows(statement):
        _add(found, sheet, str(number), month, 1)
        _add(found, sheet, str(number), total, 1)


def book_figures(book: Workbook, months: list[str], kinds: list[Any]) -> Figures:
    """The same of the workbook, as it is read back; ``months`` in the order of its columns, ``kinds`` those of outcomes."""
    found: Figures = {}
    for name, number, *_rest in _table(book, "概要", "項目"):
        name = str(name).strip("　")
        found["概要", None, "人数" if name.endswith("の人数") else name] = number
    for sheet, columns in (
        ("訪問回数", (*months, "訪問回数", "うちオンライン", "展示会同行")),
        ("会議回数", (*months, "企業別延べ会議回数")),
        ("成果", (*(kind.value for kind in kinds), "延べ件数")),
    ):
        for number, name, *values in _table(book, sheet, "番号"):
            row = str(number) if number is not None else "実企業数" if name == "実企業数" else None
            found |= {(sheet, row, column): _number(value) for column, value in zip(columns, values, strict=True)}
    for number, _company, _title, *_phases, count in _table(book, "案件とフェーズ", "案件番号"):
        found["案件とフェーズ", number if number is None else str(number), "案件別延べ回数"] = count
    return {key: count for key, count in found.items() if count}


def kinds_are_in_order(book: Workbook, kinds: list[Any]) -> bool:
    heads = next(row for row in book["成果"].iter_rows(values_only=True) if row[0] == "番号")
    return [str(head).replace("\n", "") for head in heads[2:-1]] == [say(kind) for kind in kinds]


def _table(book: Workbook, sheet: str, head: str) -> Iterator[tuple[Any, ...]]:
    """The rows below the headings, up to the first that has one cell alone."""
    rows = book[sheet].iter_rows(values_only=True)
    for row in rows:
        if row[0] == head:
            break
    for row in rows:
        if sum(value is not None for value in row) < 2:
            return
        yield row


def _number(shown: Any) -> int:
    """What a cell counts: 2, 1/2 and 期間外 1 count, 未実施 and blank nothing."""
    told = re.search(r"\d+", str(shown))
    return int(told[0]) if told else 0
