"""``flask --app wsgi check``: database, audit trail and attachments, one sentence a finding; exit code 1 where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.cli.findings import as_far_as_readable, changed_file, missing_file, of_database, of_trail
from tracker.config import Config
from tracker.queries import integrity
from tracker.queries.board_check import list_wrong_lines
from tracker.queries.upkeep import get_upkeep
from tracker.services.attachment_files import compare, list_changed
from tracker.services.database_copies import copies_of


@click.command("check")
@click.option("--quick", is_flag=True, help="添付ファイルの中身を読まない / do not read what is in the attachments.")
@with_appcontext
@in_words
def check(quick: bool) -> None:
    """データベース、変更の記録、添付を確かめる。 / Check the database, the chain of the audit trail and the attachments."""
    config: Config = current_app.config["TRACKER"]
    copies_of(config.database_url).check_there()
    missing = integrity.list_missing_tables()
    if missing:
        tables = ", ".join(missing)
        raise click.ClickException(
            f"テーブルがありません（{tables}）。先に flask --app wsgi db upgrade を実行してください。 / Run db upgrade first."
        )
    _tell_room(config)
    parts = (of_database(), of_trail(), _board(), _attachments(config.attachments, quick=quick))
    findings = [finding for part in parts for finding in as_far_as_readable(part)]
    for finding in findings:
        click.echo(finding)
    if findings:
        raise click.ClickException(f"{len(findings)}件の問題が見つかりました。 / findings.")
    click.echo("問題はありません。 / Everything is as it should be.")


def _tell_room(config: Config) -> None:
    """Little room is no damage: it is said, and the command ends as it would."""
    row = get_upkeep(instance=config.instance, last_backup=config.last_backup, now=current_app.extensions["clock"]())
    if row.is_short:
        click.echo(f"ディスクの空きが残り{row.free_percent}%です： {config.instance} / The disk is nearly full.")


def _board() -> Iterator[str]:
    for programme_id, company in list_wrong_lines():
        what = "合計" if company is None else f"企業{company}"
        yield f"ダッシュボードの控えが記録と違う（reindex で作り直す）： 事業{programme_id}の{what} / kept numbers differ"


def _attachments(folder: Path, *, quick: bool) -> Iterator[str]:
    yield from map(missing_file, compare(folder).rows_without_file)
    if not quick:
        yield from map(changed_file, list_changed(folder))
