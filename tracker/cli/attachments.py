"""``flask --app wsgi attachments check``: whether the files on the disk and the rows in the database agree."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from tracker.cli.findings import missing_file
from tracker.services.attachment_files import compare, remove

attachments = AppGroup("attachments", help="添付ファイル / the files of attachments.")


@attachments.command("check")
@click.option("--remove", "removes", is_flag=True, help="行のないファイルを削除する / remove files that no row names.")
def check(removes: bool) -> None:
    """行のないファイルと、ファイルのない行を示す（後者があれば終了コード1）。 /
    Name files that no row names and rows whose file is gone (exit 1).
    """
    folder = current_app.config["TRACKER"].attachments
    found = compare(folder)
    for name in found.files_without_row:
        click.echo(f"行のないファイル： {name} / a file without a row")
    for kept in found.rows_without_file:
        click.echo(missing_file(kept))
    if removes:
        remove(folder, found.files_without_row)
        click.echo(f"{len(found.files_without_row)}件のファイルを削除しました。 / removed.")
    if found.rows_without_file:
        raise click.ClickException("バックアップから、なくなったファイルを戻してください。 / Restore the files from a backup.")
    click.echo("ファイルのない添付はありません。 / Every attachment has its file.")
