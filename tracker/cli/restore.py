"""``flask --app wsgi restore``: a backup back into its place, checked before anything is touched; the data before stays aside."""

from __future__ import annotations

import os
import shutil
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import flask_migrate
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.another import database_at
from tracker.cli.errors import in_words
from tracker.cli.findings import of_database, of_files, of_rows, of_trail
from tracker.config import Config
from tracker.domain.calendar import TOKYO
from tracker.queries.integrity import count_rows, stored_revision
from tracker.services import attachment_files
from tracker.services.backup_files import Read, read_backup
from tracker.services.copying import CannotCopy, second_name
from tracker.services.database_copies import Copies, copies_of
from tracker.services.restores import note_restore
from tracker.services.transaction import writing


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="いまあるデータと入れ替える / replace the data that is there.")
@with_appcontext
@in_words
def restore(file: Path, replace: bool) -> None:
    """止めたプログラムに、バックアップFILEを戻す（いまのデータは残す）。 /
    Put the backup FILE back; stop the program first. The data before is kept aside.
    """
    config: Config = current_app.config["TRACKER"]
    copies = copies_of(config.database_url)
    is_in_use = copies.is_in_use()
    if is_in_use and not replace:
        raise click.ClickException(
            f"データがすでにあります（{config.instance}）。入れ替えるには --replace を付けてください。"
            "いまのデータは別の場所に残します。"
            " / There is data already: give --replace to replace it; it is kept aside."
        )
    with TemporaryDirectory(dir=config.instance, prefix=".restore-") as work:
        unpacked = Path(work)
        read = _unpack(file, unpacked, copies)
        with copies.opened(unpacked / "database") as url:
            _check(read, url)
            with database_at(url), writing():
                note_restore(backup=file.name, made_at=read.about.made_at, by=os.environ.get("SUDO_USER") or getuser())
            kept = _put_in_place(config, copies, url, unpacked, read)
    rows = sum(read.about.rows.values())
    made = f"{read.about.made_at.astimezone(TOKYO):%Y-%m-%d %H:%M}"
    click.echo(
        f"戻しました：{made} のバックアップ（{rows}行、添付{len(read.files)}件）。確かめて、問題はありません。"
        f" / Restored and checked: {rows} rows, {len(read.files)} attachments."
    )
    if is_in_use:
        click.echo(f"いままでのデータはここに残しました： {kept} / The data before is kept there.")


def _unpack(file: Path, unpacked: Path, copies: Copies) -> Read:
    read = read_backup(file, into=unpacked)
    if read.about.kind != copies.kind:
        raise click.ClickException(
            f"このバックアップは {read.about.kind} のもので、{copies.kind} には戻せません。DATABASE_URL を確かめてください。"
            f" / This is a backup of {read.about.kind}: see DATABASE_URL."
        )
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    if read.about.revision not in {script.revision for script in scripts.walk_revisions()}:
        raise click.ClickException(
            f"このバックアップは新しい版のもので（{read.about.revision}）、この版では開けません。プログラムを新しい版にしてください。"
            " / This backup belongs to a newer version: update the program."
        )
    return read


def _check(read: Read, url: str) -> None:
    """The copy that will become the database: everything that was counted is there; then it is brought to this version."""
    with database_at(url):
        findings = list(of_rows(count_rows(), read.about.rows))
        revision = stored_revision()
    newest = ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()
    if revision != newest:
        with database_at(url):  # anew: whoever has read holds the tables, and an upgrade would wait for that for ever
            flask_migrate.upgrade()
        click.echo(f"この版の形にしました： {read.about.revision} → {newest} / Brought to this version.")
    with database_at(url):
        findings += [*of_database(), *of_trail(), *of_files(attachment_files.list_kept(), read.files)]
    for finding in findings:
        click.echo(finding)
    if findings:
        raise click.ClickException(
            f"バックアップに{len(findings)}件の問題があるため、何も変えていません。 / Nothing was changed: it is not whole."
        )


def _put_in_place(config: Config, copies: Copies, url: str, unpacked: Path, read: Read) -> str:
    """Files come before the database that names them, and go after it: whatever happens in between, every row has its file."""
    now = current_app.extensions["clock"]()
    aside = config.instance / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    key = config.instance / "secret_key"
    attachment_files.take_aside(config.attachments, aside / "attachments")
    if key.is_file():
        second_name(key, aside / key.name)
    attachment_files.put_back(config.attachments, unpacked / "attachments")
    try:
        kept = copies.put_in_place(url, aside)
    except CannotCopy:  # in use: the data of before is the data still
        attachment_files.put_back(config.attachments, aside / "attachments")
        shutil.rmtree(aside)
        raise
    if read.has_key:
        (unpacked / key.name).chmod(0o600)
        (unpacked / key.name).replace(key)
    attachment_files.synchronise(config.instance)
    attachment_files.keep_only(config.attachments, read.files.keys())
    if not kept and not (aside / "attachments").exists():  # an empty place, but for the key that every start makes
        shutil.rmtree(aside)
    return f"{aside}、{kept}" if kept and not Path(kept).is_relative_to(aside) else str(aside)
