"""The lines of a diary for machines: one datum a cell, minutes as numbers, every column with its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from tracker.domain.era import era_date
from tracker.domain.rounding import RoundingPer
from tracker.domain.travel import TravelMeans
from tracker.domain.work_log import WorkKind
from tracker.domain.work_months import WorkMonthState
from tracker.rows.diaries import DiaryRow
from tracker.workbooks.diary.words import SOURCES, WAYS, clock, say
from tracker.workbooks.report.columns import CLOCK, COMPANY, COMPANY_ID, PERSON, Column, day
from tracker.workbooks.report.saving import Table
from tracker.workbooks.report.styles import Value


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A data sheet: ``rows`` gives one tuple a row, as long as ``columns``."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[DiaryRow], Iterable[tuple[Value, ...]]]

    def table(self, diary: DiaryRow) -> Table:
        return Table(self.title, tuple(column.title for column in self.columns), partial(self.rows, diary))


def _lines(diary: DiaryRow) -> Iterator[tuple[Value, ...]]:
    rule = diary.hours.rule
    for number, line in enumerate(diary.lines, start=1):
        activity, travel = line.activity, line.travel.record if line.travel else None
        span = activity.span
        counted = rule.rounded(activity.minutes or 0) if rule.per is RoundingPer.ACTIVITY else None
        yield (
            number,
            diary.producer,
            activity.on.isoformat(),
            era_date(activity.on),
            say(activity.kind),
            clock(activity.start),
            clock(span[1]) if span else None,
            activity.break_minutes,
            activity.minutes,
            counted,
            len(activity.companies),
            line.content or None,
            WAYS[activity.ref.part] if line.travel else None,
            travel.from_place or None if travel else None,
            travel.to_place or None if travel else None,
            say(travel.means) if travel and travel.means else None,
            line.cost_yen if travel and travel.cost_yen is not None else None,
            travel.distance_km if travel else None,
            SOURCES[activity.ref.source],
            activity.ref.source_id,
            say(diary.state),
        )


def _companies(diary: DiaryRow) -> Iterator[tuple[Value, ...]]:
    for number, line in enumerate(diary.lines, start=1):
        for enrolment_id, name in zip(line.activity.companies, line.companies, strict=True):
            yield number, enrolment_id, name


NUMBER = Column("従事時間番号", "この業務日誌の中での行の番号", is_id=True)
NO_TRAVEL = "移動ではない、または記録がない"
KINDS = "、".join(say(kind) for kind in WorkKind)
SHEETS = (
    DataSheet(
        "データ_従事時間",
        "従事した業務ごとに1行（移動は行きと帰りで2行）",
        (
            NUMBER,
            PERSON,
            *day("日付", "従事した日"),
            Column("業務の種類", "従事した業務の種類", codes=KINDS),
            Column("開始時刻", "はじめた時刻", codes=CLOCK, blank="記録がない"),
            Column("終了時刻", "終えた時刻。24:00はその日の終わり", codes=CLOCK, blank="記録がない"),
            Column("休憩", "休憩の長さ", "分"),
            Column("従事時間", "開始から終了までの長さから休憩を除いたもの。端数処理の前", "分", blank="時刻未記入"),
            Column("従事時間（端数処理後）", "端数処理をした長さ", "分", blank="1日の合計だけを端数処理する"),
            Column("支援企業の数", "関わる支援企業の数。内訳はデータ_従事時間企業", "社"),
            Column("内容", "報告用要約、または本人が書いた内容", blank="未記入"),
            Column("移動の区間", "移動の行き・帰りの別", codes="、".join(WAYS.values()), blank="移動ではない"),
            Column("出発地", "移動の出発地", blank=NO_TRAVEL),
            Column("行き先", "移動の行き先", blank=NO_TRAVEL),
            Column("交通手段", "主な交通手段", codes="、".join(say(means) for means in TravelMeans), blank=NO_TRAVEL),
            Column("交通費", "往復の交通費。1回の移動に1度だけ記す", "円", blank=NO_TRAVEL),
            Column("距離", "往復の距離", "km", blank=NO_TRAVEL),
            Column("もとの記録", "時間を読み取った記録", codes="、".join(SOURCES.values())),
            Column("もとの記録の番号", "もとの記録を一意に示す番号", is_id=True),
            Column("月の状態", "業務日誌の月の状態", codes="、".join(say(state) for state in WorkMonthState)),
        ),
        _lines,
    ),
    DataSheet("データ_従事時間企業", "従事した業務と支援企業の組ごとに1行", (NUMBER, COMPANY_ID, COMPANY), _companies),
)
