"""What the notes of the sheet 概要 count, by plain SQL over the tables, apart from the program's own rules; and the sheet's.

Both come as one mapping of what is counted by its words; the days of an empty place are of a company.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Connection, Date, bindparam, text

from tests.report_sql import BETWEEN, COUNTED, FILLED, LIVING, NO_MEETING_NEEDED, NOTED
from tracker.domain.calendar import Month
from tracker.domain.lacks import LackKind
from tracker.workbooks.report.words import say

Notes = dict[str, int]
Rows = Callable[[str], list[Any]]
ROLES = {"lead": "主担当欠員", "sub_lead": "副担当欠員"}
DRAFTS = """
SELECT count(*) FROM visit v JOIN enrolment e ON e.id = v.enrolment_id
WHERE v.programme_id = :programme AND e.deleted_at IS NULL AND v.deleted_at IS NULL AND v.record_state = 'draft'
  AND v.visit_on BETWEEN :first AND :as_of
UNION ALL SELECT count(DISTINCT m.id) FROM team_meeting m JOIN meeting_section s ON s.meeting_id = m.id
  JOIN enrolment e ON e.id = s.enrolment_id
WHERE m.programme_id = :programme AND e.deleted_at IS NULL AND m.deleted_at IS NULL AND m.record_state = 'draft'
  AND m.meeting_on BETWEEN :first AND :as_of
"""
UNTOLD = f"""
, told AS (
  SELECT e.id FROM visit e JOIN enrolment n ON n.id = e.enrolment_id
  WHERE {LIVING} AND n.deleted_at IS NULL AND e.visit_on BETWEEN :first AND :as_of
), noted AS (
  SELECT vc.visit_id, vc.report_summary FROM visit_case vc JOIN support_case c ON c.id = vc.case_id WHERE c.deleted_at IS NULL
)
SELECT count(*) FROM told JOIN noted ON noted.visit_id = told.id WHERE noted.report_summary = ''
UNION ALL SELECT count(*) FROM told WHERE NOT EXISTS (SELECT 1 FROM noted WHERE noted.visit_id = told.id)
"""
# Evidence of a phase, and where it comes before every evidence of what is to be heard, or of what is to be seen.
OUT_OF_ORDER = f"""{NOTED}
, facts AS (
  SELECT case_id, day, source, source_id, start_time, 'listen' AS fact FROM noted WHERE worked_listen AND is_fact
  UNION ALL SELECT case_id, day, source, source_id, start_time, 'observe' FROM noted WHERE worked_observe AND is_fact
), begun AS (
  SELECT c.id AS case_id, f.fact, (SELECT min(day) FROM facts WHERE facts.case_id = c.id AND facts.fact = f.fact) AS day
  FROM cases c CROSS JOIN (SELECT 'listen' AS fact UNION ALL SELECT 'observe') f
), meant AS (
  SELECT case_id, day, source, source_id, start_time, 'diagnose' AS phase FROM noted WHERE worked_diagnose AND is_meant
  UNION ALL SELECT case_id, day, source, source_id, start_time, 'plan' FROM noted WHERE worked_plan AND is_meant
), early AS (
  SELECT DISTINCT m.case_id, m.phase FROM meant m JOIN begun b ON b.case_id = m.case_id
  WHERE b.day IS NULL OR m.day < b.day OR (m.day = b.day AND NOT EXISTS (
    SELECT 1 FROM facts f WHERE f.case_id = m.case_id AND f.fact = b.fact AND f.day = m.day
      AND ((f.source = m.source AND f.source_id = m.source_id) OR NOT coalesce(m.start_time < f.start_time, FALSE))
  ))
)
SELECT count(DISTINCT case_id) FROM early WHERE NOT EXISTS (
  SELECT 1 FROM phase_reason r JOIN enrolment e ON e.id = r.enrolment_id
  WHERE e.programme_id = :programme AND r.case_id = early.case_id AND r.phase = early.phase AND r.revoked_at IS NULL
)
"""
OF_NO_CASE = f"""
SELECT count(*) FROM unassigned_note u JOIN visit e ON e.id = u.visit_id JOIN enrolment n ON n.id = e.enrolment_id
WHERE {LIVING} AND n.deleted_at IS NULL AND e.visit_on BETWEEN :first AND :as_of
UNION ALL SELECT count(*) FROM unassigned_note u JOIN meeting_section s ON s.id = u.section_id
  JOIN team_meeting e ON e.id = s.meeting_id JOIN enrolment n ON n.id = s.enrolment_id
WHERE {LIVING} AND n.deleted_at IS NULL AND e.meeting_on BETWEEN :first AND :as_of
"""
OVERLAPS = """
, there AS (
  SELECT 'visit' AS kind, v.id, v.visit_on AS day, v.start_time, v.end_time, p.producer_id
  FROM visit v JOIN visit_participant p ON p.visit_id = v.id JOIN enrolment e ON e.id = v.enrolment_id
  WHERE v.programme_id = :programme AND e.deleted_at IS NULL AND v.deleted_at IS NULL AND v.record_state = 'final'
    AND v.status IN ('scheduled', 'held') AND v.visit_on BETWEEN :first AND :as_of
  UNION ALL SELECT 'meeting', m.id, m.meeting_on, m.start_time, m.end_time, p.producer_id
  FROM team_meeting m JOIN meeting_participant p ON p.meeting_id = m.id
  WHERE m.programme_id = :programme AND m.deleted_at IS NULL AND m.record_state = 'final'
    AND m.status IN ('scheduled', 'held') AND m.meeting_on BETWEEN :first AND :as_of
)
SELECT count(*) FROM there one JOIN there other ON other.producer_id = one.producer_id AND other.day = one.day
  AND (one.kind < other.kind OR (one.kind = other.kind AND one.id < other.id))
  AND one.start_time < other.end_time AND other.start_time < one.end_time
"""
WITHOUT_EVIDENCE = """
SELECT count(*) FROM came JOIN outcome o ON o.id = came.id WHERE o.evidence = ''
  AND NOT EXISTS (SELECT 1 FROM outcome_challenge c WHERE c.outcome_id = o.id)
  AND NOT EXISTS (SELECT 1 FROM outcome_exhibition x WHERE x.outcome_id = o.id)
  AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.outcome_id = o.id AND a.deleted_at IS NULL)
"""
ROUNDS = "SELECT count(*) FROM assessment_round WHERE programme_id = :programme AND state = 'open'"
ITEMS = """
SELECT count(*) FROM competency_item i JOIN item_version v ON v.item_id = i.id
WHERE i.programme_id = :programme AND v.completeness <> 'complete'
  AND v.number = (SELECT max(number) FROM item_version WHERE item_id = i.id)
"""
COUNTS = {
    LackKind.DRAFT: DRAFTS,
    LackKind.UNTOLD: UNTOLD,
    LackKind.GAP: f"""SELECT (SELECT count(*) {BETWEEN}) - (SELECT count(*) {BETWEEN} {FILLED})
        - (SELECT count(*) {NO_MEETING_NEEDED})""",
    LackKind.PHASE: OUT_OF_ORDER,
    LackKind.UNASSIGNED: OF_NO_CASE,
    LackKind.OVERLAP: OVERLAPS,
    LackKind.EVIDENCE: WITHOUT_EVIDENCE,
    LackKind.ROUND: ROUNDS,
    LackKind.ITEM: ITEMS,
}
SUPPORTED = """
SELECT e.id, c.name, e.starts_on, e.ends_on FROM enrolment e JOIN company c ON c.id = e.company_id
WHERE e.programme_id = :programme AND e.deleted_at IS NULL
"""
# Visits that would count if they were held; one of a day to come stands as scheduled, whatever became of it.
VISITED = """
SELECT v.enrolment_id, v.visit_on, v.status, v.record_state
FROM visit v JOIN programme p ON p.id = v.programme_id
WHERE v.programme_id = :programme AND v.deleted_at IS NULL
  AND (v.mode = 'onsite' OR (v.mode = 'online' AND p.online_counts) OR (v.mode = 'event' AND p.event_counts))
"""
ROSTER = """
SELECT expected_producers, (SELECT count(*) FROM producer WHERE programme_id = :programme AND deleted_at IS NULL
  AND NOT (coalesce(starts_on, :as_of) <= :as_of AND coalesce(ends_on, :as_of) >= :as_of)) AS others
FROM programme WHERE id = :programme
"""


def sql_notes(connection: Connection, programme: int, first: date, as_of: date) -> Notes:
    """Every count of the notes that is not nought; ``first``: of the fiscal year."""
    days = {"programme": programme, "first": first, "as_of": as_of}

    def rows(statement: str) -> list[Any]:
        bound = [
            bindparam(name, value, type_=Date() if isinstance(value, date) else None)
            for name, value in days.items()
            if re.search(rf":{name}\b", statement)
        ]
        return list(connection.execute(text(statement).bindparams(*bound)))

    found: Counter[str] = Counter()
    for kind, statement in COUNTS.items():
        found[say(kind)] = sum(row[0] for row in rows(COUNTED + statement))
    ((found["予定"], found["名簿にいない人"]),) = rows(ROSTER)
    companies = rows(SUPPORTED)
    found.update(_months(rows, companies, first, as_of))
    found.update(_empty_places(rows, companies, as_of))
    return {name: count for name, count in found.items() if count}


def _months(rows: Rows, companies: Iterable[Any], first: date, as_of: date) -> Counter[str]:
    """Months of companies in which a record, or a visit, is missing."""
    ((per_month, shortest),) = rows("SELECT visits_per_month, short_month_days FROM programme WHERE id = :programme")
    visits: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for enrolment_id, day, status, state in rows(VISITED):
        stands = "to come" if (on := date.fromisoformat(str(day))) > as_of else "draft" if state == "draft" else status
        visits[enrolment_id, f"{on:%Y-%m}"][stands] += 1
    excused = {
        (enrolment_id, str(month)[:7])
        for enrolment_id, month in rows("SELECT enrolment_id, month_on FROM excused_month WHERE deleted_at IS NULL")
    }
    found: Counter[str] = Counter()
    for enrolment_id, _name, starts_on, ends_on in companies:
        support = _days(starts_on, ends_on, first + timedelta(days=364))
        for place in range(12):
            month = Month(first.year + (first.month + place - 1) // 12, (first.month + place - 1) % 12 + 1)
            of = visits[enrolment_id, month.iso]
            supported = sum(month.first <= day <= month.last for day in support)
            asked = per_month if supported >= shortest else 0
            awaits = of["draft"] + of["scheduled"]
            if not supported or of["held"] >= max(asked, 1) or (enrolment_id, month.iso) in excused or of["to come"]:
                continue
            if awaits:
                found[say(LackKind.AWAITING)] += 1
            elif asked and month.last <= as_of:
                found[say(LackKind.MISSED)] += 1
    return found


def _empty_places(rows: Rows, companies: Iterable[Any], as_of: date) -> Counter[str]:
    """Companies whose team lacks somebody on the as-of date, and the days of support on which it did."""
    held: defaultdict[tuple[int, str], set[date]] = defaultdict(set)
    ever = set()
    teams = """SELECT a.enrolment_id, a.role, a.starts_on, a.ends_on FROM assignment a JOIN enrolment e ON e.id = a.enrolment_id
        WHERE e.programme_id = :programme"""
    for enrolment_id, role, starts_on, ends_on in rows(teams):
        ever.add(enrolment_id)
        held[enrolment_id, role] |= _days(starts_on, ends_on, as_of)
    found: Counter[str] = Counter()
    for enrolment_id, name, starts_on, ends_on in companies:
        support = _days(starts_on, ends_on, as_of)
        if support and any(max(support) not in held[enrolment_id, role] for role in ROLES):
            found[say(LackKind.STAFFING)] += 1
            for role, words in ROLES.items() if enrolment_id in ever else ():
                found[f"{name}（{words}）"] = len(support - held[enrolment_id, role])
    return found


def _days(starts_on: Any, ends_on: Any, until: date) -> set[date]:
    first = date.fromisoformat(str(starts_on))
    last = min(until, date.fromisoformat(str(ends_on))) if ends_on else until
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def book_notes(book: Workbook) -> Notes:
    """The same of the sheet 概要, as it is read back."""
    found: Notes = {}
    for first, *_numbers, said in book["概要"].iter_rows(values_only=True):
        words = str(first)
        found |= {name: int(count) for name, count in re.findall(r"(名簿にいない人|予定)[がは](\d+)人", str(said))}
        if words.startswith("足りないもの"):
            found |= {kind: int(count) for kind, count in re.findall(r"([^、：]+) (\d+)件", words)}
        for name, places in re.findall(r"([^：、]+)（体制不足（([^）]*)））", words):
            found |= {f"{name}（{role}）": int(days) for role, days in re.findall(r"(.担当欠員) (\d+)日", places)}
    return found
