"""``flask --app wsgi check``: database, audit trail and attachments, one sentence a finding; exit code 1 where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.queries import integrity
from tracker.queries.audit_chain import check_chain
from tracker.queries.board_check import list_wrong_lines
from tracker.services.attachment_files import compare, list_changed, list_changed_forms


@click.command("check")
@click.option("--quick", is_flag=True, help="添付ファイルの中身を読まない / do not read what is in the attachments.")
@with_appcontext
def check(quick: bool) -> None:
    """Check the database, the chain of the audit trail and the attachments / データベース、変更の記録、添付を確かめる."""
    missing = integrity.list_missing_tables()
    if missing:
        tables = ", ".join(missing)
        raise click.ClickException(
            f"テーブルがありません（{tables}）。先に flask --app wsgi db upgrade を実行してください。 / Run db upgrade first."
        )
    findings = [*_database(), *_trail(), *_board(), *_attachments(current_app.config["TRACKER"].attachments, quick=quick)]
    for finding in findings:
        click.echo(finding)
    if findings:
        raise click.ClickException(f"{len(findings)}件の問題が見つかりました。 / findings.")
    click.echo("問題はありません。 / Everything is as it should be.")


def _database() -> Iterator[str]:
    for damage in integrity.list_damages():
        yield f"データベースの破損： {damage} / the database is damaged"
    for table, row, named in integrity.list_dangling():
        of_row = "" if row is None else f" {row}"
        yield f"参照先がない行： {table}{of_row} → {named} / a row that names a row that is not there"
    for guard in integrity.list_missing_guards():
        yield f"変更の記録を守る仕組みがない： {guard} / a guard of the audit trail is missing"


def _trail() -> Iterator[str]:
    found = check_chain()
    if found.broken is not None:
        yield f"変更の記録のつながりが番号{found.broken}で切れている / the audit trail is broken at entry {found.broken}"
    for entry_id in found.texts:
        yield f"変更の記録の番号{entry_id}の文が、記録されたときと違う / the texts of entry {entry_id} are not those noted"


def _board() -> Iterator[str]:
    for programme_id, company in list_wrong_lines():
        yield f"ダッシュボードの控えが記録と違う（reindex で作り直す）： 事業{programme_id}の企業{company} / kept numbers differ"


def _attachments(folder: Path, *, quick: bool) -> Iterator[str]:
    found = compare(folder)
    for row_id in found.rows_without_file:
        yield f"ファイルのない添付： {row_id} / an attachment whose file is gone"
    for row_id in found.forms_without_file:
        yield f"ファイルのない様式： {row_id} / a form whose file is gone"
    if not quick:
        for row_id in list_changed(folder):
            yield f"中身が保存したときと違う添付： {row_id} / an attachment whose file is not what was kept"
        for row_id in list_changed_forms(folder):
            yield f"中身が登録したときと違う様式： {row_id} / a form whose file is not what was uploaded"
