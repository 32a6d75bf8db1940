"""The report's sheets of assessment: the group's means with radars, the dumbbell over the rounds, the latest round's heat map."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from tracker.rows.report import ReportRow
from tracker.rows.result_pictures import ends, group_dumbbells
from tracker.rows.result_sentences import dumbbells_said, heat_map_said, radar_said
from tracker.workbooks.assessment import dumbbell, group, heat_map
from tracker.workbooks.assessment.radar import below, draw_radars
from tracker.workbooks.assessment.wording import told_items, told_wordings
from tracker.workbooks.report.form_sheets import report_lines, report_title
from tracker.workbooks.report.styles import (
    BODY,
    on_first_page,
    set_up_page,
    set_widths,
    write_notes,
    write_title,
)


def write_assessment(sheet: Worksheet, report: ReportRow) -> None:
    """評価: first and last round as radars; one row an item, self and peer of each round with n where it may be shown."""
    rounds, widths = report.results.rounds, group.widths_of(report.results.rounds)
    width = on_first_page(widths)
    set_widths(sheet, widths)
    title = f"{report.head.producer_label}の能力の評価（{len(report.items)}項目）"
    start = write_title(sheet, report_title(report, title), report_lines(report), width)
    radars = start
    if rounds:
        said = radar_said(rounds[0].round.name, rounds[-1].round.name, report.results.finding)
        radars = write_notes(sheet, start, (str(said),), width, font=BODY) + 1
        start = below(radars)
    row = group.write_group(sheet, report.items, rounds, start)
    last = write_notes(sheet, row + 1, (*_notes(report), *told_wordings(rounds)), width)
    if rounds:
        draw_radars(sheet, ends(rounds), row=radars, table=last + 2, widths=widths)
    set_up_page(sheet, last_row=last, columns=len(widths), repeat=f"{start}:{start}")


def write_changes(sheet: Worksheet, report: ReportRow) -> None:
    """評価の動き: self and peers of every round, item by item, over the band of noise."""
    rows = group_dumbbells(report.results.rounds)
    width = len(dumbbell.WIDTHS)
    set_widths(sheet, dumbbell.WIDTHS)
    row = write_title(sheet, report_title(report, "評価の動き（項目と評価時期ごと）"), report_lines(report), width)
    if not rows:
        _say_why_not(sheet, report, row, width)
        return
    row = write_notes(sheet, row, (str(dumbbells_said(report.results.finding)),), width, font=BODY)
    head, last = dumbbell.write_dumbbells(sheet, rows, row + 1)
    last = write_notes(sheet, last + 1, (*dumbbell.NOTES, *told_wordings(report.results.rounds)), width)
    set_up_page(sheet, last_row=last, columns=width, repeat=f"{head}:{head}")


def write_persons(sheet: Worksheet, report: ReportRow) -> None:
    """評価の一覧: the peers' means of the latest round, persons in the order of the roster by items."""
    rounds = report.results.rounds
    items = [mean.item for mean in rounds[-1].means] if rounds else []
    widths = heat_map.widths_of(len(items))
    width = on_first_page(widths)
    set_widths(sheet, widths)
    row = write_title(sheet, report_title(report, "他者評価の一覧（担い手×評価項目）"), report_lines(report), width)
    if not rounds:
        _say_why_not(sheet, report, row, width)
        return
    latest = rounds[-1].round
    scores = [score for score in report.results.scores if score.round.round_id == latest.round_id]
    names = dict.fromkeys((score.producer_id, score.name) for score in scores)
    rows = [(name, [score.peer for score in scores if score.producer_id == of]) for of, name in names]
    said = heat_map_said(latest.name, persons=len(rows), items=len(items), cells=[score.peer for score in scores])
    row = write_notes(sheet, row, (str(said),), width, font=BODY)
    start = row + 2
    last = heat_map.write_heat_map(sheet, (f"{report.head.producer_label}の氏名", *told_items(items)), rows, latest.scale, start)
    last = write_notes(sheet, last + 1, (*heat_map.NOTES, *told_wordings(rounds[-1:])), width)
    set_up_page(sheet, last_row=last, columns=len(widths), repeat=f"{start}:{start}")


def _say_why_not(sheet: Worksheet, report: ReportRow, row: int, width: int) -> None:
    last = write_notes(sheet, row, _notes(report), width)
    set_up_page(sheet, last_row=last, columns=width, repeat="1:1")


def _notes(report: ReportRow) -> tuple[str, ...]:
    rounds = report.results.rounds
    if report.results.withheld:
        return (
            f"この報告書を作る人が評価者だったため、結果を載せていない評価時期：{'、'.join(report.results.withheld)}。"
            "マネージャーか、評価者でない人が作ると載る。",
        )
    if not rounds:
        return ("基準日までに締め切られた評価時期はまだない。",)
    return (group.scale_note(rounds), *group.NOTES)
