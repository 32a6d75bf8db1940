"""Likely doubles on the roster, and two people side by side with everything that making one of them would move."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.errors import NotFound
from tracker.domain.people_merges import PERSON_FIELDS, Listed, both_placed, likely_doubles, merge_places
from tracker.domain.rounds import RoundState
from tracker.domain.staffing import staffing_gaps
from tracker.domain.words import N_
from tracker.models import (
    Absence,
    Account,
    Assignment,
    Company,
    Enrolment,
    MeetingParticipant,
    MeetingSection,
    Membership,
    MonthClose,
    Producer,
    Programme,
    TeamMeeting,
    Visit,
    VisitParticipant,
    WorkMonth,
)
from tracker.queries.merges import tables_of
from tracker.queries.rounds_of_two import list_asked, list_rounds_of_two, result_of, settle
from tracker.queries.scope import board, in_programme
from tracker.queries.team_plans import list_assigned
from tracker.rows.merges import SideRow
from tracker.rows.people_merges import DoublePersonRow, PersonMergeRow, PersonSide

Warnings = Iterator[tuple[str, dict[str, Any]]]
CompanyMonth = tuple[int, Month]


def list_double_people(viewer: Viewer) -> tuple[DoublePersonRow, ...]:
    """People of the roster with one address, one name or one reading, in any spelling."""
    viewer.require(Act.PEOPLE)
    rows = db.session.execute(
        select(Producer.id, Producer.name, Producer.kana, Producer.email, Account.email)
        .outerjoin(Account, Account.id == Producer.account_id)
        .where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .order_by(Producer.id)
    ).all()
    names = {row.id: row.name for row in rows}
    people = [Listed(row.id, row.name, row.kana, frozenset(filter(None, (row[3], row[4])))) for row in rows]
    return tuple(
        DoublePersonRow(one.by, one.producer_id, names[one.producer_id], one.other_id, names[one.other_id])
        for one in likely_doubles(people)
    )


def get_person_merge(viewer: Viewer, kept_id: int, gone_id: int) -> PersonMergeRow:
    """Both by their entries on the viewer's roster; NotFound for anybody else's, and for one person twice."""
    viewer.require(Act.PEOPLE)
    if kept_id == gone_id:
        raise NotFound
    kept, gone = _person(viewer, kept_id), _person(viewer, gone_id)
    sides = (_side(kept), _side(gone))
    moves = tuple((noun, count) for noun, count in _counts(gone_id) if count)
    rounds = list_rounds_of_two(viewer, kept_id, gone_id)
    stands = (
        *((one.id, one.version) for one in (kept, gone)),
        *(one.account_id for one in sides),
        *(_counts(kept_id), moves),
        *((one.id, one.version, one.state, list_asked(one.id, kept_id, gone_id)) for one in rounds),
    )
    return PersonMergeRow(
        kept=sides[0],
        gone=sides[1],
        sides=tuple(SideRow(field, (getattr(kept, field),), (getattr(gone, field),)) for field in PERSON_FIELDS),
        moves=moves,
        warnings=(
            *_team_warnings(viewer, kept_id, gone_id),
            *_record_warnings(viewer, kept_id, gone_id),
            *_round_warnings(viewer, *sides),
            *_account_warnings(viewer, *sides),
        ),
        hindrance=_hindrance(viewer, *sides),
        seen=hashlib.sha256(repr(stands).encode()).hexdigest()[:32],
    )


def _person(viewer: Viewer, producer_id: int) -> Producer:
    statement = select(Producer).where(
        Producer.id == producer_id, in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
    )
    person = db.session.scalar(statement.execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    return person


def _side(person: Producer) -> PersonSide:
    email = db.session.scalar(select(Account.email).where(Account.id == person.account_id))
    return PersonSide(person.id, person.name, person.account_id, email or "")


def _counts(producer_id: int) -> tuple[tuple[str, int], ...]:
    """Rows that name the person, by table; one that names them twice is counted by the first of its columns."""
    columns: dict[str, Any] = {}
    for table, column in tables_of(Producer.__tablename__):
        columns.setdefault(table.name, (table, column))
    return tuple(
        (name, db.session.scalar(select(func.count()).select_from(table).where(table.c[column] == producer_id)) or 0)
        for name, (table, column) in columns.items()
    )


def list_places_of_two(viewer: Viewer, kept_id: int, gone_id: int) -> list[Enrolment]:
    """The companies whose team the one who goes is, was or will be in."""
    of_gone = select(Assignment.enrolment_id).where(Assignment.producer_id == gone_id)
    statement = select(Enrolment).where(in_programme(viewer, Enrolment.programme_id), Enrolment.id.in_(of_gone))
    return list(db.session.scalars(statement.order_by(Enrolment.id)))


def _team_warnings(viewer: Viewer, kept_id: int, gone_id: int) -> Warnings:
    for enrolment in list_places_of_two(viewer, kept_id, gone_id):
        assigned = list_assigned(enrolment.id)
        shared = both_placed(assigned, kept_id, gone_id)
        if not shared:
            continue
        values: dict[str, Any] = {"company": _company(enrolment), "day": shared[0][0].starts_on}
        if any(differs for _period, differs in shared):
            yield N_("%(company)sでは %(day)s から、2人が主担当と副担当です。統合後は主担当になります。"), values
        else:
            yield N_("%(company)sでは %(day)s から、2人とも担当です。統合後は1人になります。"), values
        support = Period(enrolment.starts_on, enrolment.ends_on)
        after = staffing_gaps(merge_places(assigned, kept_id, gone_id), support=support, until=enrolment.ends_on)
        if len(after) > len(staffing_gaps(assigned, support=support, until=enrolment.ends_on)):
            yield N_("%(company)sは、副担当がいない日ができます。統合したあと、体制のページで副担当を決めてください。"), values


def _company(enrolment: Enrolment) -> str:
    return db.session.scalars(select(Company.name).where(Company.id == enrolment.company_id)).one()


def _record_warnings(viewer: Viewer, kept_id: int, gone_id: int) -> Warnings:
    for model, key, sentence in (
        (VisitParticipant, "visit_id", N_("2人とも参加した企業訪問が%(count)s件あります。参加者は1人になります。")),
        (MeetingParticipant, "meeting_id", N_("2人とも参加したチームミーティングが%(count)s件あります。参加者は1人になります。")),
    ):
        column = model.__table__.c[key]
        of_kept = select(column).where(model.__table__.c.producer_id == kept_id)
        both = select(func.count()).select_from(model).where(model.__table__.c.producer_id == gone_id, column.in_(of_kept))
        if count := db.session.scalar(both):
            yield sentence, {"count": count}
    if _absences_overlap(kept_id, gone_id):
        yield N_("不在の日が重なります。重なる不在は1つにつなぎ、理由は両方を残します。"), {}
    if months := _confirmed_months(kept_id, gone_id):
        yield (
            N_("確定した業務日誌が%(count)sか月分あります。もう一方の時間が加わる月は、確定を取り消します。"),
            {"count": len(months)},
        )
    if closes := closes_touched(viewer, gone_id):
        yield (
            N_("締めた月の記録%(count)sか所に名前があります。統合の理由が、締めた月の変更の理由として残ります。"),
            {"count": len(closes)},
        )


def _absences_overlap(kept_id: int, gone_id: int) -> bool:
    periods = {
        one: [Period(row.starts_on, row.ends_on) for row in db.session.scalars(_absences(one))] for one in (kept_id, gone_id)
    }
    return any(mine.overlaps(theirs) for mine in periods[kept_id] for theirs in periods[gone_id])


def _absences(producer_id: int) -> Any:
    return select(Absence).where(Absence.producer_id == producer_id, Absence.deleted_at.is_(None))


def _confirmed_months(kept_id: int, gone_id: int) -> set[Any]:
    statement = select(WorkMonth.month_on).where(
        WorkMonth.producer_id.in_((kept_id, gone_id)), WorkMonth.confirmed_at.is_not(None)
    )
    return set(db.session.scalars(statement))


def closes_touched(viewer: Viewer, gone_id: int) -> list[int]:
    """The closed months of companies in which the one who goes took part in a visit or a meeting."""
    visits = (
        select(Visit.enrolment_id, Visit.visit_on)
        .join(VisitParticipant, VisitParticipant.visit_id == Visit.id)
        .where(VisitParticipant.producer_id == gone_id, Visit.deleted_at.is_(None))
    )
    meetings = (
        select(MeetingSection.enrolment_id, TeamMeeting.meeting_on)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(MeetingParticipant, MeetingParticipant.meeting_id == TeamMeeting.id)
        .where(MeetingParticipant.producer_id == gone_id, TeamMeeting.deleted_at.is_(None))
    )
    there = {(one, Month.of(on)) for statement in (visits, meetings) for one, on in db.session.execute(statement)}
    closes = db.session.execute(
        select(MonthClose.id, MonthClose.enrolment_id, MonthClose.month_on)
        .join(Enrolment, Enrolment.id == MonthClose.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), MonthClose.reopened_at.is_(None))
        .order_by(MonthClose.id)
    )
    return [close_id for close_id, enrolment_id, on in closes if (enrolment_id, Month.of(on)) in there]


def _round_warnings(viewer: Viewer, kept: PersonSide, gone: PersonSide) -> Warnings:
    """What becomes of the assessments; which ratings there are is not said."""
    accounts = [one for one in (kept.account_id, gone.account_id) if one is not None]
    for row in list_rounds_of_two(viewer, kept.producer_id, gone.producer_id):
        goes = settle(row, kept.producer_id, gone.producer_id, accounts).goes
        if row.state is RoundState.CLOSED:
            stays = result_of(row, kept.producer_id, gone.producer_id)
            name = kept.name if stays == kept.producer_id else gone.name
            yield N_("「%(round)s」の結果は、「%(name)s」として受けた評価のものを残します。"), {"round": row.name, "name": name}
            yield (
                N_(
                    "「%(round)s」でほかの人が受けた評価の結果は変わりません。"
                    "ただし、1人が2回数えられて最低人数に届いていた結果は、表示しなくなります。"
                ),
                {"round": row.name},
            )
        elif goes:
            yield (
                N_(
                    "「%(round)s」では、2人に重なる評価%(count)s組を1つにします。回答のあるほうを残し、"
                    "両方に回答があれば残す人のほうを残します。2人が互いを評価した分は残しません。"
                ),
                {"round": row.name, "count": len(goes)},
            )


def _account_warnings(viewer: Viewer, kept: PersonSide, gone: PersonSide) -> Warnings:
    if kept.account_id is None or gone.account_id is None:
        if gone.account_id is not None:
            yield N_("「%(email)s」でサインインする人が、残す人になります。"), {"email": gone.account_email}
        return
    yield (
        N_("サインインするのは、下で選ぶ利用者だけになります。役割は両方を合わせ、もう一方はこの事業から外れます。"),
        {},
    )
    elsewhere = (
        select(Programme.name)
        .join(Membership, Membership.programme_id == Programme.id)
        .where(Membership.account_id.in_((kept.account_id, gone.account_id)), Programme.id != viewer.programme)
    )
    if db.session.scalar(elsewhere.limit(1)) is not None:
        yield N_("ほかの事業にも登録のある利用者は、その事業ではそのまま使えます。"), {}
    else:
        yield N_("もう一方の利用者は停止し、その端末のサインインはすぐに終わります。"), {}


def _hindrance(viewer: Viewer, kept: PersonSide, gone: PersonSide) -> tuple[str, dict[str, Any]] | None:
    """Nobody changes their own role, and nobody becomes whom others have rated."""
    own = {kept.producer_id, gone.producer_id} & {viewer.producer_id}
    mine = exists().where(Producer.id.in_((kept.producer_id, gone.producer_id)), Producer.account_id == viewer.account_id)
    if own or (viewer.account_id and db.session.scalar(select(mine))):
        return N_("自分の登録は統合できません。ほかのマネージャーに頼んでください。"), {}
    return None
