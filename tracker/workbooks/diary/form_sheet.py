"""The sheet 業務日誌: every day of the month, the totals, the rounding in words, and the boxes for the signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.calendar import TOKYO
from tracker.domain.era import era_date, era_month
from tracker.domain.rounding import RoundingPer
from tracker.domain.travel import BACK
from tracker.rows.diaries import DiaryRow
from tracker.rows.work_log import ActivityRow
from tracker.workbooks.diary.words import WAYS, WEEKDAYS, clock, say, say_rule
from tracker.workbooks.report.styles import (
    BODY,
    BOLD,
    BORDER,
    CENTRE,
    TOTAL_FILL,
    Value,
    centre,
    lines_of,
    put,
    set_up_page,
    set_widths,
    write_head,
    write_notes,
    write_row,
    write_title,
)
from tracker.workbooks.report.words import NOT_SHOWN
from tracker.workbooks.report.words import say as say_phase

LINE_HEIGHT, LEAST_HEIGHT = 14.0, 17.0  # points
COLUMNS = ("日付", "開始", "終了", "休憩", "時間", "端数処理後", "業務の種類", "支援企業", "内容", "移動", "交通費（円）")
WIDTHS = (15, 6.5, 6.5, 6.5, 8, 9, 13.5, 18, 33, 26, 11)
HOURS = "[h]:mm"
NO_TIMES = "時刻未記入"
BREAK, TIME, COUNTED, COST = 4, 5, 6, 11  # columns


def write_form(sheet: Worksheet, diary: DiaryRow, *, made_on: date) -> None:
    """The whole sheet, A4 landscape, the headings repeated on every page."""
    set_widths(sheet, WIDTHS)
    start = write_title(sheet, f"業務日誌　{era_month(diary.month.first)}分", _lines(diary, made_on), len(COLUMNS))
    write_head(sheet, start, COLUMNS)
    row = start
    for row, values in enumerate(_rows(diary), start=start + 1):
        _write(sheet, row, values, bold=False)
    row += 1
    cost = diary.cost_yen
    totals = ("合計", "", "", "", _hours(diary.hours.minutes), _hours(diary.hours.counted), "", "", "", "", cost)
    _write(sheet, row, totals, bold=True)
    row = _totals(sheet, row + 2, diary)
    row = _signatures(sheet, row + 1, diary)
    last = write_notes(sheet, row + 1, _notes(diary), len(COLUMNS))
    set_up_page(sheet, last_row=last, columns=len(COLUMNS), repeat=f"{start}:{start}")


def _lines(diary: DiaryRow, made_on: date) -> Iterator[str]:
    yield f"実施機関：{diary.organisation}　　事業：{diary.programme}"
    yield f"{diary.producer_label}：{diary.producer}　　作成日：{era_date(made_on)}　　状態：{say(diary.state)}"


def _rows(diary: DiaryRow) -> Iterator[tuple[Value, ...]]:
    """A row an activity, and a row for every day without one."""
    by_day = {day.on: day for day in diary.days}
    on = diary.month.first
    while on <= diary.month.last:
        day = by_day.get(on)
        if day is None:
            yield (_day(on, ""), *[""] * (len(COLUMNS) - 1))
        else:
            for place, line in enumerate(day.lines):
                # A day that is rounded as a whole has its rounded time once, beside its first activity.
                counted = day.counted if place == 0 else None
                yield _activity(diary, line, _day(on, day.holiday), counted)
        on += timedelta(days=1)


def _activity(diary: DiaryRow, line: ActivityRow, day: str, counted_of_day: int | None) -> tuple[Value, ...]:
    activity, span = line.activity, line.activity.span
    rule = diary.hours.rule
    counted = counted_of_day if rule.per is RoundingPer.DAY else rule.rounded(activity.minutes or 0)
    return (
        day,
        clock(activity.start) or "",
        (clock(span[1]) or "") if span else "",
        _hours(activity.break_minutes) if activity.break_minutes else "",
        NO_TIMES if activity.minutes is None else _hours(activity.minutes),
        "" if counted is None else _hours(counted),
        say(activity.kind),
        "、".join(line.companies),
        line.content or "、".join(say_phase(phase) for phase in line.phases),
        _travel(line),
        line.cost_yen if line.travel and line.travel.record.cost_yen is not None and line.cost_yen else "",
    )


def _travel(line: ActivityRow) -> str:
    if line.travel is None:
        return ""
    record = line.travel.record
    ends = (record.from_place or NOT_SHOWN, record.to_place or NOT_SHOWN)
    ends = ends[::-1] if line.activity.ref.part == BACK else ends
    places = "→".join(ends) if record.from_place or record.to_place else ""
    words = [WAYS[line.activity.ref.part], places, say(record.means) if record.means else ""]
    return "　".join(word for word in words if word)


def _totals(sheet: Worksheet, row: int, diary: DiaryRow) -> int:
    """By kind on the left, by company on the right; returns the last row."""
    for column, title in ((1, "業務の種類ごとの合計"), (8, "支援企業ごとの合計")):
        put(sheet.cell(row, column), title)
        sheet.cell(row, column).font = BOLD
    kinds: list[tuple[str, int]] = [(say(kind), total.minutes) for kind, total in diary.by_kind.items()]
    companies = [("、".join(one.names) or "特定の企業ではない", one.total.minutes) for one in diary.by_company]
    for (name_column, last_name_column, time_column), found in (((1, 4, 5), kinds), ((8, 9, 10), companies)):
        for at, (name, minutes) in enumerate([*found, ("合計", diary.hours.minutes)], start=row + 1):
            sheet.merge_cells(start_row=at, start_column=name_column, end_row=at, end_column=last_name_column)
            put(sheet.cell(at, name_column), name)
            put(sheet.cell(at, time_column), _hours(minutes))
            sheet.cell(at, time_column).number_format = HOURS
            for column in range(name_column, time_column + 1):
                sheet.cell(at, column).border = BORDER
                sheet.cell(at, column).font = BOLD if name == "合計" else BODY
            if sheet.row_dimensions[at].height is None:
                sheet.row_dimensions[at].height = 22
    return row + 1 + max(len(kinds), len(companies))


def _signatures(sheet: Worksheet, row: int, diary: DiaryRow) -> int:
    """Two boxes: the person, and somebody responsible; what was confirmed in the program stands in them."""
    standing = diary.standing
    boxes = (
        (8, "本人", standing.confirmed_at if standing else None, standing.confirmed_by if standing else ""),
        (9, "責任者", standing.approved_at if standing else None, standing.approved_by if standing else ""),
    )
    for column, title, at, name in boxes:
        put(sheet.cell(row, column), title)
        put(sheet.cell(row + 1, column), f"{name}\n{era_date(at.astimezone(TOKYO).date())}" if at else "")
        for offset in (0, 1):
            sheet.cell(row + offset, column).border = BORDER
            sheet.cell(row + offset, column).font = BODY
            sheet.cell(row + offset, column).alignment = CENTRE
    sheet.row_dimensions[row + 1].height = 54
    return row + 1


def _notes(diary: DiaryRow) -> Iterator[str]:
    yield f"端数処理：{say_rule(diary.hours.rule)}"
    yield "「時間」は開始から終了までの長さから休憩を除いたもので、端数処理の前。単位は時間:分。"
    if diary.missing:
        yield f"時刻未記入の記録が{diary.missing}件あり、時間に入っていない。"
    if diary.changes:
        yield "確定後に記録が変わった。確定したときの合計は" + _said(diary.standing.minutes if diary.standing else 0) + "。"
    yield "この日誌は伴走支援トラッカーの記録から作成した。所管官庁の様式ではない。"


def _write(sheet: Worksheet, row: int, values: tuple[Value, ...], *, bold: bool) -> None:
    write_row(sheet, row, values, bold=bold, fill=TOTAL_FILL if bold else None)
    # A time is a fraction of a day in its cell and four characters on paper: only words make a row higher.
    lines = max(lines_of(value, width) for value, width in zip(values, WIDTHS, strict=True) if not isinstance(value, float))
    sheet.row_dimensions[row].height = max(lines * LINE_HEIGHT + 2, LEAST_HEIGHT)
    for column in (BREAK, TIME, COUNTED):
        if isinstance(values[column - 1], int | float):
            sheet.cell(row, column).number_format = HOURS
    if isinstance(values[COST - 1], int):
        sheet.cell(row, COST).number_format = "#,##0"
    centre(sheet, row, (2, 3))
    sheet.cell(row, 1).alignment = Alignment(vertical="center", wrap_text=True)


def _hours(minutes: int) -> float:
    """As the program of the sheet counts time: in days."""
    return minutes / (24 * 60)


def _said(minutes: int) -> str:
    return f"{minutes // 60}時間{minutes % 60}分"


def _day(on: date, holiday: str) -> str:
    return f"{on.month}/{on.day}（{WEEKDAYS[on.weekday()]}{'・祝' if holiday else ''}）"
