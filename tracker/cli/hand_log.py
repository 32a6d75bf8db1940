"""``flask --app wsgi import-log``: a log kept by hand into a programme; what cannot be read is listed with its row."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.cli.programmes import programme_called
from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import tokyo_day
from tracker.domain.hand_log import REQUIRED_FIELDS, RowState
from tracker.domain.month_closes import MonthClosed
from tracker.queries.hand_log import suggest_columns
from tracker.rows.hand_log import LogCounts, LogPlan, LogSheet
from tracker.services import transaction
from tracker.services.hand_log import LogRefused, apply_log, choose, keep_log, match_columns
from tracker.workbooks.hand_log import open_log, read_log
from tracker.workbooks.hand_log_columns import heading_of

_TITLES = {
    RowState.KEPT: "読めない行",
    RowState.ASKED: "確かめが要る行（画面で選ぶと取り込めます）",
    RowState.DOUBLE: "ファイルの中で重なる行",
    RowState.THERE: "すでに記録されている行",
    RowState.TAKEN: "取り込む行のお知らせ",
}


@click.command("import-log")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
@click.option("--past-done", is_flag=True, help="期限を過ぎた宿題を完了として登録する / overdue next actions are done.")
@click.option("--reason", default="", help="締めた月に書き込む理由 / why months that are closed are changed.")
@click.option("--dry-run", is_flag=True, help="確かめるだけで、何も保存しない / check everything, write nothing.")
@with_appcontext
@in_words
def import_log(file: Path, programme: str, past_done: bool, reason: str, dry_run: bool) -> None:
    """手書きの記録簿FILE（.xlsxか.csv）を、全部か無しかで取り込む。 / Import FILE, a log kept by hand, all of it or nothing."""
    now = datetime.now(UTC)
    content = file.read_bytes()
    sheet = read_log(open_log(content, file_name=file.name))
    programme_id = programme_called(programme)
    viewer = replace(operator(programme_id), change_reason=reason)
    transaction.begin_writing()
    try:
        plan = _import(viewer, sheet, file.name, content, past_done=past_done, now=now)
    except LogRefused as refused:
        transaction.abandon()
        for problem in refused.problems:
            click.echo(f"{problem.row}行目: {problem.text}", err=True)
        raise click.ClickException(str(refused)) from refused
    except BaseException:
        transaction.abandon()
        raise
    try:
        if dry_run or not plan.taken:
            transaction.try_out()
        else:
            transaction.commit()
    except MonthClosed as closed:
        raise click.ClickException(f"{closed}（--reason で指定） / This month is closed: give --reason.") from closed
    _say(plan, dry_run=dry_run)


def _import(viewer: Viewer, sheet: LogSheet, name: str, content: bytes, *, past_done: bool, now: datetime) -> LogPlan:
    columns = suggest_columns(viewer, sheet)
    missing = [heading_of(about) for about in REQUIRED_FIELDS if about not in columns.values()]
    if missing:
        raise click.ClickException(
            f"「{'」「'.join(missing)}」の列が分かりません。見出しを直すか、画面の「記録簿の取込」で列を選んでください。"
        )
    digest = hashlib.sha256(content).hexdigest()
    upload_id = keep_log(viewer, sheet=sheet, file_name=name, sha256=digest, now=now)
    match_columns(viewer, upload_id=upload_id, columns=columns, now=now)
    choose(viewer, upload_id=upload_id, rows={}, past_done=past_done, now=now)
    return apply_log(viewer, upload_id=upload_id, today=tokyo_day(now), now=now)


def _say(plan: LogPlan, *, dry_run: bool) -> None:
    """Every row that is left and why, what to know of those that are taken, then the counts."""
    for note in plan.notes:
        click.echo(f"{note.row}行目: {note.text}" if note.row else note.text)
    for state, title in _TITLES.items():
        rows = [row for row in plan.rows if row.state is state and (row.said or state is not RowState.TAKEN)]
        if rows:
            click.echo(f"{title} {len(rows)}件")
        for row in rows:
            words = " ".join(f"{heading_of(said.about)}：{said.text}" if said.about else said.text for said in row.said)
            click.echo(f"  {row.row}行目: {words}")
    click.echo(_counted(plan.counts))
    if not plan.taken:
        click.echo("新しく取り込む行はありません。 / Nothing new.")
    elif dry_run:
        click.echo("確かめただけです。何も保存していません。 / Dry run: nothing was written.")
    else:
        click.echo("取り込みました。 / Imported.")


def _counted(counts: LogCounts) -> str:
    japanese = (
        f"読んだ行 {counts.rows}行：訪問 {counts.visits}件（うちオンライン {counts.online}件）、"
        f"会議 {counts.meetings}件（企業別延べ {counts.sections}件）、"
        f"宿題 {counts.actions}件（要確認：担当か期限が仮置き {counts.provisional}件）、次回の予定 {counts.next_visits}件、"
        f"案件未指定 {counts.unassigned}件、重なり {counts.of(RowState.DOUBLE)}行、記録済み {counts.of(RowState.THERE)}行、"
        f"確かめ待ち {counts.of(RowState.ASKED)}行、読めない {counts.of(RowState.KEPT)}行"
    )
    english = (
        f"{counts.rows} rows: {counts.visits} visits ({counts.online} online), {counts.meetings} meetings "
        f"({counts.sections} by company), {counts.actions} next actions ({counts.provisional} to check), "
        f"{counts.next_visits} scheduled, {counts.unassigned} without a case, {counts.of(RowState.DOUBLE)} doubles, "
        f"{counts.of(RowState.THERE)} recorded before, {counts.of(RowState.ASKED)} to decide, "
        f"{counts.of(RowState.KEPT)} kept back"
    )
    return f"{japanese} / {english}"
