"""The Japanese words of the report's choices: the ministry reads Japanese, whatever language the viewer works in."""

from __future__ import annotations

from enum import StrEnum

from tracker.domain.cadence import EventStatus, MonthState, VisitMode
from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.domain.lacks import LackKind
from tracker.domain.outcomes import KINDS_IN_REPORTS
from tracker.domain.phases import Phase
from tracker.domain.staffing import AssignmentRole
from tracker.rows.submission_changes import RecordKind

# Pairs, not a dictionary: members of different StrEnums with the same value are equal.
WORDS: tuple[tuple[StrEnum, str], ...] = (
    (EventStatus.SCHEDULED, "予定"),
    (EventStatus.HELD, "実施"),
    (EventStatus.CANCELLED, "中止"),
    (EventStatus.POSTPONED, "延期"),
    (VisitMode.ONSITE, "訪問"),
    (VisitMode.ONLINE, "オンライン"),
    (VisitMode.EVENT, "展示会同行"),
    (MonthState.OUT_OF_PERIOD, "期間外"),
    (MonthState.HELD, "実施"),
    (MonthState.EXCUSED, "見送り（理由承認）"),
    (MonthState.SCHEDULED, "予定"),
    (MonthState.AWAITING_RECORD, "記録待ち"),
    (MonthState.MISSED, "未実施"),
    (MonthState.UNSCHEDULED, "日程未定"),
    (MonthState.BLANK, "これから"),
    (RecordKind.VISIT, "企業訪問"),
    (RecordKind.MEETING, "チームミーティング"),
    (RecordKind.OUTCOME, "成果"),
    (RecordKind.EXCUSE, "見送りの月"),
    (RecordKind.TEAM, "担当"),
    (RecordKind.COMPANY, "支援企業"),
    (RecordKind.CASE, "案件"),
    (RecordKind.NARRATIVE, "成果のまとめ文"),
    (RecordKind.PERSON, "担い手"),
    (RecordKind.ASSESSMENT, "評価"),
    (RecordKind.COUNT, "集計"),
    (Phase.LISTEN, "聞く・聴く"),
    (Phase.OBSERVE, "見る・観る"),
    (Phase.DIAGNOSE, "診断する"),
    (Phase.PLAN, "企てる"),
    (AssignmentRole.LEAD, "主担当"),
    (AssignmentRole.SUB_LEAD, "副担当"),
    *KINDS_IN_REPORTS,
    (LackKind.DRAFT, "下書き"),
    (LackKind.AWAITING, "記録待ち"),
    (LackKind.MISSED, "未実施"),
    (LackKind.UNTOLD, "報告用要約のない訪問"),
    (LackKind.GAP, "訪問の合間の会議なし"),
    (LackKind.STAFFING, "体制不足・体制未確定"),
    (LackKind.PHASE, "フェーズの順番の理由が未記入"),
    (LackKind.UNASSIGNED, "案件未指定の記録"),
    (LackKind.OVERLAP, "同じ人の時間の重なり"),
    (LackKind.EVIDENCE, "裏付けのない成果"),
    (LackKind.ROUND, "受付中の評価"),
    (LackKind.ITEM, WORDING_BEING_CHECKED),
)
_BY_MEMBER = {(type(member), member.value): words for member, words in WORDS}
NOT_SHOWN = "―"


def say(member: StrEnum) -> str:
    """The word of a choice as form sheets and data sheets have it."""
    return _BY_MEMBER[type(member), member.value]
