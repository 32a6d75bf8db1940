"""Everything that hangs on a supporter who leaves, for whoever staffs."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.drafts import DraftState
from tracker.domain.follow_up import ActionStatus
from tracker.domain.rounds import RoundState
from tracker.domain.staffing import AssignmentRole, end_departed, team_on
from tracker.models import (
    Absence,
    Account,
    AccountSession,
    AssessmentRound,
    Assignment,
    Company,
    Enrolment,
    FieldDraft,
    HandIn,
    Membership,
    NextAction,
    Producer,
    RatingPair,
    StandIn,
    WorkMonth,
)
from tracker.queries.activities import list_activities
from tracker.queries.drafts import list_drafts_of
from tracker.queries.handover_records import scheduled_meetings, scheduled_visits, unfinished_records
from tracker.queries.producers import get_producer
from tracker.queries.scope import board, in_programme
from tracker.queries.team_plans import list_assigned
from tracker.queries.teams import list_candidates
from tracker.rows.handovers import DatedRow, HandoverRow, HeldActionRow, HeldPlaceRow, OpenRoundRow
from tracker.rows.producers import ProducerRow
from tracker.rows.staffing import PersonRow, TeamRow


def get_handover(viewer: Viewer, producer_id: int, *, last_on: date, today: date) -> HandoverRow:
    """What the person would still have in hand after ``last_on``, with whoever could take it over."""
    viewer.require(Act.STAFF)
    person = get_producer(viewer, producer_id)
    places, versions = _places(viewer, producer_id, last_on)
    visits, of_visits = scheduled_visits(viewer, producer_id, last_on)
    meetings, of_meetings = scheduled_meetings(viewer, producer_id, last_on)
    actions, of_actions = _actions(viewer, producer_id)
    drafts = list_drafts_of(viewer, person.account_id) if person.account_id else ()
    late = (FieldDraft.account_id == person.account_id, FieldDraft.state == DraftState.REVIEW)
    stand_ins, absences = _stand_ins(viewer, producer_id, last_on), _absences(viewer, producer_id, last_on)
    membership = _membership(viewer, person)
    candidates = tuple(
        one
        for one in list_candidates(viewer, Period(last_on + timedelta(days=1)), today=today)
        if one.person.producer_id != producer_id and (one.starts_on is None or one.starts_on <= last_on + timedelta(days=1))
    )
    stands = (
        *((person.version, last_on, membership), versions, of_visits, of_meetings, of_actions),
        *(tuple((draft.key, draft.version) for draft in drafts), stand_ins, tuple(one.person.producer_id for one in candidates)),
    )
    return HandoverRow(
        person=person,
        last_on=last_on,
        places=places,
        visits=visits,
        meetings=meetings,
        actions=actions,
        drafts=drafts,
        late_drafts=_count(FieldDraft, in_programme(viewer, FieldDraft.programme_id), *late),
        unfinished=unfinished_records(viewer, person, today=today),
        rounds=_rounds(viewer, producer_id),
        unconfirmed=_unconfirmed(viewer, producer_id, min(today, last_on)),
        stand_ins=stand_ins,
        absences=absences,
        membership_id=membership[0] if membership else None,
        sessions=_count(AccountSession, AccountSession.account_id == person.account_id, AccountSession.ended_at.is_(None)),
        candidates=candidates,
        writers=_writers(viewer, person, last_on),
        seen=hashlib.sha256(repr(stands).encode()).hexdigest()[:32],
    )


def _count(model: Any, *clauses: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*clauses)) or 0


def _places(viewer: Viewer, producer_id: int, last_on: date) -> tuple[tuple[HeldPlaceRow, ...], tuple[tuple[int, int], ...]]:
    ahead = Period(last_on + timedelta(days=1))
    held = select(Assignment.enrolment_id).where(
        Assignment.producer_id == producer_id, or_(Assignment.ends_on.is_(None), Assignment.ends_on > last_on)
    )
    companies = db.session.execute(
        select(Enrolment.id, Company.name, Enrolment.starts_on, Enrolment.ends_on, Enrolment.version)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), Enrolment.id.in_(held), Enrolment.ends_on > last_on)
        .order_by(Enrolment.number, Enrolment.id)
    ).all()
    names = _names(viewer)
    rows = []
    for enrolment_id, name, starts_on, ends_on, _version in companies:
        assigned, support = list_assigned(enrolment_id), Period(starts_on, ends_on)
        mine = [row for row in assigned if row.producer_id == producer_id and row.period.overlaps(ahead)]
        day = support.nearest(max(ahead.starts_on, min(row.period.starts_on for row in mine)))
        team = team_on(end_departed(assigned, producer_id=producer_id, last_on=last_on), day)
        leads = any(row.role is AssignmentRole.LEAD for row in mine)
        rows.append(
            HeldPlaceRow(
                enrolment_id,
                name,
                leads,
                tuple(row.period for row in mine),
                TeamRow(
                    PersonRow(team.lead, names[team.lead]) if team.lead is not None else None,
                    tuple(PersonRow(one, names[one]) for one in team.sub_leads),
                ),
                next(iter(team.sub_leads), None) if leads else team.lead,
                assigned,
                support,
            )
        )
    return tuple(rows), tuple((row.id, row.version) for row in companies)


def _names(viewer: Viewer) -> dict[int, str]:
    rows = db.session.execute(select(Producer.id, Producer.name).where(in_programme(viewer, Producer.programme_id)))
    return {row.id: row.name for row in rows}


def _actions(viewer: Viewer, producer_id: int) -> tuple[tuple[HeldActionRow, ...], tuple[Any, ...]]:
    found = db.session.execute(
        select(NextAction.id, NextAction.enrolment_id, Company.name, NextAction.what, NextAction.due_on, NextAction.version)
        .join(Enrolment, Enrolment.id == NextAction.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            *(in_programme(viewer, NextAction.programme_id), board(), NextAction.deleted_at.is_(None)),
            *(NextAction.owner_id == producer_id, NextAction.status == ActionStatus.OPEN),
        )
        .order_by(NextAction.due_on, NextAction.id)
    ).all()
    return tuple(HeldActionRow(*row[:5]) for row in found), tuple((row.id, row.version) for row in found)


def _rounds(viewer: Viewer, producer_id: int) -> tuple[OpenRoundRow, ...]:
    rows = []
    for found in db.session.scalars(
        select(AssessmentRound)
        .where(in_programme(viewer, AssessmentRound.programme_id), AssessmentRound.state == RoundState.OPEN)
        .order_by(AssessmentRound.number)
    ):
        of_round = RatingPair.round_id == found.id
        apart = RatingPair.rater_id != RatingPair.ratee_id
        handed_in = select(HandIn.rater_id).where(HandIn.round_id == found.id, HandIn.rater_id == producer_id)
        row = OpenRoundRow(
            found.id,
            found.name,
            found.due_on,
            db.session.scalar(handed_in) is not None,
            _count(RatingPair, of_round, RatingPair.rater_id == producer_id),
            _count(RatingPair, of_round, apart, RatingPair.ratee_id == producer_id),
        )
        if row.rates or row.is_rated:
            rows.append(row)
    return tuple(rows)


def _unconfirmed(viewer: Viewer, producer_id: int, until: date) -> tuple[Month, ...]:
    """The months with hours up to the day that the person has not confirmed; none where no hours are kept."""
    if not viewer.may(Act.DIARY):
        return ()
    first = until.replace(year=until.year - 1, day=1)
    found = list_activities(viewer, from_on=first, to_on=until, producer_id=producer_id)
    confirmed = db.session.scalars(
        select(WorkMonth.month_on).where(WorkMonth.producer_id == producer_id, WorkMonth.confirmed_at.is_not(None))
    )
    return tuple(sorted({Month.of(row.activity.on) for row in found} - {Month.of(on) for on in confirmed}))


def _stand_ins(viewer: Viewer, producer_id: int, last_on: date) -> tuple[DatedRow, ...]:
    found = db.session.execute(
        select(StandIn.id, Company.name, StandIn.enrolment_id, StandIn.starts_on, StandIn.ends_on)
        .join(Enrolment, Enrolment.id == StandIn.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            *(in_programme(viewer, Enrolment.programme_id), StandIn.producer_id == producer_id),
            *(StandIn.deleted_at.is_(None), StandIn.ends_on > last_on),
        )
        .order_by(StandIn.starts_on, StandIn.id)
    )
    return tuple(DatedRow(row.id, row.name, row.enrolment_id, Period(row.starts_on, row.ends_on)) for row in found)


def _absences(viewer: Viewer, producer_id: int, last_on: date) -> tuple[DatedRow, ...]:
    found = db.session.execute(
        select(Absence.id, Absence.starts_on, Absence.ends_on)
        .where(
            *(in_programme(viewer, Absence.programme_id), Absence.producer_id == producer_id),
            *(Absence.deleted_at.is_(None), Absence.ends_on > last_on),
        )
        .order_by(Absence.starts_on, Absence.id)
    )
    return tuple(DatedRow(row.id, "", None, Period(row.starts_on, row.ends_on)) for row in found)


def _membership(viewer: Viewer, person: ProducerRow) -> tuple[int, int] | None:
    """Their membership here and its version; nobody ends their own."""
    if person.account_id is None or person.account_id == viewer.account_id:
        return None
    found = db.session.execute(
        select(Membership.id, Membership.version).where(
            in_programme(viewer, Membership.programme_id), Membership.account_id == person.account_id
        )
    ).one_or_none()
    return (found.id, found.version) if found else None


def _writers(viewer: Viewer, person: ProducerRow, last_on: date) -> tuple[tuple[int, str], ...]:
    """Who can be given a draft: members with an account who are on the roster after the last day, and whoever asks."""
    if person.account_id is None:
        return ()
    found = db.session.execute(
        select(Account.id, Producer.name)
        .join(Producer, Producer.account_id == Account.id)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            *(in_programme(viewer, Producer.programme_id), Membership.programme_id == viewer.programme),
            *(Producer.deleted_at.is_(None), Account.deactivated_at.is_(None), Account.id != person.account_id),
            or_(Producer.ends_on.is_(None), Producer.ends_on > last_on),
            or_(Membership.ends_on.is_(None), Membership.ends_on > last_on),
        )
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    rows = tuple((row.id, row.name) for row in found)
    me = (viewer.account_id, viewer.name)
    return rows if viewer.account_id in {0, person.account_id, *(account for account, _name in rows)} else (*rows, me)
