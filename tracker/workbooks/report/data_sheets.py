"""The report's data sheets: one table each, one datum a cell, and every column with its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.domain.phases import Phase
from tracker.rows.report import ReportRow
from tracker.workbooks.report import data_rows
from tracker.workbooks.report.data_rows import Value
from tracker.workbooks.report.words import say


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a data sheet as 項目定義 explains it."""

    title: str
    definition: str
    unit: str = ""
    codes: str = ""


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A data sheet: ``rows`` gives one tuple a row, as long as ``columns``."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[ReportRow], Iterable[tuple[Value, ...]]]


_YES_NO = "1＝はい、0＝いいえ"
_ISO = "ISO 8601（年-月-日）"
COMPANY_ID = Column("支援企業番号", "事業での支援企業の番号")
COMPANY = Column("支援企業名", "法人の名称。公表できない企業はA社のように記す")
CASE_NUMBER = Column("案件番号", "事業での案件の番号。案件を特定しないときは空欄")
PERSON = Column("担い手氏名", "名簿の氏名")


def _day(title: str, definition: str) -> tuple[Column, Column]:
    return Column(title, definition, codes=_ISO), Column(f"{title}（和暦）", f"{definition}（和暦の表記）")


_PHASES = tuple(Column(say(phase), f"「{say(phase)}」に取り組んだか", codes=_YES_NO) for phase in Phase)
_PHASE_DAYS = tuple(
    Column(f"{say(phase)}のはじめの日", f"「{say(phase)}」の最初の根拠となる訪問・会議の日。ないときは空欄", codes=_ISO)
    for phase in Phase
)
_ROUND = (Column("評価時期番号", "評価時期の順番"), Column("評価時期", "評価時期の名前"))
_ITEM = (Column("評価項目番号", "評価項目の番号"), Column("評価項目（略称）", "実施機関による略称"))
_STATUS = Column("状態", "基準日における状態", codes="予定、実施、中止、延期")
_MODE = Column("方法", "訪問・会議の方法", codes="訪問、オンライン、展示会同行")
_COUNTS = Column("回数に数える", "基準日までに実施され、回数に数えるもの", codes=_YES_NO)
_TIMES = (
    Column("開始時刻", "はじめた時刻。記録がないときは空欄", codes="時:分"),
    Column("終了時刻", "終えた時刻。記録がないときは空欄", codes="時:分"),
)
_WORDS = Column("表示", "示してよい形にした値。回答者が少ないときは平均を示さない")

SHEETS: tuple[DataSheet, ...] = (
    DataSheet(
        "データ_企業",
        "支援企業ごとに1行",
        (
            COMPANY_ID,
            COMPANY,
            Column("法人番号", "国税庁の法人番号。未入力または公表できないときは空欄", codes="13桁の数字（文字列）"),
            Column("都道府県", "所在地の都道府県名"),
            Column("市区町村", "所在地の市区町村名。公表できないときは空欄"),
            Column(
                "標準地域コード", "所在地の標準地域コード。公表できないときは空欄", codes="総務省 標準地域コード（5桁の文字列）"
            ),
            *_day("支援開始日", "支援期間の最初の日"),
            *_day("支援終了日", "支援期間の最後の日"),
            Column("訪問回数（企業単位）", "年度のはじめから基準日までに実施し、回数に数える訪問の数", "回"),
            Column("うちオンライン", "訪問回数のうちオンラインのもの", "回"),
            Column("展示会同行", "回数に数えない展示会への同行の数", "回"),
            Column("企業別延べ会議回数", "この企業を扱った実施済みのチームミーティングの数", "回"),
            Column("主担当欠員日数", "支援期間のうち基準日までに主担当がいなかった日数", "日"),
            Column("副担当欠員日数", "支援期間のうち基準日までに副担当がいなかった日数", "日"),
        ),
        data_rows.companies,
    ),
    DataSheet(
        "データ_案件",
        "案件ごとに1行",
        (
            CASE_NUMBER,
            Column("案件名", "案件の名前"),
            Column("種別", "案件の種別。未入力は空欄"),
            COMPANY_ID,
            COMPANY,
            Column(
                "フェーズ", "基準日に達しているフェーズ。記録がないときは空欄", codes="聞く・聴く、見る・観る、診断する、企てる"
            ),
            *_PHASE_DAYS,
            Column("フェーズの日数", "いまのフェーズの最初の根拠から基準日までの日数。記録がないときは空欄", "日"),
            Column("案件別延べ回数", "回数に数える訪問のうち、この案件を扱ったものの数", "回"),
        ),
        data_rows.cases,
    ),
    DataSheet(
        "データ_担当",
        "担当の期間ごとに1行",
        (
            COMPANY_ID,
            COMPANY,
            PERSON,
            Column("役割", "担当の役割", codes="主担当、副担当"),
            *_day("担当開始日", "担当の最初の日"),
            *_day("担当終了日", "担当の最後の日。支援の終わりまで続くときは空欄"),
        ),
        data_rows.assignments,
    ),
    DataSheet(
        "データ_訪問",
        "年度の訪問ごとに1行（下書きを除く）",
        (
            Column("訪問ID", "訪問を一意に示す番号"),
            COMPANY_ID,
            COMPANY,
            *_day("訪問日", "訪問の日"),
            *_TIMES,
            _STATUS,
            _MODE,
            _COUNTS,
            Column("支援期間外", "支援期間の外に行われたか", codes=_YES_NO),
            Column("案件数", "扱った案件の数", "件"),
            Column("参加した担い手の数", "参加した（予定では参加する）担い手の人数", "人"),
        ),
        data_rows.visits,
    ),
    DataSheet(
        "データ_訪問案件",
        "訪問と案件の組ごとに1行",
        (
            Column("訪問ID", "データ_訪問の訪問ID"),
            Column("訪問日", "訪問の日", codes=_ISO),
            CASE_NUMBER,
            Column("案件名", "案件の名前"),
            *_PHASES,
            Column("報告用要約", "報告のために書かれた要約。未記入は空欄"),
        ),
        data_rows.visit_cases,
    ),
    DataSheet(
        "データ_会議",
        "年度のチームミーティングごとに1行（下書きを除く）",
        (
            Column("会議ID", "会議を一意に示す番号"),
            *_day("会議日", "会議の日"),
            *_TIMES,
            _STATUS,
            _MODE,
            _COUNTS,
            Column("企業数", "扱った支援企業の数", "社"),
            Column("参加した担い手の数", "参加した（予定では参加する）担い手の人数", "人"),
        ),
        data_rows.meetings,
    ),
    DataSheet(
        "データ_会議企業",
        "会議と支援企業の組ごとに1行",
        (
            Column("会議ID", "データ_会議の会議ID"),
            Column("会議日", "会議の日", codes=_ISO),
            COMPANY_ID,
            COMPANY,
            _COUNTS,
        ),
        data_rows.meeting_companies,
    ),
    DataSheet(
        "データ_参加",
        "訪問・会議と担い手の組ごとに1行",
        (
            Column("種類", "訪問か会議か", codes="企業訪問、チームミーティング"),
            Column("訪問ID・会議ID", "種類に応じてデータ_訪問またはデータ_会議のID"),
            Column("日付", "訪問・会議の日", codes=_ISO),
            PERSON,
            _STATUS,
        ),
        data_rows.attendance,
    ),
    DataSheet(
        "データ_企業月",
        "支援企業と月の組ごとに1行",
        (
            COMPANY_ID,
            COMPANY,
            Column("月", "年と月", codes="ISO 8601（年-月）"),
            Column(
                "月の状態",
                "基準日における月の状態",
                codes="期間外、実施、見送り（理由承認）、予定、記録待ち、未実施、日程未定、これから",
            ),
            Column("必要回数", "その月に求められる訪問の数", "回"),
            Column("訪問回数（企業単位）", "回数に数える訪問の数", "回"),
            Column("うちオンライン", "訪問回数のうちオンラインのもの", "回"),
            Column("展示会同行", "回数に数えない展示会への同行の数", "回"),
            Column("支援期間外の訪問", "支援期間の外に行われた訪問の数", "回"),
            Column("企業別延べ会議回数", "この企業を扱った実施済みのチームミーティングの数", "回"),
        ),
        data_rows.months,
    ),
    DataSheet(
        "データ_見送り",
        "理由が承認された見送りの月ごとに1行",
        (
            COMPANY_ID,
            COMPANY,
            Column("月", "見送った月", codes="ISO 8601（年-月）"),
            Column("理由", "訪問を見送った理由"),
            Column("承認者", "理由を認めた人"),
        ),
        data_rows.excuses,
    ),
    DataSheet(
        "データ_評価",
        "評価時期、担い手、評価項目の組ごとに1行（他者評価の平均）",
        (
            *_ROUND,
            PERSON,
            *_ITEM,
            Column("他者評価の平均", "他者評価の平均。示せないときは空欄", "点"),
            _WORDS,
        ),
        data_rows.scores,
    ),
    DataSheet(
        "データ_評価集計",
        "評価時期、評価項目、評価の種類の組ごとに1行（担い手全体）",
        (
            *_ROUND,
            *_ITEM,
            Column("評価の種類", "だれによる評価か", codes="自己評価、他者評価"),
            Column("平均", "担い手ごとの値の平均。示せないときは空欄", "点"),
            Column("人数", "平均に入っている担い手の人数。示せないときは空欄", "人"),
            _WORDS,
        ),
        data_rows.group,
    ),
    DataSheet(
        "データ_評価項目",
        "評価項目ごとに1行",
        (
            *_ITEM,
            Column("評価項目の文", "評価項目の文。原典が欠けているときは読める部分だけ。ないときは空欄"),
            Column("文の状態", "原典の記載を確認しているときだけ記す", codes=WORDING_BEING_CHECKED),
        ),
        data_rows.items,
    ),
    DataSheet(
        "データ_成果",
        "年度のはじめから基準日までの成果ごとに1行",
        (
            Column("成果ID", "成果を一意に示す番号"),
            COMPANY_ID,
            COMPANY,
            CASE_NUMBER,
            Column(
                "成果区分",
                "成果の種類",
                codes="試作品、製品・サービス、新しい組織・体制、構想、一貫シナリオ（原材料→部品→最終製品）、展示会出展、商談、その他",
            ),
            Column("その他の内容", "成果区分が「その他」のときの内容。ほかは空欄"),
            *_day("成果の日", "成果が出た日"),
            Column("内容", "成果の内容"),
            Column("裏付け", "成果を確かめられるもの。未記入は空欄"),
        ),
        data_rows.outcomes,
    ),
)
