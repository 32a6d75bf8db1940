"""What the words of the domain are called on screen; one table an enum."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from tracker.domain.attachments import AttachedTo
from tracker.domain.cadence import EventStatus, MonthState, VisitMode
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.domain.coverage import CoverageState
from tracker.domain.design_sheets import Box, SheetPart
from tracker.domain.digests import DigestKind, MailState
from tracker.domain.exclusions import ExclusionKind
from tracker.domain.exhibitions import VisitorKind
from tracker.domain.follow_up import ActionStatus, Side
from tracker.domain.lacks import LackKind
from tracker.domain.narratives import NarrativePart
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.people_merges import AlikeBy
from tracker.domain.phases import Phase
from tracker.domain.records import ENDS_AFTER_START, RecordState
from tracker.domain.retention import Content, RetentionState
from tracker.domain.roles import Role
from tracker.domain.rounding import RoundingPer, RoundingWay
from tracker.domain.rounds import RaterKind, RoundDesign, RoundState
from tracker.domain.search import Kind, Words
from tracker.domain.staffing import AssignmentRole, StaffingState
from tracker.domain.submissions import DifferenceKind
from tracker.domain.trainings import Attendance, TrainingKind
from tracker.domain.travel import TravelMeans
from tracker.domain.work_log import WorkKind
from tracker.domain.work_months import ChangeKind, WorkMonthState
from tracker.rows.evidence import Figure
from tracker.rows.submission_changes import RecordKind
from tracker.web.language import spoken

# Pairs, not a dictionary: members of different StrEnums with the same value are equal.
LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (Role.COORDINATOR, _l("コーディネーター")),
    (Role.MANAGER, _l("マネージャー")),
    (Role.CLERK, _l("報告書担当")),
    (Role.AUDITOR, _l("監査")),
    (AssignmentRole.LEAD, _l("主担当")),
    (AssignmentRole.SUB_LEAD, _l("副担当")),
    (StaffingState.NOT_STARTED, _l("支援開始前")),
    (StaffingState.STAFFED, _l("充足")),
    (StaffingState.UNDERSTAFFED, _l("体制不足")),
    (StaffingState.UNSTAFFED, _l("体制未確定")),
    (AlikeBy.EMAIL, _l("メールアドレス")),
    (AlikeBy.NAME, _l("氏名")),
    (AlikeBy.READING, _l("フリガナ")),
    (DigestKind.LEAD, _l("担当企業")),
    (DigestKind.MANAGER, _l("事業全体")),
    (MailState.WAITING, _l("待機")),
    (MailState.SENDING, _l("送信中")),
    (MailState.SENT, _l("送信済み")),
    (MailState.FAILED, _l("失敗")),
    (Phase.LISTEN, _l("聞く・聴く")),
    (Phase.OBSERVE, _l("見る・観る")),
    (Phase.DIAGNOSE, _l("診断する")),
    (Phase.PLAN, _l("企てる")),
    (EventStatus.SCHEDULED, _l("予定")),
    (EventStatus.HELD, _l("実施")),
    (EventStatus.CANCELLED, _l("中止")),
    (EventStatus.POSTPONED, _l("延期")),
    (VisitMode.ONSITE, lazy_pgettext("mode", "訪問")),
    (VisitMode.ONLINE, _l("オンライン")),
    (VisitMode.EVENT, _l("展示会同行")),
    (MonthState.OUT_OF_PERIOD, _l("期間外")),
    (MonthState.HELD, _l("実施")),
    (MonthState.EXCUSED, _l("見送り（理由承認）")),
    (MonthState.SCHEDULED, _l("予定")),
    (MonthState.AWAITING_RECORD, _l("記録待ち")),
    (MonthState.MISSED, _l("未実施")),
    (MonthState.UNSCHEDULED, _l("日程未定")),
    (MonthState.BLANK, _l("これから")),
    (RecordState.DRAFT, _l("下書き")),
    (RecordState.FINAL, _l("確定")),
    (AttachedTo.COMPANY, _l("企業")),
    (AttachedTo.VISIT, _l("企業訪問")),
    (AttachedTo.MEETING, _l("チームミーティング")),
    (AttachedTo.OUTCOME, _l("成果")),
    (AttachedTo.DESIGN_SHEET, _l("経営デザインシート")),
    (AttachedTo.EXHIBITION, _l("展示会")),
    (AttachedTo.TRAINING, _l("座学研修・ワークショップ")),
    (ActionStatus.OPEN, _l("未完了")),
    (ActionStatus.DONE, _l("完了")),
    (Side.OURS, _l("こちらの宿題")),
    (Side.THEIRS, _l("企業側の宿題")),
    (OutcomeKind.PROTOTYPE, _l("試作品")),
    (OutcomeKind.PRODUCT, _l("製品・サービス")),
    (OutcomeKind.ORGANISATION, _l("新しい組織・体制")),
    (OutcomeKind.CONCEPT, _l("構想")),
    (OutcomeKind.SCENARIO, _l("一貫シナリオ（原材料→部品→最終製品）")),
    (OutcomeKind.EXHIBITION, _l("展示会出展")),
    (OutcomeKind.BUSINESS_MEETING, _l("商談")),
    (OutcomeKind.OTHER, _l("その他")),
    (DifferenceKind.ADDED, lazy_pgettext("row", "追加")),
    (DifferenceKind.REMOVED, lazy_pgettext("row", "削除")),
    (DifferenceKind.CHANGED, lazy_pgettext("row", "変更")),
    (RecordKind.VISIT, lazy_pgettext("one", "企業訪問")),
    (RecordKind.MEETING, lazy_pgettext("one", "チームミーティング")),
    (RecordKind.OUTCOME, lazy_pgettext("one", "成果")),
    (RecordKind.EXCUSE, _l("見送りの月")),
    (RecordKind.TEAM, lazy_pgettext("one", "担当")),
    (RecordKind.COMPANY, lazy_pgettext("one", "支援企業")),
    (RecordKind.CASE, _l("案件")),
    (RecordKind.NARRATIVE, _l("成果のまとめ文")),
    (RecordKind.PERSON, lazy_pgettext("one", "担い手")),
    (RecordKind.ASSESSMENT, _l("評価")),
    (RecordKind.COUNT, _l("集計")),
    (Figure.VISITS, _l("訪問回数（企業単位）")),
    (Figure.ONLINE, _l("うちオンライン")),
    (Figure.CASE_VISITS, _l("案件別延べ回数")),
    (Figure.ESCORTS, _l("展示会同行")),
    (Figure.MEETINGS, _l("会議回数")),
    (Figure.COMPANY_MEETINGS, _l("企業別延べ会議回数")),
    (Figure.OUTCOMES, _l("成果（延べ件数）")),
    (LackKind.DRAFT, _l("下書き")),
    (LackKind.AWAITING, _l("記録待ち")),
    (LackKind.MISSED, _l("未実施")),
    (LackKind.UNTOLD, _l("報告用要約のない訪問")),
    (LackKind.GAP, _l("訪問の合間の会議なし")),
    (LackKind.STAFFING, _l("体制不足・体制未確定")),
    (LackKind.PHASE, _l("フェーズの順番の理由が未記入")),
    (LackKind.UNASSIGNED, _l("案件未指定の記録")),
    (LackKind.OVERLAP, _l("同じ人の時間の重なり")),
    (LackKind.EVIDENCE, _l("裏付けのない成果")),
    (LackKind.ROUND, _l("受付中の評価")),
    (LackKind.ITEM, _l("原典の記載を確認中")),
    (SheetPart.PURPOSE, _l("存在意義")),
    (SheetPart.PAST, _l("これまで")),
    (SheetPart.NEXT, _l("これから")),
    (SheetPart.TRANSITION, _l("移行戦略")),
    (NarrativePart.CHALLENGES, _l("課題")),
    (NarrativePart.WORK, _l("取組")),
    (NarrativePart.OUTCOMES, _l("成果")),
    (NarrativePart.TO_COME, _l("今後の対応事項")),
    (Box.PURPOSE, _l("自社の存在意義")),
    (Box.PAST_RESOURCES, _l("これまでの資源")),
    (Box.PAST_MODEL, _l("これまでのビジネスモデル")),
    (Box.PAST_VALUE, _l("これまでの価値")),
    (Box.PAST_SURROUNDINGS, _l("これまでの環境")),
    (Box.NEXT_SURROUNDINGS, _l("これからの環境")),
    (Box.NEXT_RESOURCES, _l("これからの資源")),
    (Box.NEXT_MODEL, _l("これからのビジネスモデル")),
    (Box.NEXT_VALUE, _l("これからの価値")),
    (Box.TRANSITION, _l("これからの姿に移るための戦略")),
    (RoundState.PLANNED, _l("準備中")),
    (RoundState.OPEN, _l("受付中")),
    (RoundState.CLOSED, _l("公開済み")),
    (CoverageState.COVERED, _l("補えている")),
    (CoverageState.THIN, _l("薄い")),
    (CoverageState.UNKNOWN, _l("わからない")),
    (RoundDesign.ALL_RATE_ALL, _l("全員が、自分と、ほかの全員を評価する")),
    (RoundDesign.TEAM, _l("同じ企業を担当した人どうしで評価する（今年度に体制が重なった人）")),
    (RaterKind.SELF, _l("自己評価")),
    (RaterKind.PEER, _l("他者評価")),
    (RaterKind.MANAGER, _l("管理者評価")),
    (ChallengeStatus.OPEN, _l("未解決")),
    (ChallengeStatus.RESOLVED, _l("解決")),
    (ChallengeStatus.DROPPED, _l("取り下げ")),
    (ProgressState.WORSE, _l("後退した")),
    (ProgressState.UNCHANGED, _l("変わらない")),
    (ProgressState.BETTER, _l("進んだ")),
    (ProgressState.SOLVED, _l("解決した")),
    (VisitorKind.BUYER, _l("バイヤー・仕入担当")),
    (VisitorKind.END_USER, _l("使う人（一般・現場）")),
    (VisitorKind.TRADER, _l("商社・卸")),
    (VisitorKind.MAKER, _l("メーカー・加工業")),
    (VisitorKind.DESIGNER, _l("デザイナー・設計者")),
    (VisitorKind.PRESS, _l("報道・媒体")),
    (VisitorKind.PUBLIC, _l("行政・支援機関")),
    (VisitorKind.OTHER, _l("その他")),
    (ExclusionKind.INTEREST, _l("利益相反")),
    (ExclusionKind.TRAVEL, _l("移動の都合")),
    (ExclusionKind.OTHER, _l("その他")),
    (TrainingKind.CLASSROOM, _l("座学研修")),
    (TrainingKind.WORKSHOP, _l("ワークショップ")),
    (TrainingKind.OTHER, _l("その他")),
    (Attendance.ATTENDED, _l("出席")),
    (Attendance.PARTIAL, _l("一部出席")),
    (Attendance.ABSENT, _l("欠席")),
    (WorkKind.VISIT, _l("企業訪問")),
    (WorkKind.MEETING, _l("チームミーティング")),
    (WorkKind.TRAINING, _l("研修")),
    (WorkKind.EXHIBITION, _l("展示会")),
    (WorkKind.TRAVEL, _l("移動")),
    (WorkKind.PREPARATION, lazy_pgettext("work", "準備")),
    (WorkKind.REPORT_WRITING, _l("報告書作成")),
    (WorkKind.OTHER_DUTIES, _l("その他業務")),
    (TravelMeans.TRAIN, _l("鉄道")),
    (TravelMeans.CAR, _l("自動車")),
    (TravelMeans.BUS, _l("バス")),
    (TravelMeans.PLANE, _l("航空機")),
    (TravelMeans.WALK, _l("徒歩")),
    (TravelMeans.OTHER, lazy_pgettext("means", "その他")),
    (RoundingWay.DOWN, _l("切り捨て")),
    (RoundingWay.NEAREST, _l("近いほうに丸める")),
    (RoundingPer.ACTIVITY, _l("1件ごと")),
    (RoundingPer.DAY, _l("1日の合計")),
    (WorkMonthState.EMPTY, _l("未入力")),
    (WorkMonthState.ENTERING, _l("入力中")),
    (WorkMonthState.CONFIRMED, _l("本人確定")),
    (WorkMonthState.APPROVED, _l("責任者確認")),
    (ChangeKind.ADDED, _l("追加")),
    (ChangeKind.REMOVED, _l("取り消し")),
    (ChangeKind.CHANGED, _l("変更")),
    (Kind.COMPANY, _l("企業")),
    (Kind.CASE, _l("案件")),
    (Kind.PERSON, _l("人")),
    (Kind.VISIT, _l("企業訪問")),
    (Kind.MEETING, _l("チームミーティング")),
    (Kind.CHALLENGE, _l("課題")),
    (Kind.ACTION, _l("宿題")),
    (Kind.OUTCOME, _l("成果")),
    (Kind.VOICE, _l("市場の声")),
    (Words.NAME, _l("名前")),
    (Words.KANA, _l("フリガナ")),
    (Words.PLACE, _l("場所")),
    (Words.NUMBER, _l("法人番号")),
    (Words.CONTACT, _l("企業側の人")),
    (Words.REMARKS, _l("備考")),
    (Words.KIND, _l("種別")),
    (Words.FACTS, _l("聞いたこと・見たこと")),
    (Words.INTERPRETATION, _l("診断・企て")),
    (Words.REPORT_SUMMARY, _l("報告用要約")),
    (Words.PROGRESS, _l("課題の進み")),
    (Words.TOOL, _l("対話のツール")),
    (Words.DECISIONS, _l("決まったこと")),
    (Words.ATTENDEES, _l("そのほかの同席者")),
    (Words.STATUS_REASON, _l("中止・延期の理由")),
    (Words.MEMO, _l("内部メモ（社外秘）")),
    (Words.DESCRIPTION, _l("内容")),
    (Words.REASON, _l("理由")),
    (Words.EVIDENCE, _l("裏付け")),
    (Words.WHAT, _l("すること")),
    (Words.OWNER, _l("企業側の担当者")),
    (Words.VISITOR, _l("どんな人か")),
    (Words.VOICE, _l("聞いた言葉")),
    (RetentionState.KEPT, _l("保存中")),
    (RetentionState.HELD, _l("保全中")),
    (RetentionState.DUE, _l("保存期間が過ぎた")),
    (RetentionState.PURGING, _l("消去の途中")),
    (RetentionState.PURGED, _l("消去済み")),
    (Content.VISITS, _l("企業訪問")),
    (Content.MEETINGS, _l("チームミーティング")),
    (Content.ACTIONS, _l("宿題")),
    (Content.CHALLENGES, _l("課題")),
    (Content.OUTCOMES, _l("成果")),
    (Content.NARRATIVES, _l("成果のまとめ文の版")),
    (Content.DESIGN_SHEETS, _l("経営デザインシート")),
    (Content.EXHIBITIONS, _l("展示会")),
    (Content.VOICES, _l("市場の声")),
    (Content.TRAININGS, _l("座学研修・ワークショップ")),
    (Content.HOURS, _l("従事時間")),
    (Content.TRAVEL, _l("移動")),
    (Content.ROUNDS, _l("評価時期")),
    (Content.RATINGS, _l("評価の点数とコメント")),
    (Content.MONTHS, _l("見送りにした月（月次締めと保留も消えます）")),
    (Content.DRAFTS, _l("書きかけ")),
    (Content.ATTACHMENTS, _l("添付")),
    (Content.FORMS, _l("様式")),
    (Content.IMPORTS, _l("取り込んだ名簿と記録簿")),
    (Content.MAILS, _l("送信の控え")),
    (Content.SUBMISSIONS, _l("提出控え")),
    (Content.SUPPORT, _l("企業の支援と体制")),
    (Content.PRODUCERS, _l("名簿の人")),
    (Content.COMPANIES, _l("ほかの年度にない企業（連絡先を含む）")),
    (Content.CASES, _l("ほかの年度にない案件")),
    (Content.ACCOUNTS, _l("ほかの年度にない利用者登録（氏名・メールアドレス・パスワード）")),
    (Content.TEXTS, _l("変更の記録の前後の文")),
)


def label(member: StrEnum) -> str:
    """The word on screen; KeyError for a member that was given none."""
    return _said_in(spoken())[type(member), member.value]


@cache
def _said_in(language: str) -> Mapping[tuple[type[StrEnum], str], str]:
    """Every word in the language that is being spoken: a form asks for dozens."""
    return {(type(member), member.value): str(words) for member, words in LABELS}


def init_app(app: Flask) -> None:
    app.jinja_env.filters["label"] = label
    app.jinja_env.globals |= {"PHASES": tuple(Phase), "ENDS_AFTER_START": ENDS_AFTER_START}
