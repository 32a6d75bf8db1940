"""Fills a database with a size's data by bulk inserts: the same shape at every size, everybody in it made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert

from tests.benchmarks.sizes import Size
from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import fiscal_year_period
from tracker.domain.challenges import ProgressState
from tracker.domain.follow_up import ActionStatus
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.records import RecordState
from tracker.domain.roles import Role
from tracker.domain.staffing import AssignmentRole
from tracker.domain.text import search_key
from tracker.models import (
    Assignment,
    Challenge,
    ChallengeProgress,
    Company,
    EnrolledCase,
    Enrolment,
    MeetingCase,
    MeetingParticipant,
    MeetingSection,
    NextAction,
    Outcome,
    Producer,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitCase,
    VisitParticipant,
)
from tracker.services.accounts import add_member
from tracker.services.programmes import found_programme
from tracker.services.search_index import rebuild
from tracker.services.transaction import writing

LAST_FISCAL_YEAR = 2026
TODAY = date(2027, 3, 31)
NOW = datetime(2027, 3, 31, 3, 0, tzinfo=UTC)
MANAGER, COORDINATOR = "manager@example.jp", "coordinator@example.jp"
PASSWORD = "benchmark-no-aikotoba"
CHUNK = 5_000
FACTS = "社長から事業の経緯を聞き、現場の工程を見た。" * 8
INTERPRETATION = "強みは段取りの力にあると見立てた。" * 4
# no two notes are alike: a part and a work of several hundred, and a word that stands in one of a thousand
PARTS = ("刃", "軸受", "歯車", "金型", "ばね", "基板", "塗膜", "継手", "外箱", "持ち手", "配管", "受け皿", "留め具")
WORKS = ("研磨", "鋳造前の検査", "組立", "洗浄", "切削", "塗装", "出荷", "計量", "梱包", "試運転", "温度管理")
SELDOM, SELDOM_OF = "燻製", 1_000
SUMMARY = "現場を確認し、次の課題を整理した。"
MADE = {"created_at": NOW, "version": 1}
# So many of a company that six companies fill a page of each list: L is compared with as many rows at S.
OPEN_ACTIONS, OUTCOMES, CHALLENGES = 5, 5, 9
KINDS = tuple(OutcomeKind)
STATES = (ProgressState.UNCHANGED, ProgressState.BETTER, ProgressState.WORSE)


def build(size: Size) -> None:
    """The whole size, a programme a year; ``y<year>`` is the slug of each."""
    with writing():
        companies = list(_companies(size))
        for place in range(size.years):
            year = LAST_FISCAL_YEAR - size.years + 1 + place
            programme_id = found_programme(
                operator(None),
                slug=f"y{year}",
                name=f"架空事業{year}",
                organisation="架空産業振興協会",
                fiscal_year=year,
                now=NOW,
            )
            if place == 0:
                _insert(Company, ({"organisation_id": 1, **company} for company in companies))
                _insert(SupportCase, _cases(size))
            _programme(size, programme_id, year, place)
        rebuild()


def _programme(size: Size, programme_id: int, year: int, place: int) -> None:
    """One year; ids are counted on from the years before, so that rows can name each other without being read back."""
    period = fiscal_year_period(year)
    first_producer, first_enrolment = place * size.producers, place * size.companies
    first_event = place * size.companies * 12
    base: dict[str, Any] = {"programme_id": programme_id, **MADE}
    _insert(
        Producer,
        (
            {
                **base,
                "id": first_producer + at + 1,
                "name": f"担い手{at + 1:04d}",
                "search_key": search_key(f"担い手{at + 1:04d}"),
                "kana": f"ニナイテ{at + 1:04d}",
                "email": COORDINATOR if at == 0 else f"p{at}@example.jp",
            }
            for at in range(size.producers)
        ),
    )
    for email, role in ((MANAGER, Role.MANAGER), (COORDINATOR, Role.COORDINATOR)):
        add_member(
            operator(programme_id),
            programme_id=programme_id,
            email=email,
            name="架空の利用者",
            roles={role},
            password=PASSWORD,
            ends_on=None,
            now=NOW,
        )
    _insert(
        Enrolment,
        (
            {
                **base,
                "id": first_enrolment + at + 1,
                "company_id": at + 1,
                "number": at + 1,
                "starts_on": period.starts_on,
                "ends_on": period.ends_on,
            }
            for at in range(size.companies)
        ),
    )
    _insert(
        EnrolledCase,
        (
            {"enrolment_id": first_enrolment + company + 1, "case_id": case + 1, "number": str(case + 1)}
            for case, company in _case_places(size)
        ),
    )
    team = lambda at: (first_producer + at % size.producers + 1, first_producer + (at + 1) % size.producers + 1)  # noqa: E731
    _insert(
        Assignment,
        (
            {
                "enrolment_id": first_enrolment + at + 1,
                "producer_id": producer_id,
                "role": role,
                "starts_on": period.starts_on,
                "ends_on": None,
                "created_at": NOW,
            }
            for at in range(size.companies)
            for producer_id, role in zip(team(at), (AssignmentRole.LEAD, AssignmentRole.SUB_LEAD), strict=True)
        ),
    )
    events = [(at, month) for at in range(size.companies) for month in range(12)]
    event = {
        **base,
        "status": EventStatus.HELD,
        "record_state": RecordState.FINAL,
        "start_time": time(10),
        "end_time": time(12),
        "finalised_at": NOW,
    }
    ids = {pair: first_event + number for number, pair in enumerate(events, start=1)}

    def on(at: int, month: int, later: int = 0) -> date:
        first = date(year + (month + 3) // 12, (month + 3) % 12 + 1, 1)
        return first + timedelta(days=at % 14 + later)

    note = {
        "worked_listen": True,
        "worked_observe": True,
        "facts": FACTS,
        "interpretation": INTERPRETATION,
        "report_summary": SUMMARY,
    }
    _insert(
        Visit,
        (
            {**event, "id": ids[at, m], "enrolment_id": first_enrolment + at + 1, "mode": VisitMode.ONSITE, "visit_on": on(at, m)}
            for at, m in events
        ),
    )
    _insert(
        VisitCase,
        (
            {**note, "facts": _facts(ids[at, m]), "visit_id": ids[at, m], "case_id": at + 1, "worked_diagnose": m > 3}
            for at, m in events
        ),
    )
    _insert(VisitParticipant, ({"visit_id": ids[at, m], "producer_id": one} for at, m in events for one in team(at)))
    _insert(
        TeamMeeting,
        ({**event, "id": ids[at, m], "mode": VisitMode.ONLINE, "meeting_on": on(at, m, later=12)} for at, m in events),
    )
    _insert(
        MeetingSection,
        (
            {
                "id": ids[at, m],
                "programme_id": programme_id,
                "meeting_id": ids[at, m],
                "enrolment_id": first_enrolment + at + 1,
                "decisions": SUMMARY,
            }
            for at, m in events
        ),
    )
    _insert(MeetingCase, ({**note, "section_id": ids[at, m], "case_id": at + 1} for at, m in events))
    _insert(MeetingParticipant, ({"meeting_id": ids[at, m], "producer_id": one} for at, m in events for one in team(at)))
    _insert(
        NextAction,
        (
            {
                **base,
                "enrolment_id": first_enrolment + at + 1,
                "visit_id": ids[at, m],
                "what": "見積もりの様式を送る",
                "owner_id": team(at)[0],
                "due_on": on(at, m, later=21 + 7 * number),
                "status": ActionStatus.OPEN if m == 11 else ActionStatus.DONE,
                "done_on": None if m == 11 else on(at, m, later=20),
            }
            for at, m in events
            for number in range(OPEN_ACTIONS if m == 11 else 1)
        ),
    )
    _insert(
        Outcome,
        (
            {
                **base,
                "enrolment_id": first_enrolment + at + 1,
                "case_id": at + 1,
                "kind": KINDS[number],
                "outcome_on": on(at, 11 - number),
                "description": "試作品ができた。",
            }
            for at in range(size.companies)
            for number in range(OUTCOMES)
        ),
    )
    challenges = {
        (at, number): first_enrolment * CHALLENGES + at * CHALLENGES + number + 1
        for at in range(size.companies)
        for number in range(CHALLENGES)
    }
    _insert(
        Challenge,
        (
            {
                **base,
                "id": challenge_id,
                "enrolment_id": first_enrolment + at + 1,
                "case_id": at + 1,
                "title": f"段取り替えに時間がかかる（{number + 1}）",
                "raised_on": on(at, number),
                "position": number + 1,
            }
            for (at, number), challenge_id in challenges.items()
        ),
    )
    _insert(ChallengeProgress, _progress(events, challenges, ids))


def _progress(
    events: Iterable[tuple[int, int]], challenges: dict[tuple[int, int], int], ids: dict[tuple[int, int], int]
) -> Iterator[dict[str, Any]]:
    """Every visit speaks of two challenges that have come up and the meeting after it of a third; of nine, two are solved."""
    for at, month in events:
        raised = min(month + 1, CHALLENGES)
        for turn, record in enumerate(("visit_id", "visit_id", "section_id")):
            number = (month * 3 + turn) % CHALLENGES
            if number >= raised:
                continue
            is_solved = month > CHALLENGES and number % 3 == 0
            state = ProgressState.SOLVED if is_solved else STATES[(at + month + turn) % len(STATES)]
            said = {"visit_id": None, "section_id": None, record: ids[at, month]}
            yield {**said, "challenge_id": challenges[at, number], "state": state, "words": SUMMARY}


def _facts(number: int) -> str:
    seldom = f"{SELDOM}の試作。" if number % SELDOM_OF == 1 else ""
    return f"{FACTS}{seldom}{number % 97}号機の{PARTS[number % len(PARTS)]}の{WORKS[number % len(WORKS)]}を見た。"


def _companies(size: Size) -> Iterator[dict[str, Any]]:
    for at in range(size.companies):
        name = f"架空{at + 1:05d}製作所株式会社"
        yield {
            "id": at + 1,
            "name": name,
            "search_key": search_key(name),
            "kana": f"カクウ{at + 1:05d}",
            "prefecture": "埼玉県",
            "municipality": "入間市",
            "area_code": "11225",
            **MADE,
        }


def _case_places(size: Size) -> Iterator[tuple[int, int]]:
    """Every case with its company: one each, and a second one from the last company backwards."""
    for case in range(size.cases):
        yield case, case if case < size.companies else 2 * size.companies - 1 - case


def _cases(size: Size) -> Iterator[dict[str, Any]]:
    for case, company in _case_places(size):
        yield {"id": case + 1, "company_id": company + 1, "title": f"架空の案件{case + 1}", "kind": "新製品", **MADE}


def _insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert in chunks; on PostgreSQL the ids that were given here move the sequence along."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        db.session.execute(insert(model), chunk)
    if db.engine.dialect.name == "postgresql" and "id" in model.__table__.columns:
        table = model.__tablename__
        db.session.connection().exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce((SELECT max(id) FROM {table}), 1))"
        )
