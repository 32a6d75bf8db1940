"""The manager's own workbook of results: group, dumbbell, heat map and teams; it never goes to the ministry."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.era import era_date, era_fiscal_year
from tracker.rows.result_books import ResultsBookRow
from tracker.rows.result_pictures import ends, group_dumbbells
from tracker.rows.result_sentences import dumbbells_said, heat_map_said, radar_said
from tracker.workbooks.assessment import coverage, dumbbell, group, heat_map
from tracker.workbooks.assessment.radar import below, draw_radars
from tracker.workbooks.assessment.wording import told_items, told_wordings
from tracker.workbooks.report.styles import BODY, on_first_page, set_up_page, set_widths, write_notes, write_title

CONFIDENTIAL = "取扱注意：マネージャー用。一人ひとりの評価の結果を含むため、担い手に配らず、省庁への報告書に入れない。"
TEAMS = "チームの補い合い"


def write_results(row: ResultsBookRow, out: BinaryIO, *, made_at: datetime) -> None:
    """Write the workbook to ``out``."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for name, write in (("全体", _group), ("動き", _changes), ("一人ずつ", _persons), (TEAMS, _coverage)):
        sheet = book.create_sheet(name)
        write(sheet, row)
        sheet.oddFooter.right.text = "取扱注意"
    book.properties.title = f"{row.results.round.name} 評価の結果（マネージャー用）"
    book.properties.creator = row.programme.organisation
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    book.save(out)


def _title(sheet: Worksheet, row: ResultsBookRow, title: str, width: int) -> int:
    programme = row.programme
    lines = (
        f"実施機関：{programme.organisation}　　事業：{programme.name}",
        f"作成日：{era_date(row.today)}（この日までに公開された評価時期）",
        CONFIDENTIAL,
    )
    return write_title(sheet, f"{era_fiscal_year(programme.fiscal_year)}　{title}", lines, width)


def _group(sheet: Worksheet, row: ResultsBookRow) -> None:
    """全体: the radars, the means of every round, and the wording of the round that is shown."""
    rounds, widths = row.results.rounds, group.widths_of(row.results.rounds)
    width = on_first_page(widths)
    set_widths(sheet, widths)
    start = _title(sheet, row, f"{row.programme.producer_label}の能力の評価", width)
    said = radar_said(rounds[0].round.name, rounds[-1].round.name, row.results.finding)
    radars = write_notes(sheet, start, (str(said),), width, font=BODY) + 1
    start = below(radars)
    last = group.write_group(sheet, row.results.items, rounds, start)
    notes = (
        group.scale_note(rounds),
        *group.NOTES,
        "管理者評価は、管理者が自分の名前で付けた別の評価で、自己評価や他者評価の平均には入らない。",
        f"項目の文は「{row.results.round.name}」で使ったもの。",
        *told_wordings(rounds),
    )
    last = write_notes(sheet, last + 1, notes, width)
    draw_radars(sheet, ends(rounds), row=radars, table=last + 2, widths=widths)
    set_up_page(sheet, last_row=last, columns=len(widths), repeat=f"{start}:{start}")


def _changes(sheet: Worksheet, row: ResultsBookRow) -> None:
    """動き: self and peers of every round, item by item, over the band of noise."""
    width, rounds = len(dumbbell.WIDTHS), row.results.rounds
    set_widths(sheet, dumbbell.WIDTHS)
    start = _title(sheet, row, "評価の動き（項目と評価時期ごと）", width)
    start = write_notes(sheet, start, (str(dumbbells_said(row.results.finding)),), width, font=BODY)
    head, last = dumbbell.write_dumbbells(sheet, group_dumbbells(rounds), start + 1)
    last = write_notes(sheet, last + 1, (*dumbbell.NOTES, *told_wordings(rounds)), width)
    set_up_page(sheet, last_row=last, columns=width, repeat=f"{head}:{head}")


def _persons(sheet: Worksheet, row: ResultsBookRow) -> None:
    """一人ずつ: the peers' means of the round that is shown."""
    results, items = row.results, told_items(row.results.items)
    widths = heat_map.widths_of(len(items))
    width = on_first_page(widths)
    set_widths(sheet, widths)
    start = _title(sheet, row, f"「{results.round.name}」の他者評価の一覧", width)
    cells = [score.peer for person in results.persons for score in person.scores]
    said = heat_map_said(results.round.name, persons=len(results.persons), items=len(items), cells=cells)
    start = write_notes(sheet, start, (str(said),), width, font=BODY) + 2
    rows = [(person.name, [score.peer for score in person.scores]) for person in results.persons]
    head = (f"{row.programme.producer_label}の氏名", *items)
    last = heat_map.write_heat_map(sheet, head, rows, results.round.scale, start)
    shown = [one for one in results.rounds if one.round.round_id == results.round.round_id]
    last = write_notes(sheet, last + 1, (*heat_map.NOTES, *told_wordings(shown)), width)
    set_up_page(sheet, last_row=last, columns=len(widths), repeat=f"{start}:{start}")


def _coverage(sheet: Worksheet, row: ResultsBookRow) -> None:
    """チームの補い合い: of the latest closed round and the teams of today."""
    widths, basis = coverage.widths_of(row.coverage), row.coverage.basis.round
    assert basis is not None
    width = on_first_page(widths)
    set_widths(sheet, widths)
    start = _title(sheet, row, "企業のチームごとの項目の補い合い", width)
    said = f"公開された最新の評価時期「{basis.name}」の他者評価と、作成日の体制による。"
    chart = write_notes(sheet, start, (said,), width, font=BODY) + 2
    start = coverage.below(row.coverage, chart)
    last = coverage.write_coverage(sheet, row.coverage, start)
    last = write_notes(sheet, last + 1, (*coverage.notes_of(row.coverage), *heat_map.NOTES[1:]), width)
    coverage.draw_bars(sheet, row.coverage, row=chart, table=last + 2)
    set_up_page(sheet, last_row=last, columns=len(widths), repeat=f"{start}:{start}")
