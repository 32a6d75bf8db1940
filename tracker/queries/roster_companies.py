"""Recognises the companies of a roster among those of the association, with their support and their teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.staffing import Assigned, Team, team_on
from tracker.domain.text import reading, search_key
from tracker.domain.words import N_
from tracker.models import Assignment, Company, Enrolment, Producer, Programme
from tracker.queries.scope import board, in_programme
from tracker.rows.roster import RosterCompany, RosterProblem, RosterSheet
from tracker.rows.roster_plan import PlanKind, PlannedChange, PlannedCompany, PlannedProducer, TeamPlanKind, Untouched

SHEET = N_("支援企業")
SAME_COMPANY = N_(
    "「%(name)s」は、この表のほかの行と同じ企業としてすでに登録されています。1行にまとめるか、法人番号を確かめてください。"
)
SEVERAL = N_("「%(name)s」という名前の企業が2社以上登録されています。どの企業かが分かるように、法人番号を記入してください。")
OTHER_NUMBER = N_("「%(name)s」の法人番号は%(number)sと登録されています。番号を確かめてください。")
AFTER_CONTRACT = N_("支援開始日が契約期間の終わり（%(day)s）より後です。支援終了日を記入するか、日付を確かめてください。")
ENDS_FIRST = N_("支援終了日（%(ends_on)s）が支援開始日（%(starts_on)s）より前になります。日付を確かめてください。")
NOT_YET = N_("%(name)sさんの参加日（%(day)s）が支援開始日より後です。支援開始日に名簿にいる人を記入してください。")
NO_LONGER = N_("%(name)sさんの離任日（%(day)s）が支援開始日より前です。支援開始日に名簿にいる人を記入してください。")


@dataclass(frozen=True, slots=True)
class _Person:
    """A supporter as they will be after the import; ``producer_id`` None: new."""

    producer_id: int | None
    name: str
    period: tuple[date | None, date | None]


def plan_companies(
    viewer: Viewer,
    sheet: RosterSheet,
    producers: Iterable[PlannedProducer],
    contract: Period,
    problems: list[RosterProblem],
    *,
    today: date,
) -> tuple[tuple[PlannedCompany, ...], tuple[Untouched, ...]]:
    """What becomes of every company, by 法人番号, else by name; and which are supported but not in the file."""
    stored = _stored(viewer)
    people = _people(viewer, producers)
    teams = _teams(viewer)
    matches: dict[int, Any] = {}
    claimed: set[int] = set()
    for source in sheet.companies:
        match = _match(source, stored, problems)
        if match is not None and match.id in claimed:
            problems.append(RosterProblem(SHEET, source.row, N_("企業名"), SAME_COMPANY, {"name": source.legal_name}))
        elif match is not None:
            claimed.add(match.id)
            matches[source.row] = match
    numbers = _numbers(sheet.companies, matches, {row.number for row in stored if row.number is not None})
    planned = []
    for source in sheet.companies:
        match = matches.get(source.row)
        period = _period(source, match, contract, problems)
        if period is None:
            continue
        starts_on, ends_on = period
        changes = _changes(source, match, numbers[source.row]) if match is not None else ()
        is_new = match is None or match.enrolment_id is None
        kind = PlanKind.NEW if is_new else PlanKind.CHANGED if changes else PlanKind.SAME
        there = teams.get(match.enrolment_id, ()) if match is not None else ()
        team = _compare_team(source, there, people, (min(max(today, starts_on), ends_on), starts_on))
        if team is TeamPlanKind.SET:
            _check_people(source, starts_on, people, problems)
        planned.append(
            PlannedCompany(
                source=source,
                kind=kind,
                company_id=match.id if match is not None else None,
                enrolment_id=match.enrolment_id if match is not None else None,
                number=numbers[source.row],
                starts_on=starts_on,
                ends_on=ends_on,
                changes=changes,
                team=team,
            )
        )
    others = (row for row in stored if row.enrolment_id is not None and row.id not in claimed)
    return tuple(planned), tuple(Untouched(row.enrolment_id, row.name) for row in others)


def _stored(viewer: Viewer) -> list[Any]:
    """Every living company of the association, with its living support in the programme where it has one."""
    association = select(Programme.organisation_id).where(Programme.id == viewer.programme).scalar_subquery()
    here = and_(Enrolment.company_id == Company.id, in_programme(viewer, Enrolment.programme_id), board())
    statement = (
        select(
            Company.id,
            Company.name,
            Company.search_key,
            Company.kana,
            Company.corporate_number,
            Company.prefecture,
            Company.municipality,
            Enrolment.id.label("enrolment_id"),
            Enrolment.number,
            Enrolment.starts_on,
            Enrolment.ends_on,
            Enrolment.remarks,
        )
        .outerjoin(Enrolment, here)
        .where(Company.organisation_id == association, Company.deleted_at.is_(None))
        .order_by(Enrolment.number, Company.id)
    )
    return list(db.session.execute(statement))


def _match(source: RosterCompany, stored: Iterable[Any], problems: list[RosterProblem]) -> Any:
    if source.corporate_number:
        for row in stored:
            if row.corporate_number == source.corporate_number:
                return row
    same_name = [row for row in stored if row.search_key == source.search_key]
    found = [row for row in same_name if row.enrolment_id is not None] or same_name
    if len(found) > 1:
        problems.append(RosterProblem(SHEET, source.row, N_("企業名"), SEVERAL, {"name": source.legal_name}))
        return None
    if found and source.corporate_number and found[0].corporate_number:
        params = {"name": found[0].name, "number": found[0].corporate_number}
        problems.append(RosterProblem(SHEET, source.row, N_("法人番号"), OTHER_NUMBER, params))
    return found[0] if found else None


def _numbers(companies: Iterable[RosterCompany], matches: Mapping[int, Any], taken: set[int]) -> dict[int, int]:
    """The number of every row: the one it has written where that is free, else the one it has, else the next one."""
    taken = set(taken)
    numbers: dict[int, int] = {}
    without = []
    for source in companies:
        written = int(source.number) if source.number.isascii() and source.number.isdigit() and len(source.number) < 7 else 0
        match = matches.get(source.row)
        if match is not None and match.number is not None and (written in taken or written < 1):
            numbers[source.row] = match.number
        elif written in taken or written < 1:
            without.append(source.row)
        else:
            numbers[source.row] = written
            taken.add(written)
    for following, row in enumerate(without, max(taken, default=0) + 1):
        numbers[row] = following
    return numbers


def _period(source: RosterCompany, match: Any, contract: Period, problems: list[RosterProblem]) -> tuple[date, date] | None:
    """First and last day of support: a missing end is the one that stands, else the contract's."""
    stands = match.ends_on if match is not None else None
    starts_on, ends_on = source.starts_on, source.ends_on or stands or contract.ends_on
    if starts_on is None or ends_on is None:
        return None  # named as a problem when the file was read
    if ends_on >= starts_on:
        return starts_on, ends_on
    params = {"day": ends_on.isoformat(), "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    sentence = ENDS_FIRST if source.ends_on or stands else AFTER_CONTRACT
    problems.append(RosterProblem(SHEET, source.row, N_("支援開始日"), sentence, params))
    return None


def _changes(source: RosterCompany, stored: Any, number: int) -> tuple[PlannedChange, ...]:
    """What the file says otherwise; a blank in the file says nothing."""
    pairs: list[tuple[str, Any, Any]] = [
        (N_("企業名"), stored.name, source.legal_name),
        (N_("フリガナ"), stored.kana, reading(source.kana)),
        (N_("法人番号"), stored.corporate_number, source.corporate_number),
        (N_("所在地"), stored.prefecture + stored.municipality, source.prefecture + source.municipality),
    ]
    if stored.enrolment_id is not None:
        pairs += [
            (N_("番号"), stored.number, number),
            (N_("支援開始日"), stored.starts_on, source.starts_on),
            (N_("支援終了日"), stored.ends_on, source.ends_on),
            (N_("備考"), stored.remarks, source.remarks),
        ]
    return tuple(PlannedChange.of(label, old, new) for label, old, new in pairs if new and new != old)


def _people(viewer: Viewer, producers: Iterable[PlannedProducer]) -> dict[str, _Person]:
    """Search key of the name in the file → the supporter as they will be."""
    stored = {
        row.id: row
        for row in db.session.execute(
            select(Producer.id, Producer.starts_on, Producer.ends_on).where(in_programme(viewer, Producer.programme_id))
        )
    }
    people = {}
    for planned in producers:
        source, row = planned.source, stored.get(planned.producer_id or 0)
        starts_on = source.joined_on or (row.starts_on if row else None)
        ends_on = source.left_on or (row.ends_on if row else None)
        people[search_key(source.name)] = _Person(planned.producer_id, source.name, (starts_on, ends_on))
    return people


def _teams(viewer: Viewer) -> dict[int, list[Assigned]]:
    statement = (
        select(
            Assignment.enrolment_id,
            Assignment.producer_id,
            Assignment.role,
            Assignment.starts_on,
            Assignment.ends_on,
            Assignment.id,
        )
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
    )
    teams: dict[int, list[Assigned]] = defaultdict(list)
    for enrolment_id, producer_id, role, starts_on, ends_on, assignment_id in db.session.execute(statement):
        teams[enrolment_id].append(Assigned(producer_id, role, Period(starts_on, ends_on), assignment_id))
    return teams


def _compare_team(
    source: RosterCompany, there: Collection[Assigned], people: Mapping[str, _Person], days: Iterable[date]
) -> TeamPlanKind:
    """The team of the file against the one in place today and the first one: an old file must not undo a handover."""
    if not there:
        return TeamPlanKind.SET
    lead = people.get(search_key(source.lead_name))
    subs = [people.get(search_key(name)) for name in source.sub_lead_names]
    ids = sorted(person.producer_id or 0 for person in subs if person is not None)
    wanted = Team(lead.producer_id if lead else None, tuple(ids))
    return TeamPlanKind.SAME if any(team_on(there, day) == wanted for day in days) else TeamPlanKind.DIFFERENT


def _check_people(source: RosterCompany, starts_on: date, people: Mapping[str, _Person], problems: list[RosterProblem]) -> None:
    """Whoever is in the first team must be on the roster on its first day."""
    for column, names in ((N_("主担当"), (source.lead_name,)), (N_("副担当"), source.sub_lead_names)):
        for name in names:
            person = people.get(search_key(name))
            if person is None:
                continue  # named as a problem when the file was read
            joined_on, left_on = person.period
            if joined_on is not None and joined_on > starts_on:
                params = {"name": person.name, "day": joined_on.isoformat()}
                problems.append(RosterProblem(SHEET, source.row, column, NOT_YET, params))
            elif left_on is not None and left_on < starts_on:
                params = {"name": person.name, "day": left_on.isoformat()}
                problems.append(RosterProblem(SHEET, source.row, column, NO_LONGER, params))
