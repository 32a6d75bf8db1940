"""When the last backup was made and how much room the disk has."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from shutil import disk_usage

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.backups import is_old, is_short
from tracker.models import AuditEntry
from tracker.rows.upkeep import UpkeepRow


def find_upkeep(viewer: Viewer, *, instance: Path, last_backup: Path, now: datetime) -> UpkeepRow | None:
    """None for whoever could not do anything about it."""
    if not (viewer.is_administrator or viewer.may(Act.SETTINGS)):
        return None
    return get_upkeep(instance=instance, last_backup=last_backup, now=now)


def get_upkeep(*, instance: Path, last_backup: Path, now: datetime) -> UpkeepRow:
    backup_at = _made_at(last_backup)
    in_use_since = None if backup_at else db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.id).limit(1))
    room = disk_usage(instance)
    return UpkeepRow(
        backup_at=backup_at,
        backup_is_old=is_old(backup_at, in_use_since=in_use_since, now=now),
        free=room.free,
        total=room.total,
        is_short=is_short(room.free, room.total),
    )


def _made_at(last_backup: Path) -> datetime | None:
    """What the command left there (``cli/backup.py``)."""
    try:
        return datetime.fromisoformat(json.loads(last_backup.read_text("utf-8"))["made_at"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # none was made, or somebody's hand was in it
        return None
