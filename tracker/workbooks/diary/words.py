"""The Japanese words of a work diary: whoever it is handed to reads Japanese, whatever language the viewer works in."""

from __future__ import annotations

from enum import StrEnum

from tracker.domain.rounding import RoundingPer, RoundingRule, RoundingWay
from tracker.domain.travel import TravelMeans
from tracker.domain.work_log import SourceKind, WorkKind
from tracker.domain.work_months import WorkMonthState

# Pairs, not a dictionary: members of different StrEnums with the same value are equal.
WORDS: tuple[tuple[StrEnum, str], ...] = (
    (WorkKind.VISIT, "企業訪問"),
    (WorkKind.MEETING, "チームミーティング"),
    (WorkKind.TRAINING, "研修"),
    (WorkKind.EXHIBITION, "展示会"),
    (WorkKind.TRAVEL, "移動"),
    (WorkKind.PREPARATION, "準備"),
    (WorkKind.REPORT_WRITING, "報告書作成"),
    (WorkKind.OTHER_DUTIES, "その他業務"),
    (TravelMeans.TRAIN, "鉄道"),
    (TravelMeans.CAR, "自動車"),
    (TravelMeans.BUS, "バス"),
    (TravelMeans.PLANE, "航空機"),
    (TravelMeans.WALK, "徒歩"),
    (TravelMeans.OTHER, "その他"),
    (WorkMonthState.EMPTY, "未入力"),
    (WorkMonthState.ENTERING, "入力中"),
    (WorkMonthState.CONFIRMED, "本人確定"),
    (WorkMonthState.APPROVED, "責任者確認"),
)
SOURCES = {
    SourceKind.VISIT: "訪問の記録",
    SourceKind.MEETING: "会議の記録",
    SourceKind.TRAINING: "研修の記録",
    SourceKind.EXHIBITION: "展示会の記録",
    SourceKind.TRAVEL: "移動の記録",
    SourceKind.OWN: "本人の入力",
}
WAYS = {"out": "行き", "back": "帰り", "both": "往復"}
_BY_MEMBER = {(type(member), member.value): words for member, words in WORDS}
WEEKDAYS = "月火水木金土日"


def say(member: StrEnum) -> str:
    """The word of a choice as the diary has it."""
    return _BY_MEMBER[type(member), member.value]


def say_rule(rule: RoundingRule) -> str:
    """The rounding in words."""
    if not rule.rounds:
        return "端数処理はしない。時間は1分単位。"
    of = "1日の合計ごとに" if rule.per is RoundingPer.DAY else "1件ごとに"
    if rule.way is RoundingWay.DOWN:
        return f"{of}、{rule.unit}分未満を切り捨てる。"
    return f"{of}、{rule.unit}分単位の近いほうに丸める。"


def clock(minute: int | None) -> str | None:
    """A minute of the day as its clock."""
    return None if minute is None else f"{minute // 60}:{minute % 60:02d}"
