"""The clauses that limit every read to what the viewer may see: programme first, then team for records.

Those that ask about the team are kept for whoever asked for them lately: a page has dozens, and building one costs more than the
database needs for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, exists, false, func, literal, or_, select, true, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tracker.database import db
from tracker.domain.access import Act, Answer, Viewer
from tracker.domain.calendar import TOKYO
from tracker.domain.records import DAYS_TO_RESTORE, RecordState
from tracker.models import (
    Assignment,
    Attachment,
    Challenge,
    EnrolledCase,
    Enrolment,
    MarketFeedback,
    MeetingParticipant,
    MeetingSection,
    NextAction,
    Outcome,
    Programme,
    StandIn,
    Visit,
    VisitParticipant,
)


def in_programme(viewer: Viewer, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Rows of the viewer's programme; NotFound where the viewer has none."""
    return column == viewer.programme


def in_years_so_far(viewer: Viewer, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Rows of the viewer's programme and of those that it goes on from, one year behind the other.

    At board depth alone: what outlives a year, as a case does, cannot be told from one year. Records that are being purged, and
    those of the years before them, are left out.
    """
    this = select(Programme.id, Programme.predecessor_id).where(Programme.id == viewer.programme).cte("years", recursive=True)
    before = aliased(Programme)
    earlier = select(before.id, before.predecessor_id).where(before.id == this.c.predecessor_id, before.purging_since.is_(None))
    return column.in_(select(this.union_all(earlier).c.id))


_kept = lru_cache(maxsize=1_000)


@_kept
def of_living(viewer: Viewer, enrolment_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """:func:`board` of a row of the viewer's programme: what the few gone companies have is left out, and no other is asked."""
    return ~of_gone(viewer, enrolment_id)


@_kept
def of_gone(viewer: Viewer, enrolment_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Rows of the programme's enrolments that are not :func:`board`: a few, which their own index holds."""
    gone = select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id), Enrolment.deleted_at.is_not(None))
    return enrolment_id.in_(gone)


@_kept
def on_team(viewer: Viewer, enrolment_id: Any, day: Any, until: Any = None) -> ColumnElement[bool]:
    """Whether the viewer is assigned to the company, or stands in for its team, on ``day`` (a date or a column).

    With ``until``: on any day from the one to the other.
    """
    if viewer.producer_id is None:
        return false()
    assigned = exists().where(Assignment.enrolment_id == enrolment_id, _assigned(viewer, day, until))
    standing_in = exists().where(StandIn.enrolment_id == enrolment_id, _standing_in(viewer, day, until))
    return or_(assigned, standing_in)


def my_companies(viewer: Viewer, day: date, until: date | None = None) -> CompoundSelect[int]:
    """The companies of :func:`on_team`, found from the person instead of asked of every company."""
    return union(
        select(Assignment.enrolment_id).where(_assigned(viewer, day, until)),
        select(StandIn.enrolment_id).where(_standing_in(viewer, day, until)),
    )


def _assigned(viewer: Viewer, day: Any, until: Any = None) -> ColumnElement[bool]:
    return and_(
        Assignment.producer_id == producer_id(viewer),
        Assignment.starts_on <= (day if until is None else until),
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
    )


def _standing_in(viewer: Viewer, day: Any, until: Any = None) -> ColumnElement[bool]:
    return and_(
        StandIn.producer_id == producer_id(viewer),
        StandIn.deleted_at.is_(None),
        StandIn.starts_on <= (day if until is None else until),
        StandIn.ends_on >= day,
    )


def is_draft(column: Any) -> ColumnElement[bool]:
    """Written out in the statement, so that the small index of drafts alone is read: there are few of them among many records."""
    draft: ColumnElement[bool] = column == literal(RecordState.DRAFT, column.type, literal_execute=True)
    return draft


def board() -> ColumnElement[bool]:
    """Living enrolments; combine with :func:`in_programme`."""
    return Enrolment.deleted_at.is_(None)


def producer_id(viewer: Viewer) -> int:
    """The viewer's place on the roster; 0, which nobody has, without one."""
    return 0 if viewer.producer_id is None else viewer.producer_id


def _by_answer(viewer: Viewer, act: Act, team: ColumnElement[bool]) -> ColumnElement[bool]:
    answer = viewer.answer(act)
    if answer is Answer.YES:
        return true()
    return team if answer is Answer.ON_TEAM else false()


@_kept
def company_record(viewer: Viewer, today: date, act: Act = Act.RECORD, enrolment_id: Any = Enrolment.id) -> ColumnElement[bool]:
    """Companies whose records (or memo, or log, by ``act``) are open to the viewer now."""
    return _by_answer(viewer, act, on_team(viewer, enrolment_id, today))


@_kept
def my_records(viewer: Viewer, today: date, enrolment_id: Any = Enrolment.id) -> ColumnElement[bool]:
    """:func:`company_record` for a list of what companies have: found from the person, whose companies are few."""
    return _by_answer(viewer, Act.RECORD, enrolment_id.in_(my_companies(viewer, today)))


def told(viewer: Viewer, today: date, words: Any, enrolment_id: Any) -> ColumnElement[str]:
    """Free words beside what is board depth: empty where the company's records are closed to the viewer."""
    return case((my_records(viewer, today, enrolment_id), words), else_="")


@_kept
def visit_record(viewer: Viewer, today: date, act: Act = Act.RECORD) -> ColumnElement[bool]:
    """Visits open to the viewer: on the team on the day or now, or taking part in that very visit."""
    team = or_(
        on_team(viewer, Visit.enrolment_id, today), on_team(viewer, Visit.enrolment_id, Visit.visit_on), takes_part(viewer)
    )
    return _by_answer(viewer, act, team)


def takes_part(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer is named among the people of the visit."""
    return exists().where(VisitParticipant.visit_id == Visit.id, VisitParticipant.producer_id == producer_id(viewer))


@_kept
def section_record(viewer: Viewer, today: date, day: Any, act: Act = Act.RECORD) -> ColumnElement[bool]:
    """Sections of meetings open to the viewer: each follows its company; ``day`` is the meeting's day column.

    Taking part opens a meeting about a single company; in a meeting of several each section follows its company.
    """
    team = or_(on_team(viewer, MeetingSection.enrolment_id, today), on_team(viewer, MeetingSection.enrolment_id, day))
    participants_only_company = and_(
        exists().where(
            MeetingParticipant.meeting_id == MeetingSection.meeting_id,
            MeetingParticipant.producer_id == producer_id(viewer),
        ),
        ~exists(_other_section()),
    )
    return _by_answer(viewer, act, or_(team, participants_only_company))


def _other_section() -> Select[Any]:
    other = MeetingSection.__table__.alias("other_section")
    return (
        select(literal(1))
        .select_from(other)
        .where(other.c.meeting_id == MeetingSection.meeting_id, other.c.id != MeetingSection.id)
        .correlate(MeetingSection.__table__)
    )


def of_person(viewer: Viewer, act: Act, producer_id: Any) -> ColumnElement[bool]:
    """What belongs to one of the supporters: one's own, or everybody's, by the answer to the act."""
    answer = viewer.answer(act)
    if answer is Answer.YES:
        return true()
    return producer_id == viewer.producer_id if answer is Answer.OWN and viewer.producer_id is not None else false()


def may_log_company(viewer: Viewer, enrolment_id: int, today: date) -> bool:
    """Whether the viewer may log for the company now: what a page offers; the services ask again."""
    statement = select(Enrolment.id).where(
        Enrolment.id == enrolment_id,
        in_programme(viewer, Enrolment.programme_id),
        board(),
        company_record(viewer, today, Act.LOG),
    )
    return db.session.scalar(statement) is not None


def may_read_company(viewer: Viewer, enrolment_id: int, today: date) -> bool:
    """Whether the company's records are open to the viewer now: what a page offers; the queries ask again."""
    statement = select(Enrolment.id).where(
        Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board(), company_record(viewer, today)
    )
    return db.session.scalar(statement) is not None


def restorable(viewer: Viewer, today: date, deleted_at: Any) -> ColumnElement[bool]:
    """What was deleted so lately that it can be brought back; nothing for whoever may not."""
    if not viewer.may(Act.STAFF):
        return false()
    since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), datetime.min.time(), tzinfo=TOKYO)
    clause: ColumnElement[bool] = deleted_at >= since
    return clause


def count(rows: Select[Any], at_most: int | None = None, *, by: Any = None) -> int:
    """How many rows there are; of more than ``at_most`` one more than that, since counting all would read all.

    ``by``: the latest are counted first, off the index that has them so. PostgreSQL else reads the whole table, in which the
    programme's rows may come last.
    """
    statement = rows if at_most is None else rows.order_by(by.desc() if by is not None else None).limit(at_most + 1)
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def number_without(rows: Select[Any], gone: ColumnElement[bool]) -> Select[int]:
    """How many rows there are less those that are ``gone``, a few that are found by themselves: of the others none is asked."""
    all_of_them, of_gone = (
        select(func.count()).select_from(some.subquery()).scalar_subquery() for some in (rows, rows.where(gone))
    )
    return select(all_of_them - of_gone)


# Which companies a thing is about, by the name under which addresses give its id.
_COMPANIES_OF: Mapping[str, tuple[Any, Any]] = {
    "enrolment_id": (Enrolment.id, Enrolment.id),
    "case_id": (EnrolledCase.enrolment_id, EnrolledCase.case_id),
    "visit_id": (Visit.enrolment_id, Visit.id),
    "meeting_id": (MeetingSection.enrolment_id, MeetingSection.meeting_id),
    "action_id": (NextAction.enrolment_id, NextAction.id),
    "outcome_id": (Outcome.enrolment_id, Outcome.id),
    "challenge_id": (Challenge.enrolment_id, Challenge.id),
    "voice_id": (MarketFeedback.enrolment_id, MarketFeedback.id),
    "attachment_id": (Attachment.enrolment_id, Attachment.id),
}


def is_of_another_team(viewer: Viewer, today: date, **ids: Any) -> bool:
    """Whether the address names something of a company, and the viewer's records reach none of its companies."""
    about = [(enrolment, column == ids[name]) for name, (enrolment, column) in _COMPANIES_OF.items() if name in ids]
    if not about or viewer.sees_all(Act.RECORD):
        return False
    return not any(
        db.session.scalar(
            select(
                exists().where(
                    clause, in_programme(viewer, Enrolment.programme_id), Enrolment.id == enrolment, company_record(viewer, today)
                )
            )
        )
        for enrolment, clause in about
    )
