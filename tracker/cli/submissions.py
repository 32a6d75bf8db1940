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
from tracker.domain.calendar import tokyo_day
from tracker.domain.era import era_date
from tracker.handing_in import tell_changes
from tracker.queries.report import get_report
from tracker.queries.submissions import get_submitted_file, get_submitted_form, is_whole, list_submissions
from tracker.rows.submission_parts import SubmissionNoteRow, WithdrawalRow
from tracker.rows.submissions import SubmissionRow

submissions = AppGroup("submissions", help="提出の一覧・内容・その後の変更 / what was handed in, and what changed since.")
_PROGRAMME = click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
_NUMBER = click.argument("number", type=int)
DAMAGED, CHANGED = 3, 4


@submissions.command("list")
@_PROGRAMME
@in_words
def list_(programme: str) -> None:
    """提出を新しい順に1行ずつ示す。 /
    One line a submission, the newest first: number, as-of date, day, title, what it replaces, withdrawn, notes.

    Exit codes: 0; 1 for an unknown programme.
    """
    for row in list_submissions(_viewer(programme)):
        told = (
            f"第{row.number}号",
            row.as_of.isoformat(),
            row.handed_in_on.isoformat(),
            row.title,
            f"第{row.replaces[1]}号の再提出" if row.replaces else "―",
            _withdrawn(row.withdrawal) if row.withdrawal else "―",
            "；".join(map(_noted, row.notes)) or "―",
        )
        click.echo("\t".join(map(_flat, told)))


@submissions.command()
@_PROGRAMME
@_NUMBER
@click.option("--form", "form", default="", help="一緒に提出した様式の名前 / a form that was handed in with it, for --out.")
@click.option("--out", type=click.Path(path_type=Path), help="提出したファイルを書き出す先 / where to write the file.")
@in_words
def show(programme: str, number: int, form: str, out: Path | None) -> None:
    """提出1件を確かめて示す。--outで提出したファイルを書き出す。 /
    One submission, checked; with --out its file, or that of a --form.

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
        *(
            f"様式 / Form： {one.name}（版 {one.version}） {one.file_name}（{one.file_size:,} バイト / bytes） {one.file_digest}"
            for one in row.forms
        ),
        f"値のSHA-256 / SHA-256 of the values： {row.values_digest}（{row.row_count:,} 行 / rows）",
    ):
        click.echo(line)
    for note in row.notes:
        click.echo(f"書き添え / Noted： {_noted(note)}")
    if row.withdrawal:
        click.echo(f"{_withdrawn(row.withdrawal)} / Withdrawn.")
    if not is_whole(viewer, row.submission_id):
        click.echo("ファイルか値が、提出したときのものではありません。 / File or values are not what was handed in.", err=True)
        raise SystemExit(DAMAGED)
    if out is not None:
        content = _form_called(viewer, row, form) if form else get_submitted_file(viewer, row.submission_id)
        write_whole(out, lambda file: _write(file, content))


@submissions.command()
@_PROGRAMME
@_NUMBER
@in_words
def diff(programme: str, number: int) -> None:
    """提出した値といまの値の違いを、変えた人・時・理由とともに示す。 /
    What differs now from what was handed in, a line a value, with who, when and why.

    Exit codes: 0 nothing differs; 1 something named is not there; 4 something differs.
    """
    viewer = _viewer(programme)
    row = _numbered(viewer, number)
    changes = tell_changes(viewer, get_report(viewer, as_of=row.as_of, whole=row.whole), row.submission_id)
    for one in changes:
        change, about, act = one.change, one.about, one.act
        record = ("、".join(filter(None, about.companies.values())), about.on, about.kind.value)
        who = (act.made_by, tokyo_day(act.at).isoformat(), act.reason) if act else ("", "", "")
        for cell in change.cells:
            told = (change.sheet, change.kind.value, change.row, cell.column, cell.before, cell.after, *record, *who)
            click.echo("\t".join("―" if value in (None, "") else _flat(str(value)) for value in told))
    if changes:
        raise SystemExit(CHANGED)


def _noted(note: SubmissionNoteRow) -> str:
    words = (f"受付番号 {note.receipt}" if note.receipt else "", f"{note.handed_to}へ" if note.handed_to else "", note.remark)
    return f"{'、'.join(filter(None, words))}（{note.made_by} {tokyo_day(note.created_at).isoformat()}）"


def _withdrawn(withdrawal: WithdrawalRow) -> str:
    day = tokyo_day(withdrawal.created_at).isoformat()
    return f"取り下げ {day} {withdrawal.made_by} {withdrawal.reason}"


def _form_called(viewer: Viewer, row: SubmissionRow, name: str) -> bytes:
    for form in row.forms:
        if form.name == name:
            return get_submitted_form(viewer, row.submission_id, form.form_id)[1]
    names = "、".join(form.name for form in row.forms) or "なし / none"
    raise click.ClickException(
        f"第{row.number}号に様式「{name}」はありません（{names}）。 / There is no form '{name}' in submission {row.number}."
    )


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
