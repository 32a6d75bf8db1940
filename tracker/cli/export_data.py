"""``flask --app wsgi export-data``: what a programme keeps of one person or company, into a zip."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.backup import ITS_OWNERS
from tracker.cli.errors import in_words
from tracker.cli.programmes import programme_called
from tracker.cli.whole_file import write_whole
from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import tokyo_day
from tracker.domain.text import search_key
from tracker.queries.companies import list_company_choices
from tracker.queries.personal_data import get_company_subject, get_person
from tracker.queries.producers import list_producers
from tracker.rows.personal_data import SubjectRow
from tracker.services.personal_data import take_data
from tracker.services.transaction import writing
from tracker.workbooks.data_package import write_data


@click.command("export-data")
@click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
@click.option("--producer", help="担い手の氏名 / the supporter's name.")
@click.option("--company", help="企業の名前 / the company's name.")
@click.option("--with-closed", is_flag=True, help="内部メモと社外秘の添付も / internal memos and confidential files as well.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="書き出すファイル（.zip）/ the file to write.")
@with_appcontext
@in_words
def export_data(programme: str, producer: str | None, company: str | None, with_closed: bool, out: Path) -> None:
    """1人または1社の保有データを書き出す（変更の記録に残る）。 /
    Write all that is kept of one person or company; it is audited.
    """
    now = datetime.now(UTC)
    programme_id = programme_called(programme)
    if (producer is None) == (company is None):
        raise click.UsageError("--producer か --company のどちらかを指定してください。 / Give either.")
    viewer = operator(programme_id)
    with writing():
        if producer is not None:
            subject = _person(viewer, producer, today=tokyo_day(now))
        else:
            subject = _company(viewer, company or "", today=tokyo_day(now))
        row = take_data(viewer, subject=subject, with_closed=with_closed, now=now)
        folder = current_app.config["TRACKER"].attachments
        write_whole(out, lambda file: write_data(row, file, folder=folder), mode=ITS_OWNERS)
    rows = sum(len(table.rows) for table in row.tables)
    click.echo(f"書き出しました： {out}（{rows}行、添付{len(row.files)}件） / Written: {rows} rows, {len(row.files)} files.")


def _person(viewer: Viewer, name: str, *, today: date) -> SubjectRow:
    found = [row.producer_id for row in list_producers(viewer) if search_key(row.name) == search_key(name)]
    return get_person(viewer, _only(found, name), today=today)


def _company(viewer: Viewer, name: str, *, today: date) -> SubjectRow:
    rows = list_company_choices(viewer, today=today)
    return get_company_subject(
        viewer, _only([row.enrolment_id for row in rows if search_key(row.name) == search_key(name)], name)
    )


def _only(found: list[int], name: str) -> int:
    if len(found) != 1:
        raise click.ClickException(
            f"「{name}」が{len(found)}件あります。名前を確かめるか、画面から書き出してください。"
            f" / {len(found)} of that name: see the name, or export on the page."
        )
    return found[0]
