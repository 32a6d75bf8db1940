"""Notes that are being typed: kept, closed by the record that they become, discarded and taken up again, decided when late."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.drafts import (
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_OPEN,
    UNFINISHED,
    Address,
    Clash,
    DraftState,
    Fields,
    Version,
    companies_of,
    days_of,
    merge,
)
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.records import check_restorable
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Enrolment, FieldDraft, TeamMeeting, Visit
from tracker.queries.drafts import was_on_team
from tracker.queries.prepared import run
from tracker.rows.drafts import SavedDraft
from tracker.services import audit

_TO_CLOSE = (
    select(FieldDraft.id)
    .where(FieldDraft.key == bindparam("key"), FieldDraft.programme_id == bindparam("programme"))
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a device sends of a draft: where it is typed, what is typed, and how old that is by the device's own clock."""

    address: Address
    fields: Fields
    since: int = 0
    changed: Collection[str] = ()
    title: str = ""
    release: str = ""
    device: str = ""
    started_at: datetime | None = None
    changed_at: datetime | None = None


def digest_of(fields: Mapping[str, Collection[str]]) -> str:
    """A fingerprint of what was sent, so that the same sent again is known after the text itself has gone into the record."""
    told = sorted((name, list(values)) for name, values in fields.items())
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def save_draft(viewer: Viewer, *, key: str, sheet: Sheet, now: datetime) -> SavedDraft:
    """Keep what was typed; where another device typed into the same field meanwhile, both texts come back.

    What is recorded already stays recorded: whoever types on without knowing that is told so.
    """
    viewer.require(Act.LOG)
    draft = _find(viewer, key)
    if draft is not None and draft.state is DraftState.SENT and sheet.since:
        return _told(draft)
    if draft is None:
        _refuse_too_many(viewer)
        draft = _begin(viewer, key, sheet, now)
    elif draft.state in (DraftState.SENT, DraftState.DISCARDED):
        draft.state, draft.digest, draft.decided_at, draft.decided_by_id = DraftState.OPEN, "", None, None
    stored = _version_of(draft)
    since = sheet.since if stored.fields else stored.number
    version, clashes = merge(stored, sheet.fields, since=since, changed=sheet.changed)
    if version.number != draft.version or draft.state is not DraftState.OPEN:
        _write(draft, version, sheet, now)
    return _told(draft, clashes)


def close_draft(
    viewer: Viewer,
    *,
    key: str,
    sheet: Sheet,
    visit_id: int | None = None,
    meeting_id: int | None = None,
    was_sent_by_device: bool = False,
    now: datetime,
) -> None:
    """The form was recorded: its draft gives its text up and remembers what it became.

    A manager who records a late draft does so for its writer: the record is the writer's, and the audit trail says both.
    """
    draft_id = run(_TO_CLOSE, {"key": key, "programme": viewer.programme}).scalar()
    draft = db.session.get(FieldDraft, draft_id, populate_existing=True) if draft_id is not None else None
    if draft is None and was_sent_by_device and viewer.account_id:
        draft = _begin(viewer, key, sheet, now)
    if draft is None:
        return
    if draft.account_id != viewer.account_id:
        if draft.state is not DraftState.REVIEW or not viewer.may(Act.STAFF):
            return
        _credit(viewer, draft, visit_id, meeting_id)
    draft.state, draft.digest, draft.fields, draft.stamps = DraftState.SENT, digest_of(sheet.fields), "{}", "{}"
    draft.visit_id, draft.meeting_id = visit_id or draft.visit_id, meeting_id or draft.meeting_id
    draft.decided_at, draft.decided_by_id, draft.reason = now, viewer.account_id, ""


def find_closed(viewer: Viewer, *, key: str, digest: str) -> SavedDraft | None:
    """What the same sheet became when it was sent before and the answer was lost."""
    draft = _find(viewer, key)
    if draft is None or draft.state is not DraftState.SENT or draft.digest != digest:
        return None
    return _told(draft)


def discard_draft(viewer: Viewer, *, key: str, now: datetime) -> None:
    """Throw one's own draft away; it can be taken up again for thirty days."""
    draft = _get(viewer, key)
    if draft.state in UNFINISHED:
        draft.state, draft.decided_at, draft.decided_by_id = DraftState.DISCARDED, now, viewer.account_id


def restore_draft(viewer: Viewer, *, key: str, now: datetime) -> None:
    """Take a discarded draft up again; RuleBroken after thirty days."""
    draft = _get(viewer, key)
    if draft.state is DraftState.DISCARDED and draft.decided_at is not None:
        check_restorable(draft.decided_at, now=now)
        draft.state, draft.decided_at, draft.decided_by_id, draft.reason = DraftState.OPEN, None, None, ""


def take_late_draft(viewer: Viewer, *, key: str, sheet: Sheet, now: datetime) -> SavedDraft:
    """A draft whose form is closed to its writer by now goes to the manager (要確認), if they were on the team when they wrote.

    The viewer may have left the programme since. NotFound for whoever was never on that team.
    """
    draft = _find(viewer, key)
    if draft is not None and draft.state in (DraftState.SENT, DraftState.REVIEW):
        return _told(draft)
    started_at = draft.started_at if draft is not None else sheet.started_at or now
    if not was_on_team(
        viewer,
        enrolment_ids=_companies(viewer, sheet),
        days=days_of(sheet.fields, started_at=started_at, now=now),
        visit_id=sheet.address.visit_id,
        meeting_id=sheet.address.meeting_id,
    ):
        raise NotFound
    draft = draft or _begin(viewer, key, sheet, now)
    _write(draft, Version(sheet.fields, {}, draft.version + 1), sheet, now)
    draft.state, draft.reason, draft.decided_at, draft.decided_by_id = DraftState.REVIEW, "", None, None
    audit.note(viewer, "take_late_draft", draft, after=_facts(draft))
    return _told(draft)


def check_whose(viewer: Viewer, *, key: str) -> None:
    """Raise NotFound where the key is somebody else's draft."""
    _find(viewer, key)


def find_decision(viewer: Viewer, *, key: str) -> SavedDraft:
    """What became of one's own draft; also for whoever has left the programme."""
    return _told(_get(viewer, key))


def return_draft(viewer: Viewer, *, key: str, reason: str, now: datetime) -> None:
    """差し戻し: the manager gives a late draft back to its writer, with a reason."""
    _decide(viewer, key, DraftState.RETURNED, "return_draft", reason=reason, now=now)


def dismiss_draft(viewer: Viewer, *, key: str, reason: str, now: datetime) -> None:
    """The manager decides that a late draft becomes no record, with a reason; the writer keeps the text for thirty days."""
    _decide(viewer, key, DraftState.DISCARDED, "dismiss_draft", reason=reason, now=now)


def _decide(viewer: Viewer, key: str, state: DraftState, act: str, *, reason: str, now: datetime) -> None:
    viewer.require(Act.STAFF)
    draft = db.session.scalar(
        select(FieldDraft).where(FieldDraft.key == key, FieldDraft.programme_id == viewer.programme).with_for_update()
    )
    if draft is None or draft.state is not DraftState.REVIEW:
        raise NotFound
    reason = checked_reason(reason, longest=LONGEST_REASON, missing=N_("書いた人に伝わるように、理由を入力してください。"))
    before = _facts(draft)
    draft.state, draft.reason, draft.decided_at, draft.decided_by_id = state, reason, now, viewer.account_id
    audit.note(viewer, act, draft, reason=reason, before=before, after=_facts(draft))


def _credit(viewer: Viewer, draft: FieldDraft, visit_id: int | None, meeting_id: int | None) -> None:
    row = db.session.get(Visit, visit_id) if visit_id else db.session.get(TeamMeeting, meeting_id) if meeting_id else None
    if row is not None and row.created_by_id == viewer.account_id:
        row.created_by_id = draft.account_id
    audit.note(viewer, "record_late_draft", draft, before=_facts(draft))


def _find(viewer: Viewer, key: str) -> FieldDraft | None:
    """One's own draft, locked; NotFound where the key is somebody else's or of another programme."""
    draft = db.session.scalar(select(FieldDraft).where(FieldDraft.key == key).with_for_update())
    if draft is not None and (draft.account_id != viewer.account_id or draft.programme_id != viewer.programme):
        raise NotFound
    return draft


def _get(viewer: Viewer, key: str) -> FieldDraft:
    draft = _find(viewer, key)
    if draft is None:
        raise NotFound
    return draft


def _refuse_too_many(viewer: Viewer) -> None:
    open_ones = select(func.count()).where(FieldDraft.account_id == viewer.account_id, FieldDraft.state == DraftState.OPEN)
    if (db.session.scalar(open_ones) or 0) >= MOST_OPEN:
        raise RuleBroken(
            N_("サーバーに残っている書きかけが多すぎます（%(most)s件）。「未送信の記録」で、要らないものを消してください。"),
            field="key",
            most=MOST_OPEN,
        )


def _begin(viewer: Viewer, key: str, sheet: Sheet, now: datetime) -> FieldDraft:
    draft = FieldDraft(
        key=key,
        programme_id=viewer.programme,
        account_id=viewer.account_id,
        kind=sheet.address.kind,
        address=sheet.address.path,
        started_at=min(sheet.started_at or now, now),
        changed_at=now,
        created_at=now,
        saved_at=now,
        state=DraftState.OPEN,
        fields="{}",
        stamps="{}",
        version=1,
    )
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:  # the other tab was quicker
        return _get(viewer, key)
    return draft


def _write(draft: FieldDraft, version: Version, sheet: Sheet, now: datetime) -> None:
    draft.fields = json.dumps({name: list(values) for name, values in version.fields.items()}, ensure_ascii=False)
    draft.stamps = json.dumps(dict(version.stamps), ensure_ascii=False)
    draft.kind, draft.address = sheet.address.kind, sheet.address.path
    draft.title, draft.device = clean_line(sheet.title)[:LONGEST_TITLE], clean_line(sheet.device)[:100]
    draft.release = clean_line(sheet.release)[:40]
    draft.changed_at, draft.saved_at = min(sheet.changed_at or now, now), now
    draft.enrolment_id = _known(Enrolment, next(iter(companies_of(sheet.address, version.fields)), None), draft.programme_id)
    draft.visit_id = _known(Visit, sheet.address.visit_id, draft.programme_id)
    draft.meeting_id = _known(TeamMeeting, sheet.address.meeting_id, draft.programme_id)
    if draft.visit_id is not None:
        draft.enrolment_id = db.session.scalar(select(Visit.enrolment_id).where(Visit.id == draft.visit_id))
    db.session.flush()


def _known(model: type[Enrolment] | type[Visit] | type[TeamMeeting], row_id: int | None, programme_id: int) -> int | None:
    """The id where the programme has such a row; what an address says is not believed."""
    return db.session.scalar(select(model.id).where(model.id == (row_id or 0), model.programme_id == programme_id))


def _companies(viewer: Viewer, sheet: Sheet) -> tuple[int, ...]:
    """The companies of a sheet; a visit's own where the address names one."""
    visit = select(Visit.enrolment_id).where(Visit.id == (sheet.address.visit_id or 0), Visit.programme_id == viewer.programme)
    enrolment_id = db.session.scalar(visit)
    return (enrolment_id,) if enrolment_id else companies_of(sheet.address, sheet.fields)


def _version_of(draft: FieldDraft) -> Version:
    fields = {name: tuple(values) for name, values in json.loads(draft.fields).items()}
    return Version(fields, json.loads(draft.stamps), draft.version)


def _told(draft: FieldDraft, clashes: tuple[Clash, ...] = ()) -> SavedDraft:
    version = _version_of(draft)
    return SavedDraft(version.number, draft.state, version.fields, clashes, draft.reason, draft.visit_id, draft.meeting_id)


def _facts(draft: FieldDraft) -> dict[str, object]:
    """What the audit trail keeps of a draft: everything but its text, which is in the record or with its writer."""
    return audit.snapshot(draft, "fields", "stamps", "digest")
