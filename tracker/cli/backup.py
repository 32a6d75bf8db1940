"""``flask --app wsgi backup``: database, attachments and key in one file, opened and checked before it bears its name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.another import database_at
from tracker.cli.errors import in_words
from tracker.cli.findings import of_database, of_files, of_trail
from tracker.cli.whole_file import write_whole
from tracker.config import Config
from tracker.domain.backups import Keep, file_name, made_at, superseded
from tracker.queries.integrity import count_rows, stored_revision
from tracker.services.attachment_files import digest_of, list_kept
from tracker.services.backup_files import About, read_backup, write_backup
from tracker.services.database_copies import copies_of

ITS_OWNERS = 0o600


@click.command("backup")
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--keep", help="世代管理：日,週,月の数（例：7,4,12）。PLACEはフォルダ / rotation in a folder: days,weeks,months.")
@click.option(
    "--copy-to",
    "elsewhere",
    multiple=True,
    type=click.Path(path_type=Path),
    help="写しを置く別のフォルダ（別のディスクなど）/ another folder that gets a copy, e.g. on another disk.",
)
@click.option("--as-it-is", is_flag=True, help="問題が見つかっても書き出す / keep the file in spite of findings.")
@with_appcontext
@in_words
def backup(place: Path, keep: str | None, elsewhere: tuple[Path, ...], as_it_is: bool) -> None:
    """動いたまま、PLACE（ファイルかフォルダ）へバックアップする。 /
    Back up into PLACE, a file or a folder, while the program runs.
    """
    now = current_app.extensions["clock"]()
    out = place / file_name(now) if place.is_dir() else place
    rotation = _rotation(keep, folder=place)
    for folder in elsewhere:
        if not folder.is_dir():
            raise click.ClickException(f"--copy-to: フォルダ「{folder}」がありません。 / There is no such folder.")
    findings: list[str] = []
    write_whole(out, lambda file: findings.extend(_write(file, now=now, as_it_is=as_it_is)), mode=ITS_OWNERS, option="PLACE")
    click.echo(f"バックアップしました： {out}（{_size(out)}） / Backed up and checked.")
    for folder in elsewhere:
        _copy(out, folder / out.name)
    if rotation:
        for folder in (place, *elsewhere):
            _rotate(folder, rotation, new=out.name)
    if findings:
        raise click.ClickException(f"問題のあるままのバックアップです（{len(findings)}件）。 / It holds what is named above.")
    config: Config = current_app.config["TRACKER"]
    if any(not folder.resolve().is_relative_to(config.instance.resolve()) for folder in (out.parent, *elsewhere)):
        note_backup(config, made_at=now, place=out.resolve())


def note_backup(config: Config, *, made_at: datetime, place: Path) -> None:
    """What pages tell of the last backup that is whole, with all its copies; one beside the data alone goes with the data."""
    said = json.dumps({"made_at": made_at.isoformat(), "place": str(place)}, ensure_ascii=False).encode()

    def write(file: BinaryIO) -> None:
        file.write(said)

    write_whole(config.last_backup, write, mode=ITS_OWNERS, option="TRACKER_INSTANCE")


def _write(file: BinaryIO, *, now: datetime, as_it_is: bool) -> list[str]:
    """The backup into a file that has no name yet; what is wrong with it, refused unless it is taken as it is."""
    config: Config = current_app.config["TRACKER"]
    copies = copies_of(config.database_url)
    written = Path(file.name)
    with TemporaryDirectory(dir=written.parent, prefix=".backup-") as work:
        database = Path(work) / "database"
        copies.copy(database)
        with copies.opened(database) as url, database_at(url):
            findings, rows, kept = [*of_database(), *of_trail()], count_rows(), list_kept()
            about = About(now, copies.kind, stored_revision(), rows)
        names = [one.name for one in kept]
        write_backup(file, about, database=database, folder=config.attachments, names=names, key=config.instance / "secret_key")
        file.flush()
    findings += of_files(kept, read_backup(written).files)
    for finding in findings:
        click.echo(finding)
    if findings and not as_it_is:
        raise click.ClickException(
            f"{len(findings)}件の問題が見つかったため、書き出しませんでした。直すか、--as-it-is を付けてください。"
            " / Nothing was written because of these findings: mend them, or give --as-it-is."
        )
    return findings


def _copy(made: Path, to: Path) -> None:
    """A copy elsewhere, read back."""

    def copy(file: BinaryIO) -> None:
        with made.open("rb") as source:
            shutil.copyfileobj(source, file)

    write_whole(to, copy, mode=ITS_OWNERS, option="--copy-to")
    if digest_of(to) != digest_of(made):
        raise click.ClickException(
            f"写し「{to}」が元と違います。ディスクを確かめてください。 / The copy is not what was written."
        )
    click.echo(f"写しを置きました： {to} / Copied.")


def _rotation(keep: str | None, *, folder: Path) -> Keep | None:
    if keep is None:
        return None
    if not folder.is_dir():
        raise click.ClickException(f"--keep: PLACE（{folder}）は、あるフォルダにしてください。 / PLACE must be a folder.")
    try:
        return Keep.parse(keep)
    except ValueError as error:
        raise click.ClickException(
            f"--keep: 「{keep}」は 7,4,12（日,週,月）のように書いてください。 / Write it like 7,4,12."
        ) from error


def _rotate(folder: Path, keep: Keep, *, new: str) -> None:
    """Take away our own backups that are superseded; never the one just made, whatever the clock said before."""
    there = dict(_backups(folder))
    gone = sorted(name for name, at in there.items() if at in superseded(there.values(), keep) and name != new)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    if gone:
        click.echo(f"古いバックアップを{len(gone)}件消しました： {folder} / {len(gone)} old ones removed.")


def _backups(folder: Path) -> Iterator[tuple[str, datetime]]:
    for path in folder.iterdir():
        if (at := made_at(path.name)) is not None:
            yield path.name, at


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 2**20:.1f} MB"
