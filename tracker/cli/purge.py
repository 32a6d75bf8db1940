"""``flask --app wsgi purge``: takes away the records of a year whose time is over."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.cli.programmes import programme_called
from tracker.domain.access import operator
from tracker.domain.calendar import tokyo_day
from tracker.queries.retention import get_year, plan_purge
from tracker.rows.retention import PurgePlanRow, YearRow
from tracker.services import attachment_files
from tracker.services.purges import purge_year
from tracker.services.transaction import sweep, writing


@click.command("purge")
@click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
@click.option("--dry-run", is_flag=True, help="何が消えるかを見るだけ / only say what would go.")
@click.option("--reason", help="消去の理由（変更の記録に残る）/ why; it stays in the audit trail.")
@click.option("--year", help="確かめのための年度（西暦）/ the fiscal year, to make sure; asked for where it is not given.")
@with_appcontext
@in_words
def purge(programme: str, dry_run: bool, reason: str | None, year: str | None) -> None:
    """Take away for ever what a PROGRAMME of a year whose time is over recorded.

    0: done, or with --dry-run: it could be done today. 1: refused, nothing went. 2: not asked for properly.
    """
    now = current_app.extensions["clock"]()
    programme_id = programme_called(programme)
    if not dry_run and not reason:
        raise click.UsageError("--reason に理由を書くか、--dry-run を付けてください。 / Give --reason, or --dry-run.")
    viewer = operator(programme_id)
    row, plan = get_year(viewer, today=tokyo_day(now)), plan_purge(viewer, now=now)
    _tell(row, plan)
    if dry_run:
        _end_of_trial(row, plan, is_over=row.retention.is_over(tokyo_day(now)))
        return
    if year is None:
        year = click.prompt("元に戻せません。消去する年度（西暦）を入力してください / It cannot be undone. The fiscal year")
    with writing():
        done = purge_year(viewer, year=year, reason=reason or "", rows_seen=plan.rows, now=now)
    attachment_files.remove(current_app.config["TRACKER"].attachments, done.files)
    sweep()
    click.echo(
        f"消去しました： {done.rows:,}行、ファイル{len(done.files)}個 / Gone: {done.rows:,} rows, {len(done.files)} files."
    )
    click.echo("バックアップには届きません。 / Backups are not reached.")


def _tell(row: YearRow, plan: PurgePlanRow) -> None:
    click.echo(f"{row.name}（{row.fiscal_year}年度）、保存は{row.retention.until.isoformat()}まで / kept until then")
    for kind, number in plan.counts:
        click.echo(f"  {number:,} {kind.value}")
    click.echo(f"  {plan.rows:,}行、ファイル{plan.files:,}個 / rows, files")


def _end_of_trial(row: YearRow, plan: PurgePlanRow, *, is_over: bool) -> None:
    if plan.is_empty:
        raise click.ClickException("消去する記録はありません。 / There is nothing to purge.")
    if row.hold is not None:
        raise click.ClickException(f"保全しています： {row.hold.reason} / It is held.")
    if not is_over:
        raise click.ClickException("まだ消去できません。 / Not yet.")
    click.echo("今日、消去できます。 / It could be purged today.")
