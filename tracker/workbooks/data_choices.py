"""What the choices that are kept as words of the program are called where data is handed out: Japanese and English."""

from __future__ import annotations

YES, NO = "はい / Yes", "いいえ / No"
# By the table and column, else by the column alone.
CHOICES: dict[str, dict[str, str]] = {
    "attachment.kind": {
        "company": "企業 / Company",
        "visit": "企業訪問 / Visits",
        "meeting": "チームミーティング / Team meetings",
        "outcome": "成果 / Outcomes",
        "design_sheet": "経営デザインシート / Management design sheet",
        "exhibition": "展示会 / Exhibition",
        "training": "座学研修・ワークショップ / Trainings and workshops",
    },
    "attendance": {
        "attended": "出席 / Present",
        "partial": "一部出席 / Present for a part",
        "absent": "欠席 / Absent",
    },
    "box": {
        "purpose": "自社の存在意義 / Why the company exists",
        "past_resources": "これまでの資源 / Resources so far",
        "past_model": "これまでのビジネスモデル / Business model so far",
        "past_value": "これまでの価値 / Value so far",
        "past_surroundings": "これまでの環境 / Surroundings so far",
        "next_surroundings": "これからの環境 / Surroundings from now on",
        "next_resources": "これからの資源 / Resources from now on",
        "next_model": "これからのビジネスモデル / Business model from now on",
        "next_value": "これからの価値 / Value from now on",
        "transition": "これからの姿に移るための戦略 / Strategy for the transition",
    },
    "challenge.status": {
        "open": "未解決 / Open",
        "resolved": "解決 / Resolved",
        "dropped": "取り下げ / Dropped",
    },
    "challenge_progress.state": {
        "worse": "後退した / Went back",
        "unchanged": "変わらない / Unchanged",
        "better": "進んだ / Moved forward",
        "solved": "解決した / Solved",
    },
    "exclusion.kind": {
        "interest": "利益相反 / Conflict of interest",
        "travel": "移動の都合 / Travel",
        "other": "その他 / Other",
    },
    "log_memory.kind": {
        "column": "列 / Column",
        "company": "企業 / Company",
        "person": "人 / Person",
    },
    "means": {
        "train": "鉄道 / Train",
        "car": "自動車 / Car",
        "bus": "バス / Bus",
        "plane": "航空機 / Plane",
        "walk": "徒歩 / On foot",
        "other": "その他 / Other",
    },
    "mode": {
        "onsite": "訪問 / On site",
        "online": "オンライン / Online",
        "event": "展示会同行 / Exhibition accompanied",
    },
    "month_close.state": {
        "out_of_period": "期間外 / Out of period",
        "held": "実施 / Held",
        "excused": "見送り（理由承認） / Excused (reason accepted)",
        "scheduled": "予定 / Scheduled",
        "awaiting_record": "記録待ち / Awaiting record",
        "missed": "未実施 / Missed",
        "unscheduled": "日程未定 / No date yet",
        "blank": "これから / To come",
    },
    "next_action.status": {
        "open": "未完了 / Open",
        "done": "完了 / Done",
    },
    "outcome.kind": {
        "prototype": "試作品 / Prototype",
        "product": "製品・サービス / Product or service",
        "organisation": "新しい組織・体制 / New organisation",
        "concept": "構想 / Concept",
        "scenario": "一貫シナリオ（原材料→部品→最終製品） / Through-line scenario (raw material → part → final product)",
        "exhibition": "展示会出展 / Shown at an exhibition",
        "business_meeting": "商談 / Business meeting",
        "other": "その他 / Other",
    },
    "per": {
        "activity": "1件ごと / Each line",
        "day": "1日の合計 / The sum of a day",
    },
    "phase": {
        "listen": "聞く・聴く / Listen",
        "observe": "見る・観る / Observe",
        "diagnose": "診断する / Diagnose",
        "plan": "企てる / Plan",
    },
    "record_state": {
        "draft": "下書き / Draft",
        "final": "確定 / Final",
    },
    "role": {
        "lead": "主担当 / Lead",
        "sub_lead": "副担当 / Sub-lead",
    },
    "status": {
        "scheduled": "予定 / Scheduled",
        "held": "実施 / Held",
        "cancelled": "中止 / Cancelled",
        "postponed": "延期 / Postponed",
    },
    "visitor_kind": {
        "buyer": "バイヤー・仕入担当 / Buyer",
        "end_user": "使う人（一般・現場） / End user",
        "trader": "商社・卸 / Trading house or wholesaler",
        "maker": "メーカー・加工業 / Manufacturer",
        "designer": "デザイナー・設計者 / Designer or engineer",
        "press": "報道・媒体 / Press or media",
        "public": "行政・支援機関 / Public body or support organisation",
        "other": "その他 / Other",
    },
    "way": {
        "down": "切り捨て / Down",
        "nearest": "近いほうに丸める / To the nearest",
    },
    "work_log.kind": {
        "visit": "企業訪問 / Visits",
        "meeting": "チームミーティング / Team meetings",
        "training": "研修 / Training",
        "exhibition": "展示会 / Exhibition",
        "travel": "移動 / Travel",
        "preparation": "準備 / Preparation",
        "report_writing": "報告書作成 / Report writing",
        "other_duties": "その他業務 / Other duties",
    },
}


def choices_of(table: str, column: str) -> dict[str, str]:
    """By what is kept what it is called; empty where the column holds no choice."""
    return CHOICES.get(f"{table}.{column}") or CHOICES.get(column, {})
