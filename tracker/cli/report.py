"""``flask --app wsgi report``: the yearly workbook of a programme into a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.cli.whole_file import write_whole
from tracker.domain.access import operator
from tracker.domain.calendar import tokyo_day
from tracker.domain.dates import parse_day
from tracker.domain.era import era_date
from tracker.domain.errors import RuleBroken
from tracker.queries.programmes import find_programme_id
from tracker.queries.report import get_report
from tracker.workbooks.report import write_report


@click.command("report")
@click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
@click.option("--as-of", required=True, help="基準日（2026-03-31、令和8年3月31日 など）/ the as-of date, that day included.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="書き出すファイル（.xlsx）/ the file to write.")
@with_appcontext
@in_words
def report(programme: str, as_of: str, out: Path) -> None:
    """Write the programme's yearly workbook (.xlsx) as of a day."""
    now = datetime.now(UTC)
    day = _day(as_of, today=tokyo_day(now))
    programme_id = find_programme_id(programme)
    if programme_id is None:
        raise click.ClickException(
            f"事業「{programme}」はありません。--programme を確かめてください。 / There is no programme '{programme}'."
        )
    row = get_report(operator(programme_id), as_of=day)
    write_whole(out, lambda file: write_report(row, file, made_at=now))
    click.echo(f"書き出しました： {out}（基準日 {era_date(row.head.as_of)}） / Written as of {row.head.as_of.isoformat()}.")


def _day(text: str, *, today: date) -> date:
    try:
        return parse_day(text, today=today)
    except RuleBroken as broken:
        raise click.ClickException(f"--as-of: {broken}") from broken
