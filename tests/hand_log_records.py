"""An uploaded log kept by hand; ``tests/records.py`` calls it for the full house."""

from __future__ import annotations

from datetime import date, datetime

from tests.cast import Cast
from tracker.database import db
from tracker.domain.hand_log import LogField
from tracker.models import LogEntry, LogUpload
from tracker.rows.hand_log import LogColumn, LogSheet
from tracker.rows.hand_log_store import pack


def make_log(cast: Cast, *, now: datetime, visit_id: int | None = None) -> int:
    """An uploaded log of one row; with ``visit_id`` one that was imported and became that visit."""
    columns = (LogColumn(0, "日付", ("2026/10/14",), LogField.DAY), LogColumn(1, "企業名", (), LogField.COMPANY))
    sheet = LogSheet("訪問記録", 1, columns, ((2, ("2026/10/14", "架空アサヒ製作所")),), date(1899, 12, 30))
    upload = LogUpload(
        programme_id=cast.programme_id,
        file_name="記録簿.xlsx",
        sha256="0" * 64,
        content=pack(sheet),
        applied_at=now if visit_id else None,
        created_at=now,
        created_by_id=cast["manager"].account_id,
    )
    db.session.add(upload)
    db.session.flush()
    if visit_id:
        db.session.add(LogEntry(upload_id=upload.id, row=2, visit_id=visit_id, version_made=1))
        db.session.flush()
    return upload.id
