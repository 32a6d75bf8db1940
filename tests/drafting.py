"""Notes that somebody is typing, as the tests of drafts and the full house need them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.cast import Cast, SupportedCompany
from tracker.database import db
from tracker.domain.drafts import DraftKind, DraftState
from tracker.models import FieldDraft


def make_draft(
    company: SupportedCompany, account_id: int, *, key: str, now: datetime, state: DraftState = DraftState.OPEN, **columns: Any
) -> str:
    """A note that somebody is typing into the form of a visit."""
    kept: dict[str, Any] = {
        "address": f"visits/new?company={company.enrolment_id}",
        "fields": '{"cases-0-facts": ["書きかけの事実"]}',
        "stamps": '{"cases-0-facts": 1}',
        "device": "iPhone",
    }
    draft = FieldDraft(
        key=key,
        programme_id=company.programme_id,
        account_id=account_id,
        kind=DraftKind.VISIT,
        enrolment_id=company.enrolment_id,
        state=state,
        started_at=now,
        changed_at=now,
        created_at=now,
        saved_at=now,
        **kept | columns,
    )
    db.session.add(draft)
    db.session.flush()
    return key


def full_house_drafts(cast: Cast, now: datetime) -> dict[str, str]:
    """The drafts of the full house: one that the owner is typing, and one that waits for the manager."""
    return {
        "draft_key": make_draft(cast.asahi, cast["owner"].account_id, key=cast.key("d"), now=now),
        "late_key": make_draft(cast.asahi, cast["ninth"].account_id, key=cast.key("e"), now=now, state=DraftState.REVIEW),
    }
