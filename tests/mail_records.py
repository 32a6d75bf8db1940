"""A mail of 今週のまとめ as tests keep one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.cast import Cast
from tracker.database import db
from tracker.domain.calendar import tokyo_day
from tracker.domain.digests import DigestKind, MailState, week_key
from tracker.models import DigestMail


def make_digest_mail(cast: Cast, *, now: datetime, person: str = "sub", **columns: Any) -> int:
    """A mail of the week that could not be delivered."""
    columns = {"state": MailState.FAILED, "failure": "550 no such user", "attempts": 1} | columns
    row = DigestMail(
        programme_id=cast.programme_id,
        account_id=cast[person].account_id,
        week_key=week_key(tokyo_day(now)),
        to_address=cast[person].email,
        next_try_at=now,
        created_at=now,
        **{
            "kind": DigestKind.LEAD,
            "subject": "今週のまとめ",
            "text": "記録待ち 1件",
            "html": "<p>記録待ち 1件</p>",
            "message_key": cast.key("0"),
        }
        | columns,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
