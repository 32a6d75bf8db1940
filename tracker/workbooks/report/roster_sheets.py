"""The data sheets behind two figures of the summary: who is on the roster, and what lies between two visits."""

from __future__ import annotations

from tracker.workbooks.report import data_rows
from tracker.workbooks.report.columns import COMPANY, COMPANY_ID, ISO, PERSON, YES_NO, Column
from tracker.workbooks.report.data_sheet import DataSheet

PEOPLE = DataSheet(
    "データ_担い手",
    "名簿の担い手ごとに1行（名簿を離れた人を含む）",
    (
        PERSON,
        Column("区分", "名簿の区分", blank="未入力"),
        Column("基準日に名簿にいる", "基準日に名簿にいるか", codes=YES_NO),
    ),
    data_rows.people,
    key=("担い手氏名",),
)
GAPS = DataSheet(
    "データ_合間",
    "続けて行った2回の訪問の組ごとに1行（後の訪問が期間の中のもの）",
    (
        COMPANY_ID,
        COMPANY,
        Column("前の訪問日", "前の訪問の日", codes=ISO),
        Column("後の訪問日", "後の訪問の日", codes=ISO),
        Column("間に会議があった", "2回の訪問の間を埋めるチームミーティングがあったか", codes=YES_NO),
        Column("間の会議の数", "この間を埋めるチームミーティングの数", "回"),
        Column(
            "会議不要の理由", "会議がなくてもよいとした理由。回数は変わらない", blank="会議があった、または会議不要としていない"
        ),
        Column("会議不要とした人", "会議不要とした人の名前", blank="会議があった、または会議不要としていない"),
    ),
    data_rows.gaps,
    key=("支援企業番号", "後の訪問日"),
)
