"""``flask --app wsgi report``: the yearly workbook of a programme into a file."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.cli.filled_form import write_form
from tracker.cli.programmes import programme_called
from tracker.cli.whole_file import write_whole
from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import Period, fiscal_year_period, tokyo_day
from tracker.domain.dates import parse_day
from tracker.domain.era import era_date
from tracker.domain.errors import RuleBroken
from tracker.queries.programmes import get_programme
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.workbooks.report import write_report

_ENGLISH = {
    "as_of": "--as-of must not be before the first day of the period.",
    "starts_on": "--from must lie in the contract period.",
    "ends_on": "--to must lie in the contract period.",
}
READ = 45  # of a hundred: what reading takes of a large report


@click.command("report")
@click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
@click.option("--as-of", required=True, help="基準日（2026-03-31、令和8年3月31日 など）/ the as-of date, that day included.")
@click.option(
    "--from",
    "starts_on",
    default="",
    help="期間のはじめ（省略すると年度）/ the first day; the fiscal year's without.",
)
@click.option("--to", "ends_on", default="", help="期間の終わり（省略すると年度）/ the last day; the fiscal year's without.")
@click.option("--form", "form", default="", help="記入する様式の名前 / the name of an uploaded form to fill in instead.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="書き出すファイル（.xlsx）/ the file to write.")
@with_appcontext
@in_words
def report(programme: str, as_of: str, starts_on: str, ends_on: str, form: str, out: Path) -> None:
    """報告のブック（.xlsx）を基準日で書き出す。 /
    Write the report's workbook (.xlsx) as of a day: of the fiscal year, or of a period in it.

    With --form an uploaded form is filled in instead; what did not fit is named, and the file is written all the same.

    Exit codes: 0 written; 1 something named cannot be (a sentence says what); 2 an option is missing or unknown.
    """
    now = datetime.now(UTC)
    day = _day(as_of, today=tokyo_day(now))
    viewer = operator(programme_called(programme))
    whole = _whole(viewer, starts_on, ends_on, today=tokyo_day(now)) if starts_on or ends_on else None
    if form:
        write_form(viewer, form, _read(viewer, day, whole), out)
        return
    with click.progressbar(length=100, label="報告書を作っています / Making the report", file=sys.stderr) as bar:
        row = _read(viewer, day, whole)
        bar.update(READ)
        write_whole(
            out, lambda file: write_report(row, file, made_at=now, told=lambda done, of: bar.update(_share(done, of) - bar.pos))
        )
    click.echo(f"書き出しました： {out}（基準日 {era_date(row.head.as_of)}） / Written as of {row.head.as_of.isoformat()}.")


def _read(viewer: Viewer, day: date, whole: Period | None) -> ReportRow:
    try:
        return get_report(viewer, as_of=day, whole=whole)
    except RuleBroken as broken:
        raise click.ClickException(f"{broken} / {_ENGLISH[str(broken.field)]}") from broken


def _share(done: int, of: int) -> int:
    return READ + (100 - READ) * done // of


def _whole(viewer: Viewer, starts_on: str, ends_on: str, *, today: date) -> Period:
    year = fiscal_year_period(get_programme(viewer).fiscal_year)
    first = _day(starts_on, today=today, option="--from") if starts_on else year.starts_on
    last = _day(ends_on, today=today, option="--to") if ends_on else year.ends_on
    if last is not None and last < first:
        raise click.ClickException("--to は --from 以後の日にしてください。 / --to must not be before --from.")
    return Period(first, last)


def _day(text: str, *, today: date, option: str = "--as-of") -> date:
    try:
        return parse_day(text, today=today)
    except RuleBroken as broken:
        raise click.ClickException(f"{option}: {broken} / {option} is no day; write 2026-03-31.") from broken
