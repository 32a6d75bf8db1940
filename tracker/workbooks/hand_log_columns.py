"""The columns of a log kept by hand, under every name that associations give them."""

from tracker.domain.hand_log import REQUIRED_FIELDS, SEVERAL_COLUMNS, LogField
from tracker.workbooks.roster_columns import NAMES_OF_COMPANIES
from tracker.workbooks.tables import Column

_NAMES: dict[LogField, tuple[str, ...]] = {
    LogField.DAY: ("日付", "訪問日", "実施日", "年月日", "月日", "日時", "開催日", "訪問年月日", "実施年月日", "日", "date"),
    LogField.COMPANY: NAMES_OF_COMPANIES,
    LogField.KIND: ("種別", "区分", "種類", "形態", "方法", "訪問種別", "実施形態", "活動区分", "活動内容区分"),
    LogField.PEOPLE: (
        "参加者",
        "参加した人",
        "出席者",
        "訪問者",
        "担当者",
        "担い手",
        "対応者",
        "メンバー",
        "担当",
        "実施者",
        "支援者",
        "同行者",
    ),
    LogField.CASE: ("案件", "案件名", "案件番号", "件名", "テーマ"),
    LogField.PHASES: ("フェーズ", "段階", "取り組んだ段階", "取組段階", "ステップ", "プロセス", "phase"),
    LogField.TOOLS: ("使用ツール", "ツール", "使用したツール", "対話のツール", "対話ツール", "手法", "使用手法"),
    LogField.TEXT: (
        "内容",
        "記録",
        "実施内容",
        "支援内容",
        "訪問内容",
        "概要",
        "議事",
        "メモ",
        "備考",
        "聞いたこと",
        "聞いたこと・見たこと",
    ),
    LogField.HOMEWORK: ("宿題", "宿題事項", "次回までの宿題", "今後の対応事項", "対応事項", "ToDo", "課題・宿題"),
    LogField.NEXT: ("次回", "次回訪問", "次回訪問日", "次回予定", "次回予定日", "次回日程", "次回日時"),
    LogField.HOURS: (
        "時間",
        "時刻",
        "所要時間",
        "従事時間",
        "実施時間",
        "訪問時間",
        "開始終了",
        "時間帯",
        "支援時間",
        "開始時刻",
        "終了時刻",
        "開始時間",
        "終了時間",
    ),
    LogField.PLACE: ("場所", "会場", "訪問先", "実施場所", "開催場所"),
    LogField.COUNTERPARTS: ("先方", "先方出席者", "先方の出席者", "企業側出席者", "企業側参加者", "面談者", "相手方"),
}

COLUMNS = tuple(
    Column(about.value, names[0], names[1:], repeated=about in SEVERAL_COLUMNS, required=about in REQUIRED_FIELDS)
    for about, names in _NAMES.items()
)


def heading_of(about: LogField) -> str:
    """What a column of that field is called where sentences name it."""
    return _NAMES[about][0]
