"""Notes that are being typed: one's own, and those that wait for the manager (要確認)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.drafts import DAYS_TO_RESTORE, UNFINISHED, DraftState
from tracker.domain.errors import NotFound
from tracker.models import (
    Account,
    Assignment,
    Company,
    Enrolment,
    FieldDraft,
    MeetingParticipant,
    Producer,
    StandIn,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.recorded_drafts import with_records
from tracker.rows.drafts import DraftTextRow, FieldDraftRow

_Decider = aliased(Account)
_HEAD: tuple[Any, ...] = (
    FieldDraft.key,
    FieldDraft.kind,
    FieldDraft.state,
    FieldDraft.address,
    FieldDraft.title,
    Company.name,
    func.coalesce(Enrolment.deleted_at.is_not(None), False),
    Account.name,
    FieldDraft.device,
    FieldDraft.started_at,
    FieldDraft.changed_at,
    FieldDraft.saved_at,
    FieldDraft.reason,
    FieldDraft.decided_at,
    func.coalesce(_Decider.name, ""),
    FieldDraft.visit_id,
    FieldDraft.meeting_id,
    FieldDraft.version,
)


def list_my_drafts(viewer: Viewer, *, now: datetime) -> tuple[FieldDraftRow, ...]:
    """What the viewer has not finished, what the manager has or had to decide, and what can still be taken up again."""
    lately = FieldDraft.decided_at >= now - timedelta(days=DAYS_TO_RESTORE)
    return _heads(
        _mine(viewer),
        or_(
            FieldDraft.state.in_((*UNFINISHED, DraftState.REVIEW)),
            and_(FieldDraft.state == DraftState.DISCARDED, lately),
            and_(FieldDraft.state == DraftState.SENT, lately, FieldDraft.decided_by_id != viewer.account_id),
        ),
    )


def list_drafts_at(viewer: Viewer, address: str) -> tuple[FieldDraftRow, ...]:
    """The viewer's unfinished drafts of one form."""
    asked = {**ids_of(viewer), "account": viewer.account_id, "address": address}
    return tuple(FieldDraftRow(*row) for row in run(_unfinished_at(viewer), asked))


@prepared
def _unfinished_at(viewer: Viewer) -> Select[Any]:
    return _head(
        scope.in_programme(viewer, FieldDraft.programme_id),
        FieldDraft.account_id == bindparam("account", type_=Integer),
        FieldDraft.state.in_(UNFINISHED),
        FieldDraft.address == bindparam("address"),
    )


def list_begun(viewer: Viewer, *, today: date) -> tuple[FieldDraftRow, ...]:
    """The forms that the viewer has begun and not finished, with what was recorded elsewhere meanwhile."""
    return with_records(viewer, _heads(_mine(viewer), FieldDraft.state.in_(UNFINISHED)), today=today)


def list_drafts_of(viewer: Viewer, account_id: int) -> tuple[FieldDraftRow, ...]:
    """What somebody has begun in the programme and not finished, without its text: for whoever passes it on."""
    viewer.require(Act.STAFF)
    in_programme = scope.in_programme(viewer, FieldDraft.programme_id)
    return _heads(in_programme, FieldDraft.account_id == account_id, FieldDraft.state.in_(UNFINISHED))


def list_writers(viewer: Viewer, visit_ids: Collection[int]) -> dict[int, str]:
    """Who is writing about these visits and has not finished: for whoever passes that on; nothing for anybody else."""
    if not viewer.may(Act.STAFF) or not visit_ids:
        return {}
    rows = _heads(
        scope.in_programme(viewer, FieldDraft.programme_id),
        FieldDraft.visit_id.in_(visit_ids),
        FieldDraft.state.in_(UNFINISHED),
    )
    return {row.visit_id: row.writer for row in rows if row.visit_id is not None}


def count_my_drafts(viewer: Viewer) -> int:
    """How many notes the viewer has begun and not finished."""
    statement = select(func.count()).select_from(FieldDraft).where(_mine(viewer), FieldDraft.state.in_(UNFINISHED))
    return db.session.scalar(statement) or 0


def list_late_drafts(viewer: Viewer) -> tuple[FieldDraftRow, ...]:
    """要確認: what came from somebody who was on the team when they wrote, and no longer is; the manager's to decide."""
    viewer.require(Act.STAFF)
    return tuple(FieldDraftRow(*row) for row in run(_late(viewer), ids_of(viewer)))


@prepared
def _late(viewer: Viewer) -> Select[Any]:
    return _head(scope.in_programme(viewer, FieldDraft.programme_id), FieldDraft.state == DraftState.REVIEW)


def count_late_drafts(viewer: Viewer) -> int:
    """How many :func:`list_late_drafts` lists; none for whoever does not decide."""
    if not viewer.may(Act.STAFF):
        return 0
    late = (scope.in_programme(viewer, FieldDraft.programme_id), FieldDraft.state == DraftState.REVIEW)
    return db.session.scalar(select(func.count()).select_from(FieldDraft).where(*late)) or 0


def get_draft(viewer: Viewer, key: str) -> DraftTextRow:
    """One's own draft with its text; the manager also opens what waits for a decision. NotFound for anybody else."""
    late = and_(scope.in_programme(viewer, FieldDraft.programme_id), FieldDraft.state == DraftState.REVIEW)
    readable = or_(_mine(viewer), late) if viewer.may(Act.STAFF) else _mine(viewer)
    heads = _heads(FieldDraft.key == key, readable)
    found = db.session.execute(
        select(FieldDraft.fields, FieldDraft.stamps, FieldDraft.release, FieldDraft.account_id).where(
            FieldDraft.key == key, readable
        )
    ).one_or_none()
    if not heads or found is None:
        raise NotFound
    fields = {name: tuple(values) for name, values in json.loads(found[0]).items()}
    return DraftTextRow(heads[0], fields, json.loads(found[1]), found[2], found[3] == viewer.account_id)


def find_recorded_late(viewer: Viewer, key: str) -> tuple[int | None, int | None] | None:
    """The visit or the meeting that somebody else's late draft became, for whoever decides on late drafts; else None."""
    found = db.session.execute(
        select(FieldDraft.visit_id, FieldDraft.meeting_id).where(
            FieldDraft.key == key,
            scope.in_programme(viewer, FieldDraft.programme_id),
            FieldDraft.account_id != viewer.account_id,
            FieldDraft.state == DraftState.SENT,
            or_(FieldDraft.visit_id.is_not(None), FieldDraft.meeting_id.is_not(None)),
        )
    ).one_or_none()
    return (found[0], found[1]) if found is not None and viewer.may(Act.STAFF) else None


def was_on_team(
    viewer: Viewer,
    *,
    enrolment_ids: Iterable[int],
    days: Iterable[date],
    visit_id: int | None = None,
    meeting_id: int | None = None,
) -> bool:
    """Whether the account was on the company's team on one of the days, or took part; whatever became of either since."""
    days, producers = tuple(days), _producers_of(viewer)
    assigned = [and_(Assignment.starts_on <= day, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day)) for day in days]
    stood_in = [and_(StandIn.starts_on <= day, StandIn.ends_on >= day) for day in days]
    ids = tuple(enrolment_ids)
    proofs = (
        exists().where(Assignment.enrolment_id.in_(ids), Assignment.producer_id.in_(producers), or_(*assigned)),
        exists().where(StandIn.enrolment_id.in_(ids), StandIn.producer_id.in_(producers), or_(*stood_in)),
        exists().where(VisitParticipant.visit_id == (visit_id or 0), VisitParticipant.producer_id.in_(producers)),
        exists().where(MeetingParticipant.meeting_id == (meeting_id or 0), MeetingParticipant.producer_id.in_(producers)),
    )
    return bool(days) and bool(db.session.scalar(select(or_(*proofs))))


def _producers_of(viewer: Viewer) -> Any:
    """The places that the account has or had on the programme's roster."""
    return select(Producer.id).where(Producer.account_id == viewer.account_id, Producer.programme_id == viewer.programme)


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    return and_(scope.in_programme(viewer, FieldDraft.programme_id), FieldDraft.account_id == viewer.account_id)


def _heads(*clauses: ColumnElement[bool]) -> tuple[FieldDraftRow, ...]:
    return tuple(FieldDraftRow(*row) for row in db.session.execute(_head(*clauses)))


def _head(*clauses: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*_HEAD)
        .select_from(FieldDraft)
        .join(Account, Account.id == FieldDraft.account_id)
        .outerjoin(_Decider, _Decider.id == FieldDraft.decided_by_id)
        .outerjoin(Enrolment, Enrolment.id == FieldDraft.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
        .where(*clauses)
        .order_by(FieldDraft.changed_at.desc(), FieldDraft.id.desc())
    )
