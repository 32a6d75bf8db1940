"""Backups and room in words: what a manager passes on before data is lost, and how it stands."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.access import Viewer
from tracker.queries.upkeep import find_upkeep, get_upkeep
from tracker.rows.upkeep import UpkeepRow
from tracker.web import viewing
from tracker.web.language import say_instant

GIGABYTE = 1_000_000_000


def warnings(viewer: Viewer) -> list[tuple[str, str]]:
    """What is wrong and what to do; nothing for whoever could not do anything about it."""
    row = _find(viewer)
    found = []
    if row and row.is_short:
        found.append(
            (
                _("ディスクの空きが残り%(percent)s%%です", percent=row.free_percent),
                _("空きがなくなると保存できなくなります。サーバーの管理者に、空きを増やすよう伝えてください。"),
            )
        )
    if row and row.backup_is_old:
        found.append(
            (
                _age(row),
                _(
                    "毎晩のバックアップが動いているか、サーバーの管理者に確かめてください。動いていないと、故障のときに記録が失われます。"
                ),
            )
        )
    return found


def facts(viewer: Viewer) -> list[tuple[str, str]]:
    """Names and values for a list of them; none where :func:`warnings` has none to tell."""
    row = _find(viewer)
    if row is None:
        return []
    made = (
        _("まだありません") if row.backup_at is None else _("%(when)s（%(age)s）", when=say_instant(row.backup_at), age=_ago(row))
    )
    room = _(
        "%(percent)s%%（%(total)s GBのうち%(free)s GB）",
        percent=row.free_percent,
        total=f"{row.total / GIGABYTE:,.0f}",
        free=f"{row.free / GIGABYTE:,.1f}",
    )
    return [(_("最後のバックアップ"), made), (_("ディスクの空き"), room)]


def alarms() -> list[str]:
    """For a monitor, without figures: ``room``, ``backup``."""
    config = current_app.config["TRACKER"]
    row = get_upkeep(instance=config.instance, last_backup=config.last_backup, now=viewing.now())
    return [name for name, is_so in (("room", row.is_short), ("backup", row.backup_is_old)) if is_so]


def _find(viewer: Viewer) -> UpkeepRow | None:
    config = current_app.config["TRACKER"]
    return find_upkeep(viewer, instance=config.instance, last_backup=config.last_backup, now=viewing.now())


def _age(row: UpkeepRow) -> str:
    if row.backup_at is None:
        return _("バックアップがまだ一度もありません")
    return _("最後のバックアップは%(when)s（%(age)s）です", when=say_instant(row.backup_at), age=_ago(row))


def _ago(row: UpkeepRow) -> str:
    passed = max(viewing.now() - row.backup_at, timedelta(0)) if row.backup_at else timedelta(0)
    if passed < timedelta(days=1):
        hours = int(passed / timedelta(hours=1))
        if not hours:
            return _("1時間以内")
        return ngettext("%(hours)s時間前", "%(hours)s時間前", hours, hours=hours)
    return ngettext("%(days)s日前", "%(days)s日前", passed.days, days=passed.days)
