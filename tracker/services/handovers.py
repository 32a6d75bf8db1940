"""引継ぎ: a person leaves, and everything that hangs on them passes on in one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.handovers import LONGEST_REASON, HandoverChoices
from tracker.domain.reasons import checked_reason
from tracker.domain.words import N_
from tracker.models import (
    Attachment,
    Enrolment,
    FieldDraft,
    MeetingParticipant,
    Membership,
    NextAction,
    Producer,
    StandIn,
    TeamMeeting,
    Visit,
    VisitParticipant,
)
from tracker.queries.handover_plans import plan_handover
from tracker.queries.handovers import get_handover
from tracker.queries.scope import board, in_programme
from tracker.queries.team_plans import TeamPlan
from tracker.rows.handovers import HandoverPlan, HandoverRow
from tracker.services import audit
from tracker.services.staffing import change_places, lock_enrolments, said
from tracker.services.versions import touch


def hand_over_everything(
    viewer: Viewer,
    *,
    producer_id: int,
    last_on: date,
    choices: HandoverChoices,
    reason: str,
    seen: str,
    today: date,
    now: datetime,
) -> None:
    """The person's time on the roster ends with ``last_on`` and what they have in hand passes on, all of it or nothing.

    Past records keep the names. Conflict where anything of it changed since it was ``seen``; RuleBroken names the field.
    """
    viewer.require(Act.STAFF)
    reason = checked_reason(reason, longest=LONGEST_REASON, missing=N_("引継ぎの理由を入力してください。"))
    enrolments = {row.id: row for row in lock_enrolments(in_programme(viewer, Enrolment.programme_id), board())}
    person = _lock_people(viewer, producer_id)
    row = get_handover(viewer, producer_id, last_on=last_on, today=today)
    check_seen(row, seen)
    if person.starts_on is not None and last_on < person.starts_on:
        raise RuleBroken(
            N_("名簿に入った日（%(day)s）より前には離れられません。日付を確かめてください。"),
            field="last_on",
            day=person.starts_on,
        )
    plan = plan_handover(viewer, row, choices, today=today)
    before = audit.snapshot(person)
    person.ends_on = last_on
    after: dict[str, Any] = {"ends_on": last_on, "teams": _teams(viewer, enrolments, plan, now)}
    after["visits"] = _visits(row, choices)
    after["meetings"] = _meetings(row, choices)
    after["actions"] = _actions(row, choices)
    after["drafts"] = _drafts(viewer, row, choices, now)
    after["stand_ins"] = _stand_ins(viewer, row, now)
    if choices.ends_membership and row.membership_id is not None:
        membership = db.session.get_one(Membership, row.membership_id)
        membership.ends_on = last_on if membership.ends_on is None else min(membership.ends_on, last_on)
        after["membership_ends_on"] = membership.ends_on
    db.session.flush()
    audit.note(viewer, "hand_over", person, reason=reason, before=before, after=audit.snapshot(person) | after)


def check_seen(row: HandoverRow, seen: str) -> None:
    """Raise Conflict where anything of the page changed since it was looked at."""
    if row.seen != seen:
        raise Conflict(N_("開いたあとに内容が変わりました。いまの内容を確かめて、もう一度選んでください。"))


def _lock_people(viewer: Viewer, producer_id: int) -> Producer:
    """The whole roster, in one order: neither the person nor a successor leaves meanwhile."""
    people = db.session.scalars(
        select(Producer)
        .where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .order_by(Producer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    person = next((one for one in people.all() if one.id == producer_id), None)
    if person is None:
        raise NotFound
    return person


def _teams(viewer: Viewer, enrolments: dict[int, Enrolment], plan: HandoverPlan, now: datetime) -> list[dict[str, Any]]:
    done = []
    for change in plan.teams:
        enrolment = enrolments[change.place.enrolment_id]
        change_places(viewer, enrolment, TeamPlan(change.place.assigned, change.after), now=now)
        done.append({"enrolment_id": enrolment.id, "before": said(change.place.assigned), "after": said(change.after)})
    return done


def _visits(row: HandoverRow, choices: HandoverChoices) -> dict[int, int | None]:
    return _events(row, row.visits, choices.visits, Visit, VisitParticipant, "visit_id")


def _meetings(row: HandoverRow, choices: HandoverChoices) -> dict[int, int | None]:
    return _events(row, row.meetings, choices.meetings, TeamMeeting, MeetingParticipant, "meeting_id")


def _events(
    row: HandoverRow, events: Iterable[Any], chosen: Mapping[int, int | None], event: Any, participant: Any, key: str
) -> dict[int, int | None]:
    """Put whoever was chosen in the person's place, or nobody; who takes part already is not put in twice."""
    table = participant.__table__
    passed = {one.record_id: chosen.get(one.record_id) for one in events}
    for one in events:
        to, there = passed[one.record_id], {other.producer_id for other in one.others}
        mine = (table.c[key] == one.record_id, table.c.producer_id == row.person.producer_id)
        db.session.execute(delete(participant).where(*mine))
        if to is not None and to not in there:
            db.session.add(participant(**{key: one.record_id}, producer_id=to))
        touch(db.session.get_one(event, one.record_id, with_for_update=True))
    return passed


def _actions(row: HandoverRow, choices: HandoverChoices) -> dict[int, int]:
    passed = {one.action_id: to for one in row.actions if (to := choices.actions.get(one.action_id)) is not None}
    for action_id, to in passed.items():
        db.session.get_one(NextAction, action_id, with_for_update=True).owner_id = to
    return passed


def _drafts(viewer: Viewer, row: HandoverRow, choices: HandoverChoices, now: datetime) -> dict[str, int]:
    """A draft becomes its new writer's, with the pictures that wait for it; nobody reads it on the way."""
    passed = {draft.key: to for draft in row.drafts if (to := choices.drafts.get(draft.key)) is not None}
    for key, to in passed.items():
        draft = db.session.scalars(select(FieldDraft).where(FieldDraft.key == key).with_for_update()).one()
        draft.account_id, draft.saved_at = to, now
        db.session.execute(
            update(Attachment)
            .where(
                *(Attachment.programme_id == viewer.programme, Attachment.subject_key == key),
                *(Attachment.enrolment_id.is_(None), Attachment.created_by_id == row.person.account_id),
            )
            .values(created_by_id=to)
        )
    return passed


def _stand_ins(viewer: Viewer, row: HandoverRow, now: datetime) -> list[int]:
    """Standing in ends with the time on the roster; one that would only begin later is taken back."""
    for one in row.stand_ins:
        stand_in = db.session.get_one(StandIn, one.row_id, with_for_update=True)
        if stand_in.starts_on > row.last_on:
            stand_in.deleted_at, stand_in.deleted_by_id = now, viewer.account_id or None
        else:
            stand_in.ends_on = row.last_on
    return [one.row_id for one in row.stand_ins]
