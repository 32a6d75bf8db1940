"""What the words of the domain are called on screen; one table an enum."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from tracker.domain.attachments import AttachedTo
from tracker.domain.cadence import EventStatus, MonthState, VisitMode
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.domain.exhibitions import VisitorKind
from tracker.domain.follow_up import ActionStatus
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.roles import Role
from tracker.domain.rounds import RoundState
from tracker.domain.staffing import AssignmentRole, StaffingState
from tracker.domain.trainings import Attendance, TrainingKind

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
    (ActionStatus.OPEN, _l("未完了")),
    (ActionStatus.DONE, _l("完了")),
    (OutcomeKind.PROTOTYPE, _l("試作品")),
    (OutcomeKind.PRODUCT, _l("製品・サービス")),
    (OutcomeKind.ORGANISATION, _l("新しい組織・体制")),
    (OutcomeKind.CONCEPT, _l("構想")),
    (OutcomeKind.SCENARIO, _l("一貫シナリオ（原材料→部品→最終製品）")),
    (OutcomeKind.EXHIBITION, _l("展示会出展")),
    (OutcomeKind.BUSINESS_MEETING, _l("商談")),
    (OutcomeKind.OTHER, _l("その他")),
    (RoundState.PLANNED, _l("準備中")),
    (RoundState.OPEN, _l("受付中")),
    (RoundState.CLOSED, _l("締切")),
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
    (TrainingKind.CLASSROOM, _l("座学研修")),
    (TrainingKind.WORKSHOP, _l("ワークショップ")),
    (TrainingKind.OTHER, _l("その他")),
    (Attendance.ATTENDED, _l("出席")),
    (Attendance.PARTIAL, _l("一部出席")),
    (Attendance.ABSENT, _l("欠席")),
)


# The audit trail keeps verbs and nouns of the code; a reader sees these words.
AUDITED_NOUNS = {
    "attachment": _l("添付"),
    "account": _l("利用者"),
    "assessment_round": lazy_pgettext("one", "評価時期"),
    "assignment": lazy_pgettext("one", "担当"),
    "challenge": lazy_pgettext("one", "課題"),
    "company": lazy_pgettext("one", "支援企業"),
    "competency_item": lazy_pgettext("one", "評価項目"),
    "enrolment": _l("支援企業（事業での支援）"),
    "excused_month": _l("見送りの月"),
    "exhibition": lazy_pgettext("one", "展示会"),
    "hand_in": _l("評価の提出"),
    "item_version": _l("評価項目の文言"),
    "market_feedback": lazy_pgettext("one", "市場の声"),
    "log_upload": _l("記録簿の取込"),
    "membership": lazy_pgettext("one", "役割"),
    "next_action": lazy_pgettext("one", "宿題"),
    "outcome": lazy_pgettext("one", "成果"),
    "phase_reason": _l("フェーズの理由"),
    "producer": lazy_pgettext("one", "担い手"),
    "programme": _l("事業"),
    "roster_upload": _l("名簿の取込"),
    "support_case": _l("案件"),
    "team_meeting": lazy_pgettext("one", "チームミーティング"),
    "training": lazy_pgettext("one", "座学研修・ワークショップ"),
    "visit": lazy_pgettext("one", "企業訪問"),
}


AUDITED_ACTS = {
    "add_account": _l("利用者を登録"),
    "add_action": _l("宿題を追加"),
    "add_company": _l("支援企業を登録"),
    "add_member": _l("役割を付与"),
    "assign_note": _l("案件未指定の記録を案件に割り当て"),
    "cancel_meeting": _l("チームミーティングを中止"),
    "cancel_visit": _l("訪問を中止"),
    "change_password": _l("パスワードを変更"),
    "change_roles": _l("役割を変更"),
    "change_round": _l("評価時期を変更"),
    "close_round": _l("評価時期を締切"),
    "correct_action": _l("宿題を訂正"),
    "correct_case": _l("案件を訂正"),
    "correct_challenge": _l("課題を訂正"),
    "correct_company": _l("企業情報を訂正"),
    "correct_excuse": _l("見送りを修正"),
    "correct_exhibition": _l("展示会を訂正"),
    "correct_meeting": _l("チームミーティングを訂正"),
    "correct_outcome": _l("成果を訂正"),
    "correct_producer": _l("担い手の情報を訂正"),
    "correct_training": _l("研修を訂正"),
    "correct_visit": _l("訪問を訂正"),
    "correct_voice": _l("市場の声を訂正"),
    "deactivate_account": _l("利用を停止"),
    "decide_challenge": _l("課題の状態を決定"),
    "delete_action": _l("宿題を削除"),
    "delete_attachment": _l("添付を削除"),
    "delete_case": _l("案件を削除"),
    "delete_challenge": _l("課題を削除"),
    "delete_company": _l("支援企業を削除"),
    "delete_exhibition": _l("展示会を削除"),
    "delete_meeting": _l("チームミーティングを削除"),
    "delete_outcome": _l("成果を削除"),
    "delete_training": _l("研修を削除"),
    "delete_visit": _l("訪問を削除"),
    "delete_voice": _l("市場の声を削除"),
    "depart": _l("名簿から離れる日を登録"),
    "describe_attachment": _l("添付の説明を変更"),
    "draft_visit": _l("訪問の下書きを保存"),
    "drop_attendance": _l("展示会への参加を取り消し"),
    "enrol_company": _l("支援企業として登録"),
    "excuse_month": _l("月を見送りに登録"),
    "extend_round": _l("評価の締切を延長"),
    "finish_action": _l("宿題を完了"),
    "found_programme": _l("事業を作成"),
    "give_phase_reason": _l("順序の理由を記入"),
    "hand_in": _l("評価を提出"),
    "hand_over_lead": _l("主担当を交代"),
    "import_log": _l("記録簿を取込"),
    "import_roster": _l("名簿を取込"),
    "keep_attachment": _l("ファイルを添付"),
    "log_meeting": _l("チームミーティングを記録"),
    "postpone_action": _l("宿題の期限を延期"),
    "add_to_visit": _l("同日の記録に書き足し"),
    "set_stand_in": _l("代行を登録"),
    "change_stand_in": _l("代行を直す"),
    "end_stand_in": _l("代行を終了"),
    "send_letter": _l("先方への確認メールを送信"),
    "confirm_visit": _l("先方確認を記録"),
    "move_visit_to_company": _l("訪問を別の企業に移す"),
    "log_visit": _l("訪問を記録"),
    "make_administrator": _l("管理者に指定"),
    "move_visit": _l("訪問予定を変更"),
    "note_attendance": _l("展示会への参加を登録"),
    "note_voice": _l("市場の声を記録"),
    "open_case": _l("案件を登録"),
    "open_round": _l("評価の受付を開始"),
    "order_challenge": _l("課題の順番を変更"),
    "plan_round": _l("評価時期を準備"),
    "postpone_meeting": _l("チームミーティングを延期"),
    "postpone_visit": _l("訪問を延期"),
    "raise_challenge": _l("課題を登録"),
    "promise_attachment": _l("写真の送信待ちを記録"),
    "reactivate_account": _l("利用を再開"),
    "record_exhibition": _l("展示会を登録"),
    "record_outcome": _l("成果を記録"),
    "record_training": _l("研修を登録"),
    "reopen_action": _l("宿題を未完了に戻す"),
    "restore_action": _l("宿題を元に戻す"),
    "restore_attachment": _l("添付を元に戻す"),
    "restore_case": _l("案件を元に戻す"),
    "restore_challenge": _l("課題を元に戻す"),
    "restore_company": _l("支援企業を元に戻す"),
    "restore_exhibition": _l("展示会を元に戻す"),
    "restore_meeting": _l("チームミーティングを元に戻す"),
    "restore_outcome": _l("成果を元に戻す"),
    "restore_training": _l("研修を元に戻す"),
    "restore_visit": _l("訪問を元に戻す"),
    "restore_voice": _l("市場の声を元に戻す"),
    "revoke_phase_reason": _l("順序の理由を取り消し"),
    "schedule_meeting": _l("チームミーティングを予定"),
    "schedule_visit": _l("訪問を予定"),
    "set_team": _l("体制を変更"),
    "set_up_programme": _l("設定を変更"),
    "take_back_record": _l("記録を予定に戻す"),
    "take_back_departure": _l("離任を取り消し"),
    "take_on_producer": _l("担い手を登録"),
    "take_up_case": _l("案件を引き継ぎ"),
    "undo_log": _l("記録簿の取込を取り消し"),
    "withdraw_excuse": _l("見送りを取り消し"),
    "word_item": _l("評価項目の文言を変更"),
}


def label(member: StrEnum) -> str:
    """The word on screen; KeyError for a member that was given none."""
    return str(_BY_MEMBER[type(member), member.value])


_BY_MEMBER = {(type(member), member.value): words for member, words in LABELS}


def init_app(app: Flask) -> None:
    app.jinja_env.filters["label"] = label
    app.jinja_env.globals["PHASES"] = tuple(Phase)
    app.jinja_env.filters["audited_noun"] = lambda noun: str(AUDITED_NOUNS[noun])
    app.jinja_env.filters["audited_act"] = lambda act: str(AUDITED_ACTS[act])
