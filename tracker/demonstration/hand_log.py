"""A log kept by hand that the clerk has chosen and not yet imported, so that the dry run can be looked at."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from tracker.demonstration.stage import Stage
from tracker.domain.hand_log import LogField
from tracker.rows.hand_log import LogColumn, LogSheet
from tracker.services.hand_log import keep_log

_HEADINGS = (
    ("日付", LogField.DAY),
    ("企業名", LogField.COMPANY),
    ("種別", LogField.KIND),
    ("参加者", LogField.PEOPLE),
    ("フェーズ", LogField.PHASES),
    ("内容", LogField.TEXT),
    ("時間", LogField.HOURS),
)
_EPOCH = date(1899, 12, 30)
_VISITED = ("架空三奈、架空五月", "聞く・聴く", "工場長に工程を伺う。\n宿題：工程表を送る", "13時〜15時")
_ONLINE = ("架空十和", "聞く・聴く", "いまの販路を伺う。\n宿題：なし", "1時間半")


def leave_a_log(stage: Stage, now: datetime) -> None:
    """The notes that somebody still kept on paper: one of two companies, one of two cases, one that cannot be read."""
    first = stage.plan.starts_on + timedelta(days=11)
    second = first + timedelta(days=7)
    rows = (
        (
            f"{first.month}/{first.day}",
            "㈱カクウみなと精機",
            "訪問",
            "架空三奈、架空五月",
            "聞く・聴く",
            "工場長に工程を伺う。\n宿題：工程表を送る",
            "13時〜15時",
        ),
        (
            f"{first.month}/{first.day}",
            "架空三葉産業（株）",
            "オンライン",
            "架空十和",
            "聞く・聴く",
            "いまの販路を伺う。\n宿題：なし",
            "1時間半",
        ),
        (second.isoformat(), "架空北斗化成・架空花岡木工", "MTG", "架空二葉、架空四季", "", "互いの進め方を見せ合った。", "60分"),
        (f"{second.month}月下旬", "架空ヤマセ電子", "訪問", "架空五月", "見る・観る", "検査の工程を見学。", "2h"),
    )
    columns = tuple(
        LogColumn(place, heading, (rows[0][place],) if rows[0][place] else (), about)
        for place, (heading, about) in enumerate(_HEADINGS)
    )
    sheet = LogSheet("訪問記録", 1, columns, tuple(enumerate(rows, start=2)), _EPOCH)
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    keep_log(stage.manager, sheet=sheet, file_name="手書きの訪問記録.xlsx", sha256=digest, now=now)
