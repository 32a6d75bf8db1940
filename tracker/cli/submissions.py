"""``flask --app wsgi submissions``: what was handed in, one submission, and what changed since."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup

from tracker.cli.errors import in_words
from tracker.cli.programmes import programme_called
from tracker.cli.whole_file import write_whole
from tracker.domain.access import Viewer, operator
from tracker.domain.era import era_date
from tracker.queries.report import get_report
from tracker.queries.submissions import get_frozen, get_submitted_file, is_whole, list_submissions
from tracker.rows.submissions import SubmissionRow
from tracker.workbooks.report import changes_since

submissions = AppGroup("submissions", help="提出の一覧・内容・その後の変更 / what was handed in, and what changed since.")
_PROGRAMME = click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
_NUMBER = click.argument("number", type=int)
DAMAGED, CHANGED = 3, 4


@submissions.command("list")
@_PROGRAMME
@in_words
def list_(programme: str) -> None:
    """One line a submission, the newest first. Exit codes: 0; 1 for an unknown programme."""
    for row in list_submissions(_viewer(programme)):
        instead = f"\t第{row.replaces[1]}号の再提出" if row.replaces else ""
        click.echo(f"第{row.number}号\t{row.as_of.isoformat()}\t{row.handed_in_on.isoformat()}\t{row.title}{instead}")


@submissions.command()
@_PROGRAMME
@_NUMBER
@click.option("--out", type=click.Path(path_type=Path), help="提出したファイルを書き出す先 / where to write the file.")
@in_words
def show(programme: str, number: int, out: Path | None) -> None:
    """One submission, checked against its digests; with --out its file, byte for byte.

    Exit codes: 0 whole; 1 something named is not there or cannot be written; 3 file or values are not what was handed in.
    """
    viewer = _viewer(programme)
    row = _numbered(viewer, number)
    for line in (
        f"第{row.number}号　{row.title}",
        f"期間 / Period： {era_date(row.whole.starts_on)}～{era_date(row.whole.ends_on) if row.whole.ends_on else ''}",
        f"基準日 / As of： {era_date(row.as_of)}",
        f"提出日 / Handed in： {era_date(row.handed_in_on)}",
        f"ファイル / File： {row.file_name}（{row.file_size:,} バイト / bytes）",
        f"ファイルのSHA-256 / SHA-256 of the file： {row.file_digest}",
        f"値のSHA-256 / SHA-256 of the values： {row.values_digest}（{row.row_count:,} 行 / rows）",
    ):
        click.echo(line)
    if not is_whole(viewer, row.submission_id):
        click.echo("ファイルか値が、提出したときのものではありません。 / File or values are not what was handed in.", err=True)
        raise SystemExit(DAMAGED)
    if out is not None:
        content = get_submitted_file(viewer, row.submission_id)
        write_whole(out, lambda file: _write(file, content))


@submissions.command()
@_PROGRAMME
@_NUMBER
@in_words
def diff(programme: str, number: int) -> None:
    """What differs now from the values that were handed in, a line a value.

    Exit codes: 0 nothing differs; 1 something named is not there; 4 something differs.
    """
    viewer = _viewer(programme)
    row = _numbered(viewer, number)
    changes = changes_since(get_report(viewer, as_of=row.as_of, whole=row.whole), get_frozen(viewer, row.submission_id))
    for change in changes:
        for cell in change.cells:
            told = (change.sheet, change.kind.value, change.row, cell.column, cell.before, cell.after)
            click.echo("\t".join("―" if value is None else _flat(str(value)) for value in told))
    if changes:
        raise SystemExit(CHANGED)


def _flat(text: str) -> str:
    """In one line and one column, as the output is read by line and tab."""
    return " ".join(text.replace("\t", " ").splitlines())


def _write(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def _viewer(programme: str) -> Viewer:
    return operator(programme_called(programme))


def _numbered(viewer: Viewer, number: int) -> SubmissionRow:
    for row in list_submissions(viewer):
        if row.number == number:
            return row
    raise click.ClickException(f"第{number}号の提出はありません。 / There is no submission {number}.")
