"""Likely doubles, and two companies side by side with everything that a merge would move, for whoever staffs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Table, exists, func, select

from tracker.database import Base, db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.errors import NotFound
from tracker.domain.hand_log_names import Known, Names
from tracker.domain.merges import GROUPS, merge_periods, shared_days
from tracker.domain.roles import Role
from tracker.domain.words import N_
from tracker.models import (
    Company,
    DesignSheet,
    EnrolledCase,
    Enrolment,
    ExcusedMonth,
    MeetingSection,
    Membership,
    MembershipRole,
    MergedRow,
    MonthClose,
    Programme,
    SupportCase,
    TeamMeeting,
    Visit,
)
from tracker.queries.cases import is_recorded
from tracker.queries.scope import board, in_programme
from tracker.queries.team_plans import list_assigned
from tracker.rows.merges import DoubleRow, MergeRow, PairRow, SideRow

MOST_COMPARED = 400  # each is compared with each
Warnings = Iterator[tuple[str, dict[str, Any]]]


def list_doubles(viewer: Viewer) -> tuple[DoubleRow, ...]:
    """Companies of the programme that may be the same under two spellings, as the import of a log compares names."""
    viewer.require(Act.STAFF)
    rows = db.session.execute(
        select(Enrolment.id, Company.name, Company.kana)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .order_by(Enrolment.number, Enrolment.id)
        .limit(MOST_COMPARED)
    ).all()
    names = {row.id: row.name for row in rows}
    known = Names([Known(row.id, row.name, row.kana) for row in rows], {})
    return tuple(DoubleRow(one, names[one], other, names[other]) for one, other in known.doubles())


def find_merged(viewer: Viewer, noun: str, gone_id: int) -> int | None:
    """The row that another has become part of, through every merge since; None where there is none."""
    kept = None
    while found := db.session.scalar(
        select(MergedRow.kept_id).where(
            in_programme(viewer, MergedRow.programme_id), MergedRow.noun == noun, MergedRow.gone_id == (kept or gone_id)
        )
    ):
        kept = found
    return kept


def tables_of(target: str, named: str = "id") -> tuple[tuple[Table, str], ...]:
    """Every table that names a row of ``target`` (by that column), with the column that does, as the models declare it."""
    return tuple(
        (table, element.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name == target
        for element in key.elements
        if element.column.name == named
    )


def get_merge(viewer: Viewer, kept_id: int, gone_id: int) -> MergeRow:
    """Both companies by their enrolments in the viewer's programme; NotFound for one company twice."""
    viewer.require(Act.STAFF)
    kept, gone = _company(viewer, kept_id), _company(viewer, gone_id)
    if kept.id == gone.id:
        raise NotFound
    pairs = _pairs(kept.id, gone.id)
    here = next(pair for pair in pairs if pair.gone_id == gone_id)
    shared = [pair for pair in pairs if pair.kept_id is not None]
    versions = db.session.execute(
        select(Enrolment.id, Enrolment.version).where(Enrolment.company_id.in_((kept.id, gone.id))).order_by(Enrolment.id)
    ).all()
    stands = (kept.id, kept.version, gone.id, gone.version, tuple(map(tuple, versions)), _counts(gone_id), _counts(kept_id))
    return MergeRow(
        kept_id=kept_id,
        gone_id=gone_id,
        kept_company_id=kept.id,
        gone_company_id=gone.id,
        kept_name=kept.name,
        gone_name=gone.name,
        sides=tuple(
            SideRow(group, tuple(getattr(kept, one) for one in columns), tuple(getattr(gone, one) for one in columns))
            for group, columns in GROUPS.items()
        ),
        pairs=pairs,
        moves=tuple((noun, count) for noun, count in _counts(here.gone_id) if count),
        warnings=tuple(warning for pair in shared for warning in _warnings(pair)),
        hindrance=_hindrance(viewer, pairs),
        seen=hashlib.sha256(repr(stands).encode()).hexdigest()[:32],
    )


def _company(viewer: Viewer, enrolment_id: int) -> Company:
    statement = (
        select(Company)
        .join(Enrolment, Enrolment.company_id == Company.id)
        .where(Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board())
    )
    company = db.session.scalar(statement)
    if company is None:
        raise NotFound
    return company


def _pairs(kept: int, gone: int) -> tuple[PairRow, ...]:
    """Every programme that supports the company that goes."""
    days = (Enrolment.programme_id, Enrolment.id, Enrolment.starts_on, Enrolment.ends_on)
    theirs = {
        row.programme_id: row for row in db.session.execute(select(*days).where(Enrolment.company_id == kept, board())).all()
    }
    rows = db.session.execute(
        select(*days, Programme.name)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(Enrolment.company_id == gone, board())
        .order_by(Enrolment.programme_id)
    )
    pairs = []
    for row in rows:
        if (own := theirs.get(row.programme_id)) is None:
            pairs.append(PairRow(row.programme_id, row.name, None, row.id))
        else:
            joined = merge_periods((own.starts_on, own.ends_on), (row.starts_on, row.ends_on))
            support = Period(own.starts_on, own.ends_on), Period(*joined)
            pairs.append(PairRow(row.programme_id, row.name, own.id, row.id, support))
    return tuple(pairs)


def _counts(enrolment_id: int) -> tuple[tuple[str, int], ...]:
    return tuple(
        (table.name, db.session.scalar(select(func.count()).select_from(table).where(table.c[column] == enrolment_id)) or 0)
        for table, column in tables_of(Enrolment.__tablename__)
    )


def _warnings(pair: PairRow) -> Warnings:
    assert pair.kept_id is not None
    for period in shared_days(list_assigned(pair.kept_id), list_assigned(pair.gone_id)):
        yield (
            N_("%(day)s から担当が重なります。主担当は残す企業の人、もう一方の主担当はその間、副担当として残ります。"),
            {"day": period.starts_on},
        )
    for day in sorted(_visit_days(pair.kept_id) & _visit_days(pair.gone_id)):
        yield N_("%(day)s の訪問が両方にあります。統合すると、1日2件の訪問として警告に挙がります。"), {"day": day}
    if meetings := _meetings(pair.kept_id) & _meetings(pair.gone_id):
        yield N_("両方を扱ったチームミーティングが%(count)s件あります。企業の欄を1つにまとめます。"), {"count": len(meetings)}
    for month in sorted(_months(ExcusedMonth, pair.kept_id) & _months(ExcusedMonth, pair.gone_id)):
        yield (
            N_("%(year)s年%(month)s月の見送りが両方にあります。残す企業の理由を使います。"),
            {"year": month.year, "month": month.month},
        )
    for month in sorted(closed_months_touched(pair.kept_id, pair.gone_id)):
        yield (
            N_("%(year)s年%(month)s月は締めた月です。統合の理由が、締めた月の変更の理由として残ります。"),
            {"year": month.year, "month": month.month},
        )
    if has_company_sheet(pair.kept_id) and has_company_sheet(pair.gone_id):
        yield N_("企業全体の経営デザインシートが両方にあります。もう一方のシートは、その企業の案件のシートになります。"), {}
    for title in _empty_cases(pair):
        yield (
            N_("案件「%(title)s」には、まだ何も記録されていません。いらなければ、統合したあとに案件のページで削除してください。"),
            {"title": title},
        )


def _empty_cases(pair: PairRow) -> Sequence[str]:
    """Of the cases that the company will have, those of which nothing was recorded."""
    statement = (
        select(SupportCase.title)
        .join(EnrolledCase, EnrolledCase.case_id == SupportCase.id)
        .where(EnrolledCase.enrolment_id.in_((pair.kept_id, pair.gone_id)), SupportCase.deleted_at.is_(None))
        .where(~is_recorded(EnrolledCase.case_id))
        .order_by(EnrolledCase.id)
    )
    return db.session.scalars(statement).all()


def _hindrance(viewer: Viewer, pairs: tuple[PairRow, ...]) -> tuple[str, dict[str, Any]] | None:
    """Other programmes' managers decide on their companies; a sheet needs a case to go to."""
    for pair in pairs:
        mine = exists().where(
            Membership.account_id == viewer.account_id,
            Membership.programme_id == pair.programme_id,
            MembershipRole.membership_id == Membership.id,
            MembershipRole.role == Role.MANAGER,
        )
        if viewer.account_id and not db.session.scalar(select(mine)):
            return (
                N_("「%(programme)s」でも支援している企業です。その事業のマネージャーでもある人だけが統合できます。"),
                {"programme": pair.programme},
            )
        both = pair.kept_id is not None and has_company_sheet(pair.kept_id) and has_company_sheet(pair.gone_id)
        if both and case_for_sheet(pair.gone_id) is None:
            return N_("企業全体の経営デザインシートが両方にあり、移す先の案件がありません。先に案件を登録してください。"), {}
    return None


def has_company_sheet(enrolment_id: int) -> bool:
    statement = select(DesignSheet.id).where(DesignSheet.enrolment_id == enrolment_id, DesignSheet.case_id.is_(None))
    return db.session.scalar(statement) is not None


def case_for_sheet(enrolment_id: int) -> int | None:
    """The first case of the company that has no sheet of its own."""
    taken = select(DesignSheet.case_id).where(DesignSheet.enrolment_id == enrolment_id, DesignSheet.case_id.is_not(None))
    statement = select(EnrolledCase.case_id).where(EnrolledCase.enrolment_id == enrolment_id, EnrolledCase.case_id.not_in(taken))
    return db.session.scalar(statement.order_by(EnrolledCase.id).limit(1))


def closed_months_touched(kept_id: int, gone_id: int) -> set[Month]:
    """The closed months of either in which the other has something."""
    return (_closes(kept_id) & _recorded(gone_id)) | (_closes(gone_id) & _recorded(kept_id))


def _closes(enrolment_id: int) -> set[Month]:
    statement = select(MonthClose.month_on).where(MonthClose.enrolment_id == enrolment_id, MonthClose.reopened_at.is_(None))
    return {Month.of(on) for on in db.session.scalars(statement)}


def _recorded(enrolment_id: int) -> set[Month]:
    days = [*_visit_days(enrolment_id)]
    days += db.session.scalars(
        select(TeamMeeting.meeting_on)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .where(MeetingSection.enrolment_id == enrolment_id, TeamMeeting.deleted_at.is_(None))
    ).all()
    return {Month.of(day) for day in days} | _months(ExcusedMonth, enrolment_id)


def _visit_days(enrolment_id: int) -> set[date]:
    return set(db.session.scalars(select(Visit.visit_on).where(Visit.enrolment_id == enrolment_id, Visit.deleted_at.is_(None))))


def _meetings(enrolment_id: int) -> set[int]:
    return set(db.session.scalars(select(MeetingSection.meeting_id).where(MeetingSection.enrolment_id == enrolment_id)))


def _months(model: type[ExcusedMonth], enrolment_id: int) -> set[Month]:
    statement = select(model.month_on).where(model.enrolment_id == enrolment_id, model.deleted_at.is_(None))
    return {Month.of(on) for on in db.session.scalars(statement)}
