"""What the fields of the trail are called, and how the values that it keeps are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from tracker.domain.cadence import EventStatus, MonthState, VisitMode
from tracker.domain.calendar import Month
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.domain.exclusions import ExclusionKind
from tracker.domain.exhibitions import VisitorKind
from tracker.domain.follow_up import ActionStatus
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.roles import Role
from tracker.domain.rounding import RoundingPer, RoundingWay
from tracker.domain.rounds import RoundDesign, RoundState
from tracker.domain.staffing import AssignmentRole
from tracker.domain.trainings import TrainingKind
from tracker.domain.travel import TravelMeans
from tracker.domain.work_log import WorkKind
from tracker.rows.audit import ChangeRow, FormTieRow, Told
from tracker.web.field_words import FIELD_WORDS, field_words
from tracker.web.form_templates.words import say_source, say_style
from tracker.web.labels import label
from tracker.web.language import say_day, say_instant, say_month

# Beside the columns of words that a redaction names: days, choices, numbers, and whom or what a thing names.
_FIELDS: Mapping[str, Any] = {
    "visit_on": _l("訪問の日"),
    "meeting_on": _l("会議の日"),
    "training_on": _l("日付"),
    "outcome_on": _l("成果の日"),
    "raised_on": _l("挙がった日"),
    "decided_on": _l("決めた日"),
    "heard_on": _l("聞いた日"),
    "due_on": _l("期限"),
    "done_on": _l("完了日"),
    "month_on": _l("対象の月"),
    "back_on": _l("再び表示する日"),
    "from_on": _l("前の訪問日"),
    "to_on": _l("後の訪問日"),
    "work_on": _l("日付"),
    "travel_on": _l("移動した日"),
    "starts_on": _l("開始日"),
    "ends_on": _l("終了日"),
    "start_time": _l("開始時刻"),
    "end_time": _l("終了時刻"),
    "duration_minutes": _l("時間（分）"),
    "minutes": _l("時間（分）"),
    "break_minutes": _l("休憩（分）"),
    "travel_minutes": _l("移動時間（分）"),
    "minutes_out": _l("行き（分）"),
    "minutes_back": _l("帰り（分）"),
    "minutes_both": _l("往復の合計（分）"),
    "leaves_at": _l("行きの出発時刻"),
    "returns_at": _l("帰りの出発時刻"),
    "from_place": _l("出発地"),
    "to_place": _l("行き先"),
    "means": _l("交通手段"),
    "cost_yen": _l("交通費（往復の合計）"),
    "distance_km": _l("距離（往復の合計）"),
    "status": _l("状態"),
    "state": _l("状態"),
    "mode": _l("形態"),
    "kind": _l("種類"),
    "record_state": _l("下書き・確定"),
    "role": lazy_pgettext("one", "役割"),
    "roles": lazy_pgettext("one", "役割"),
    "phases": lazy_pgettext("one", "フェーズ"),
    "phase": lazy_pgettext("one", "フェーズ"),
    "participants": _l("出席した担い手"),
    "people": _l("出席した担い手"),
    "producer_ids": _l("出席した担い手"),
    "producer_id": lazy_pgettext("one", "担い手"),
    "owner_id": _l("こちらの担当者"),
    "case_id": _l("案件"),
    "case_ids": _l("案件"),
    "challenge_ids": lazy_pgettext("one", "課題"),
    "exhibition_id": lazy_pgettext("one", "展示会"),
    "cases": _l("案件ごとの記録"),
    "label": _l("名称"),
    "aliases": _l("別の書き方"),
    "is_active": _l("記録の画面で選べるようにする"),
    "is_online": _l("オンラインで開催"),
    "visitor_kind": _l("だれの声か"),
    "remark": _l("備考"),
    "category": _l("担い手の区分"),
    "short_label": _l("略称"),
    "lifted_reason": _l("理由"),
    "corporate_number": _l("法人番号"),
    "prefecture": _l("都道府県"),
    "may_be_named": _l("報告書に企業名を出してよい"),
    "has_concrete_plan": _l("製品の革新が、将来の具体的な計画に含まれている"),
    "has_stable_business": _l("主力の事業が安定している"),
    "wants_growth": _l("成長への意欲がある"),
    "leads": _l("主担当として"),
    "companies": _l("主担当と副担当を合わせて"),
    "is_own": _l("この人だけの上限を決める"),
    "long_day_minutes": _l("1日の目安（分）"),
    "unit": _l("端数処理の単位"),
    "way": _l("端数の扱い"),
    "per": _l("端数処理の対象"),
    "challenges": lazy_pgettext("one", "課題"),
    "work": _l("取組"),
    "outcomes": lazy_pgettext("one", "成果"),
    "to_come": _l("今後の対応事項"),
    "confirmed_at": _l("本人確定"),
    "approved_at": _l("責任者確認"),
    "letter_sent_at": _l("先方へのメールの送信"),
    "confirmed_on": _l("先方確認の日"),
    "retention_years": _l("保存する年数"),
}
# The same name means something else in these tables, or is told of these alone.
_OF_TABLE: Mapping[tuple[str, str], Any] = {
    ("account", "is_administrator"): lazy_pgettext("one", "管理者"),
    ("account", "deactivated_at"): _l("利用の停止"),
    ("account", "name"): _l("氏名"),
    ("account", "device"): _l("端末"),
    ("membership", "account_id"): _l("利用者"),
    ("membership", "ends_on"): _l("利用終了日"),
    ("assessment_round", "due_on"): _l("締切日"),
    ("assessment_round", "design"): _l("評価のしかた"),
    ("assessment_round", "minimum_raters"): _l("他者評価を示す最少人数"),
    ("assessment_round", "singles_visible"): _l("公開のあと、マネージャーが一人ひとりの点数を見られるようにする"),
    ("assessment_round", "scale_minimum"): _l("評価尺度の最低点"),
    ("assessment_round", "scale_maximum"): _l("評価尺度の最高点"),
    ("assessment_round", "manager_ids"): _l("管理者評価をする人（任意）"),
    ("attachment", "is_confidential"): _l("社外秘にする"),
    ("challenge_progress", "words"): _l("課題について"),
    ("challenge_progress", "state"): _l("課題の進み具合"),
    ("tool_use", "finding"): _l("ツールを使っての気づき"),
    ("design_snapshot", "taken_on"): _l("保存した日"),
    ("form_template", "fixed_values"): _l("様式の決まった値"),
    ("form_version", "mapping"): _l("様式のセルの結びつき"),
    ("form_version", "rows"): _l("繰り返しの行"),
    ("form_version", "was"): _l("前の版での場所"),
    ("form_version", "lost"): _l("見つからない項目"),
    ("form_version", "left_blank"): _l("空欄のままにする"),
    ("month_close", "state"): _l("訪問の状態"),
    ("month_close", "visit_count"): _l("訪問の回数"),
    ("month_close", "meeting_count"): _l("会議の回数"),
    ("month_close", "missing_count"): _l("足りないものの件数"),
    ("month_close", "reopened_at"): _l("締めの解除"),
    ("programme", "name"): _l("事業の名前"),
    ("programme", "slug"): _l("短い名前"),
    ("programme", "fiscal_year"): _l("年度（西暦）"),
    ("programme", "contract_starts_on"): _l("契約期間の始まり"),
    ("programme", "contract_ends_on"): _l("契約期間の終わり"),
    ("programme", "producer_label"): _l("支援者の呼び名"),
    ("programme", "expected_producers"): _l("支援者の予定人数"),
    ("programme", "visits_per_month"): _l("1か月に必要な訪問回数"),
    ("programme", "online_counts"): _l("オンラインの訪問を回数に数える"),
    ("programme", "event_counts"): _l("展示会への同行を回数に数える"),
    ("programme", "short_month_days"): _l("訪問を求めない月の日数"),
    ("programme", "outcome_target"): _l("成果の目標（延べ件数）"),
    ("programme", "stuck_days"): _l("フェーズが進んでいないとみなす日数"),
    ("programme", "hours_kept"): _l("従事時間をこのプログラムで記録する"),
    ("programme", "records_open"): _l("担当していない企業の記録も、コーディネーターが読めるようにする"),
    ("programme", "second_factor_demanded"): _l("二段階認証を必要とする"),
    ("programme", "scale_minimum"): _l("評価尺度の最低点"),
    ("programme", "scale_maximum"): _l("評価尺度の最高点"),
    ("programme", "minimum_raters"): _l("評価結果を示す最少人数"),
    ("programme", "severity_shown"): _l("評価者の厳しさを補正した値を、他者評価の平均に添える（マネージャーのみ）"),
    ("submission", "as_of"): _l("基準日"),
    ("submission", "handed_in_on"): _l("提出日"),
    ("training", "name"): _l("研修の名前"),
}
_CHOICES: Mapping[str, tuple[type[StrEnum], ...]] = {
    "design": (RoundDesign,),
    "kind": (OutcomeKind, ExclusionKind, TrainingKind, WorkKind),
    "means": (TravelMeans,),
    "mode": (VisitMode,),
    "per": (RoundingPer,),
    "phase": (Phase,),
    "phases": (Phase,),
    "record_state": (RecordState,),
    "role": (AssignmentRole,),
    "roles": (Role,),
    "status": (EventStatus, ActionStatus, ChallengeStatus),
    "visitor_kind": (VisitorKind,),
    "way": (RoundingWay,),
}
# Values that mean something else in these tables.
_CHOICES_OF: Mapping[tuple[str, str], tuple[type[StrEnum], ...]] = {
    ("assessment_round", "state"): (RoundState,),
    ("challenge", "status"): (ChallengeStatus,),
    ("challenge_progress", "state"): (ProgressState,),
    ("exclusion", "kind"): (ExclusionKind,),
    ("month_close", "state"): (MonthState,),
    ("training", "kind"): (TrainingKind,),
    ("work_log", "kind"): (WorkKind,),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A changed field in words; None where there was nothing."""

    field: str
    before: str | None
    after: str | None


def is_told(table: str, field: str) -> bool:
    """Whether a reader has anything of the field: keys, stamps and what is worked out from the rest are left out."""
    return (table, field) in _OF_TABLE or field in _FIELDS or field in FIELD_WORDS


def lines_of(changes: Iterable[ChangeRow]) -> list[ChangeLine]:
    """The changed fields that a reader has anything of."""
    return [
        ChangeLine(_name(one), _say(one, one.before), _say(one, one.after)) for one in changes if is_told(one.table, one.field)
    ]


def _name(row: ChangeRow) -> str:
    words = _OF_TABLE.get((row.table, row.field)) or _FIELDS.get(row.field)
    field = field_words(row.table, row.field) if words is None else str(words)
    return _("%(field)s（%(of)s）", field=field, of=_("・").join(row.of)) if row.of else field


def _say(row: ChangeRow, value: Told) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return _("、").join(_say(row, one) or "" for one in value)
    if isinstance(value, FormTieRow):
        style = say_style(value.style)
        source = say_source(value.source, value.nth)
        return _("%(field)s（%(of)s）", field=source, of=style) if style else source
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    return _say_text(row, value) if isinstance(value, str) else str(value)


def _say_text(row: ChangeRow, value: str) -> str:
    """A day, a month, an instant, a time, a choice; any other text as it is."""
    enums = _CHOICES_OF.get((row.table, row.field)) or _CHOICES.get(row.field, ())
    choice = next((enum(value) for enum in enums if value in set(enum)), None)
    if choice is not None:
        return label(choice)
    try:
        if row.field == "month_on":
            return say_month(Month.of(date.fromisoformat(value)))
        if row.field.endswith("_on") or row.field == "as_of":
            return say_day(date.fromisoformat(value))
        if row.field.endswith("_at") and "T" in value:
            return say_instant(datetime.fromisoformat(value))
    except ValueError:
        return value
    is_time = row.field.endswith("_time") or row.field in {"leaves_at", "returns_at"}
    return value.removesuffix(":00") if is_time and value.count(":") == 2 else value
