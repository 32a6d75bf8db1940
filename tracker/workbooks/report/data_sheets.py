"""The report's data sheets: one table each, one datum a cell, and every column with its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.rows.report import ReportRow
from tracker.workbooks.report import data_rows
from tracker.workbooks.report.columns import (
    CASE_NUMBER,
    CASE_TITLE,
    COMPANY,
    COMPANY_ID,
    COUNTS,
    EVENT_ESCORTS,
    ISO,
    ISO_MONTH,
    MEETING_COUNT,
    MODE,
    ONLINE_COUNT,
    PERSON,
    PHASE_DAYS,
    PHASES,
    ROUND,
    SHOWN,
    STATUS,
    TIMES,
    VISIT_COUNT,
    WORDED_ITEM,
    YES_NO,
    Column,
    day,
)
from tracker.workbooks.report.data_rows import Value


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A data sheet: ``rows`` gives one tuple a row, as long as ``columns``."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[ReportRow], Iterable[tuple[Value, ...]]]


SHEETS: tuple[DataSheet, ...] = (
    DataSheet(
        "データ_企業",
        "支援企業ごとに1行",
        (
            COMPANY_ID,
            COMPANY,
            Column("法人番号", "国税庁の法人番号", codes="13桁の数字（文字列）", blank="未入力、または公表できない"),
            Column("都道府県", "所在地の都道府県名", blank="未入力"),
            Column("市区町村", "所在地の市区町村名", blank="未入力、または公表できない"),
            Column(
                "標準地域コード",
                "所在地の市区町村の標準地域コード",
                codes="総務省 標準地域コード（5桁の文字列）",
                blank="未入力、または公表できない",
            ),
            *day("支援開始日", "支援期間の最初の日"),
            *day("支援終了日", "支援期間の最後の日", "終わりの日が決まっていない"),
            VISIT_COUNT,
            ONLINE_COUNT,
            EVENT_ESCORTS,
            MEETING_COUNT,
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
            CASE_TITLE,
            Column("種別", "案件の種別", blank="未入力"),
            COMPANY_ID,
            COMPANY,
            Column(
                "フェーズ",
                "基準日に達しているフェーズ",
                codes="聞く・聴く、見る・観る、診断する、企てる",
                blank="基準日までに記録がない",
            ),
            *PHASE_DAYS,
            Column("フェーズの日数", "いまのフェーズの最初の根拠から基準日までの日数", "日", blank="基準日までに記録がない"),
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
            *day("担当開始日", "担当の最初の日"),
            *day("担当終了日", "担当の最後の日", "支援の終わりまで続く"),
        ),
        data_rows.assignments,
    ),
    DataSheet(
        "データ_訪問",
        "年度の訪問ごとに1行（下書きを除く）",
        (
            Column("訪問ID", "訪問を一意に示す番号", is_id=True),
            COMPANY_ID,
            COMPANY,
            *day("訪問日", "訪問の日"),
            *TIMES,
            STATUS,
            MODE,
            COUNTS,
            Column("支援期間外", "支援期間の外に行われたか", codes=YES_NO),
            Column("案件数", "扱った案件の数", "件"),
            Column("参加した担い手の数", "参加した（予定では参加する）担い手の人数", "人"),
        ),
        data_rows.visits,
    ),
    DataSheet(
        "データ_訪問案件",
        "訪問と案件の組ごとに1行",
        (
            Column("訪問ID", "データ_訪問の訪問ID", is_id=True),
            Column("訪問日", "訪問の日", codes=ISO),
            CASE_NUMBER,
            CASE_TITLE,
            *PHASES,
            Column("報告用要約", "報告のために書かれた要約", blank="未記入"),
        ),
        data_rows.visit_cases,
    ),
    DataSheet(
        "データ_会議",
        "年度のチームミーティングごとに1行（下書きを除く）",
        (
            Column("会議ID", "会議を一意に示す番号", is_id=True),
            *day("会議日", "会議の日"),
            *TIMES,
            STATUS,
            MODE,
            COUNTS,
            Column("企業数", "扱った支援企業の数", "社"),
            Column("参加した担い手の数", "参加した（予定では参加する）担い手の人数", "人"),
        ),
        data_rows.meetings,
    ),
    DataSheet(
        "データ_会議企業",
        "会議と支援企業の組ごとに1行",
        (
            Column("会議ID", "データ_会議の会議ID", is_id=True),
            Column("会議日", "会議の日", codes=ISO),
            COMPANY_ID,
            COMPANY,
            COUNTS,
        ),
        data_rows.meeting_companies,
    ),
    DataSheet(
        "データ_参加",
        "訪問・会議と担い手の組ごとに1行",
        (
            Column("種類", "訪問か会議か", codes="企業訪問、チームミーティング"),
            Column("訪問ID・会議ID", "種類に応じて、データ_訪問の訪問IDまたはデータ_会議の会議ID", is_id=True),
            Column("日付", "訪問・会議の日", codes=ISO),
            PERSON,
            STATUS,
        ),
        data_rows.attendance,
    ),
    DataSheet(
        "データ_企業月",
        "支援企業と月の組ごとに1行",
        (
            COMPANY_ID,
            COMPANY,
            Column("月", "年と月", codes=ISO_MONTH),
            Column(
                "月の状態",
                "基準日における月の状態",
                codes="期間外、実施、見送り（理由承認）、予定、記録待ち、未実施、日程未定、これから",
            ),
            Column("必要回数", "その月に求められる訪問の数", "回"),
            VISIT_COUNT,
            ONLINE_COUNT,
            EVENT_ESCORTS,
            Column("支援期間外の訪問", "支援期間の外に行われた訪問の数", "回"),
            MEETING_COUNT,
        ),
        data_rows.months,
    ),
    DataSheet(
        "データ_見送り",
        "理由が承認された見送りの月ごとに1行",
        (
            COMPANY_ID,
            COMPANY,
            Column("月", "見送った月", codes=ISO_MONTH),
            Column("理由", "訪問を見送った理由"),
            Column("承認者", "理由を認めた人"),
        ),
        data_rows.excuses,
    ),
    DataSheet(
        "データ_評価",
        "評価時期、担い手、評価項目の組ごとに1行（他者評価の平均）",
        (
            *ROUND,
            PERSON,
            *WORDED_ITEM,
            Column(
                "他者評価の平均",
                "評価された人ごとの他者評価の平均",
                "点",
                blank="示せない、または上限・下限だけを示す（表示を参照）",
            ),
            SHOWN,
        ),
        data_rows.scores,
    ),
    DataSheet(
        "データ_評価集計",
        "評価時期、評価項目、評価の種類の組ごとに1行（担い手全体）",
        (
            *ROUND,
            *WORDED_ITEM,
            Column("評価の種類", "だれによる評価か", codes="自己評価、他者評価"),
            Column("平均", "担い手ごとの値の平均", "点", blank="示せない、または上限・下限だけを示す（表示を参照）"),
            Column("人数", "平均に入っている担い手の人数", "人", blank="示せない"),
            SHOWN,
        ),
        data_rows.group,
    ),
    DataSheet(
        "データ_評価項目",
        "評価項目の文言ごとに1行（今の文言と、評価時期で使った文言）",
        (
            *WORDED_ITEM,
            Column("今の文言", "今の文言か（0は、直す前の文言）", codes=YES_NO),
            Column("評価項目の文", "評価項目の文。原典が欠けているときは読める部分だけ", blank="原典の文がない"),
            Column("文の状態", "文が原典どおりに揃っているか", codes=WORDING_BEING_CHECKED, blank="原典どおりに揃っている"),
        ),
        data_rows.items,
    ),
    DataSheet(
        "データ_成果",
        "年度のはじめから基準日までの成果ごとに1行",
        (
            Column("成果ID", "成果を一意に示す番号", is_id=True),
            COMPANY_ID,
            COMPANY,
            replace(CASE_NUMBER, blank="案件を特定しない成果"),
            Column(
                "成果区分",
                "成果の種類",
                codes="試作品、製品・サービス、新しい組織・体制、構想、一貫シナリオ（原材料→部品→最終製品）、展示会出展、商談、その他",
            ),
            Column("その他の内容", "成果区分が「その他」のときの内容", blank="成果区分が「その他」ではない"),
            *day("成果の日", "成果が出た日"),
            Column("内容", "成果の内容"),
            Column("裏付け", "成果を確かめられるもの", blank="未記入"),
        ),
        data_rows.outcomes,
    ),
    DataSheet(
        "データ_まとめ",
        "案件とまとめ文の項目の組ごとに1行（まとめ文のある案件）",
        (
            CASE_NUMBER,
            CASE_TITLE,
            COMPANY_ID,
            COMPANY,
            Column("項目", "まとめ文の項目", codes="課題、取組、成果、今後の対応事項"),
            Column("まとめ文", "記録をもとに書かれた文", blank="記載がない"),
            Column("書いた日", "いまの文を保存した日", codes=ISO),
        ),
        data_rows.narratives,
    ),
)
