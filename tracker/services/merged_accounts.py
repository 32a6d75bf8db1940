"""Two accounts of one person in a programme: one signs in from then on, with what the other had under way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.roles import Role
from tracker.models import (
    Account,
    AssessmentRound,
    Attachment,
    CalendarFeed,
    FieldDraft,
    Membership,
    MembershipRole,
    RoundReminder,
)
from tracker.queries.scope import in_programme
from tracker.services.merged_ratings import merge_manager_series
from tracker.services.sessions import end_all_sessions
from tracker.services.versions import touch

# Every column that names an account, but for those that say who did something (…_by_id): they are history and stay.
MOVED = frozenset({"calendar_feed", "field_draft", "manager_rating", "membership", "producer", "round_manager", "round_reminder"})
STAYS = frozenset(
    {"account_link", "account_session", "passkey", "recovery_code", "totp_secret", "audit_entry", "digest_mail", "score_look"}
)


def merge_accounts(viewer: Viewer, kept_id: int, gone_id: int, *, today: date, now: datetime) -> dict[str, Any]:
    """What was done, for the trail. The other account is closed where it is of no use anywhere else."""
    done = {"account_id": kept_id, "gone_account_id": gone_id, **_merge_memberships(viewer, kept_id, gone_id, today)}
    drafts = (in_programme(viewer, FieldDraft.programme_id), FieldDraft.account_id == gone_id)
    db.session.execute(update(FieldDraft).where(*drafts).values(account_id=kept_id, saved_at=now))
    waiting = (Attachment.subject_key.is_not(None), Attachment.enrolment_id.is_(None), Attachment.created_by_id == gone_id)
    db.session.execute(
        update(Attachment).where(in_programme(viewer, Attachment.programme_id), *waiting).values(created_by_id=kept_id)
    )
    rounds = list(db.session.scalars(select(AssessmentRound.id).where(in_programme(viewer, AssessmentRound.programme_id))))
    merge_manager_series(kept_id, gone_id, rounds)
    _move_reminders(kept_id, gone_id, rounds)
    elsewhere = exists().where(Membership.account_id == gone_id, Membership.programme_id != viewer.programme)
    account = db.session.get_one(Account, gone_id, with_for_update=True)
    if not account.is_administrator and not db.session.scalar(select(elsewhere)):
        account.deactivated_at = account.deactivated_at or now
        end_all_sessions(account_id=gone_id, now=now)
        there = select(CalendarFeed.kind).where(CalendarFeed.account_id == kept_id)
        others = CalendarFeed.account_id == gone_id
        db.session.execute(update(CalendarFeed).where(others, CalendarFeed.kind.not_in(there)).values(account_id=kept_id))
        db.session.execute(delete(CalendarFeed).where(others))
        done["closed"] = True
    return done


def _merge_memberships(viewer: Viewer, kept_id: int, gone_id: int, today: date) -> dict[str, Any]:
    """The roles of both; an end date stays where one of the roles asks for it."""
    of_programme = select(Membership).where(Membership.programme_id == viewer.programme).with_for_update()
    mine = db.session.scalar(of_programme.where(Membership.account_id == kept_id))
    other = db.session.scalar(of_programme.where(Membership.account_id == gone_id))
    if other is None:
        return {}
    roles = set(db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == other.id)))
    if mine is None:
        other.account_id = kept_id
        return {"roles": sorted(roles)}
    there = set(db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == mine.id)))
    db.session.add_all(MembershipRole(membership_id=mine.id, role=role) for role in sorted(roles - there))
    ends = [one.ends_on for one in (mine, other) if one.ends_on is not None]
    if Role.AUDITOR in roles | there:
        mine.ends_on = min(ends, default=None)
    elif len(ends) < 2:
        mine.ends_on = None
    else:
        mine.ends_on = max(ends)
    yesterday = today - timedelta(days=1)
    other.ends_on = yesterday if other.ends_on is None else min(other.ends_on, yesterday)
    touch(mine)
    return {"roles": sorted(roles | there), "ends_on": mine.ends_on}


def _move_reminders(kept_id: int, gone_id: int, rounds: list[int]) -> None:
    """Of two reminders on one day one is enough."""
    for row in db.session.scalars(
        select(RoundReminder).where(RoundReminder.account_id == gone_id, RoundReminder.round_id.in_(rounds))
    ).all():
        there = select(func.count()).where(
            RoundReminder.round_id == row.round_id,
            RoundReminder.account_id == kept_id,
            RoundReminder.reminded_on == row.reminded_on,
        )
        if db.session.scalar(there):
            db.session.delete(row)
        else:
            row.account_id = kept_id
