"""After the visit: that the letter went out, and that the company confirmed what it says (先方確認)."""

from __future__ import annotations

from datetime import date, datetime

from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import RuleBroken
from tracker.domain.records import RecordState
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Visit
from tracker.services import audit, visit_rows

LONGEST_CONFIRMER = 100


def note_letter_sent(viewer: Viewer, visit_id: int, *, today: date, now: datetime) -> None:
    """Note that the letter went out from the coordinator's own mail program; a second tap changes nothing."""
    visit = _lock_held(viewer, visit_id, today=today)
    if visit.letter_sent_at is not None:
        return
    before = visit_rows.snapshot(visit)
    visit.letter_sent_at = now
    audit.note(viewer, "send_letter", visit, before=before)


def confirm_visit(viewer: Viewer, visit_id: int, *, confirmed_by: str, confirmed_on: date | None, today: date) -> None:
    """Note who of the company confirmed it on which day; both blank take the note back."""
    visit = _lock_held(viewer, visit_id, today=today)
    confirmed_by = clean_line(confirmed_by)
    if len(confirmed_by) > LONGEST_CONFIRMER:
        raise RuleBroken(
            N_("確認した人の名前は%(longest)s文字以内にしてください。"), field="confirmed_by", longest=LONGEST_CONFIRMER
        )
    if confirmed_by and confirmed_on is None:
        raise RuleBroken(N_("確認した日を入力してください。"), field="confirmed_on")
    if confirmed_on is not None and not confirmed_by:
        raise RuleBroken(N_("確認した人の名前を入力してください。"), field="confirmed_by")
    if confirmed_on is not None and not visit.visit_on <= confirmed_on <= today:
        raise RuleBroken(N_("確認した日は、訪問の日から今日までの日付にしてください。"), field="confirmed_on")
    if (visit.confirmed_by, visit.confirmed_on) == (confirmed_by, confirmed_on):
        return
    before = visit_rows.snapshot(visit)
    visit.confirmed_by, visit.confirmed_on = confirmed_by, confirmed_on
    audit.note(viewer, "confirm_visit", visit, before=before)


def _lock_held(viewer: Viewer, visit_id: int, *, today: date) -> Visit:
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    if visit.status is not EventStatus.HELD or visit.record_state is not RecordState.FINAL:
        raise RuleBroken(N_("確定した訪問の記録だけが、先方に送れます。"))
    return visit
