"""``flask --app wsgi diary``: the work diary of one supporter's month into a workbook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.cli.programmes import programme_called
from tracker.cli.whole_file import write_whole
from tracker.domain.access import operator
from tracker.domain.calendar import Month, tokyo_day
from tracker.domain.text import search_key
from tracker.domain.work_months import month_of_address
from tracker.queries.diaries import get_diary
from tracker.queries.diary_names import with_report_names
from tracker.queries.producers import list_producers
from tracker.workbooks.diary import write_diary


@click.command("diary")
@click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
@click.option("--month", required=True, help="月（2026-11）/ the month.")
@click.option("--producer", required=True, help="担い手の氏名 / the supporter's name.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="書き出すファイル（.xlsx）/ the file to write.")
@with_appcontext
@in_words
def diary(programme: str, month: str, producer: str, out: Path) -> None:
    """担い手1人の1か月の業務日誌（.xlsx）を書き出す。 / Write the monthly work diary (.xlsx) of one supporter."""
    now = datetime.now(UTC)
    viewer = operator(programme_called(programme))
    chosen = _month(month)
    wanted = search_key(producer)
    found = [row for row in list_producers(viewer) if search_key(row.name) == wanted]
    if len(found) != 1:
        raise click.ClickException(_which(producer, [row.name for row in list_producers(viewer)], several=bool(found)))
    row = with_report_names(viewer, get_diary(viewer, found[0].producer_id, chosen, today=tokyo_day(now)))
    write_whole(out, lambda file: write_diary(row, file, made_at=now))
    total = f"{row.hours.minutes // 60}:{row.hours.minutes % 60:02d}"
    click.echo(f"書き出しました： {out}（{row.producer} {chosen.iso} 合計 {total}） / Written, {total} in all.")


def _month(text: str) -> Month:
    month = month_of_address(text)
    if month is None:
        raise click.ClickException(
            f"--month: 「{text}」は月として読めません。2026-11 のように書いてください。 / Write the month like 2026-11."
        )
    return month


def _which(producer: str, names: list[str], *, several: bool) -> str:
    problem = "という担い手が2人以上います" if several else "という担い手はいません"
    return f"「{producer}」{problem}。--producer を名簿のとおりに書いてください（{'、'.join(names)}）。 / Name one of the roster."
