"""``flask --app wsgi purge``: takes away the records of a year whose time is over."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.cli.programmes import programme_called
from tracker.domain.access import operator
from tracker.domain.calendar import tokyo_day
from tracker.domain.retention import Content
from tracker.queries.retention import get_year, plan_purge
from tracker.rows.retention import PurgePlanRow, YearRow
from tracker.services.purge_steps import carry_on
from tracker.services.purges import begin_purge
from tracker.services.transaction import sweep, writing

_WORDS = {
    Content.VISITS: "企業訪問 / visits",
    Content.MEETINGS: "チームミーティング / team meetings",
    Content.ACTIONS: "宿題 / next actions",
    Content.CHALLENGES: "課題 / challenges",
    Content.OUTCOMES: "成果 / outcomes",
    Content.NARRATIVES: "成果のまとめ文の版 / versions of summaries",
    Content.DESIGN_SHEETS: "経営デザインシート / design sheets",
    Content.EXHIBITIONS: "展示会 / exhibitions",
    Content.VOICES: "市場の声 / voices of the market",
    Content.TRAININGS: "座学研修・ワークショップ / trainings and workshops",
    Content.HOURS: "従事時間 / hours",
    Content.TRAVEL: "移動 / journeys",
    Content.ROUNDS: "評価時期 / rounds of assessment",
    Content.RATINGS: "評価の点数とコメント / scores and comments",
    Content.MONTHS: "見送りにした月（月次締めと保留も） / excused months (closes and snoozes too)",
    Content.DRAFTS: "書きかけ / drafts",
    Content.ATTACHMENTS: "添付 / attachments",
    Content.FORMS: "様式 / forms",
    Content.IMPORTS: "取り込んだ名簿と記録簿 / imported rosters and logs",
    Content.MAILS: "送信の控え / mails",
    Content.SUBMISSIONS: "提出控え / submissions",
    Content.SUPPORT: "企業の支援と体制 / support and teams of companies",
    Content.PRODUCERS: "名簿の人 / people of the roster",
    Content.COMPANIES: "ほかの年度にない企業（連絡先を含む） / companies of no other year, with contacts",
    Content.CASES: "ほかの年度にない案件 / cases of no other year",
    Content.ACCOUNTS: "ほかの年度にない利用者登録 / accounts of no other year",
    Content.TEXTS: "変更の記録の前後の文 / texts of the audit trail",
}


@click.command("purge")
@click.option("--programme", required=True, help="事業の短い名前 / the programme's slug.")
@click.option("--dry-run", is_flag=True, help="何が消えるかを見るだけ / only say what would go.")
@click.option("--reason", help="消去の理由（変更の記録に残る）/ why; it stays in the audit trail.")
@click.option("--year", help="確かめのための年度（西暦）/ the fiscal year, to make sure; asked for where it is not given.")
@with_appcontext
@in_words
def purge(programme: str, dry_run: bool, reason: str | None, year: str | None) -> None:
    """保存期間が過ぎた年度の事業の記録を消去する。 / Take away for ever what a year whose time is over recorded.

    It goes step by step, and others work meanwhile; one that was ended in the middle goes on when it is called again.

    0: done, or with --dry-run: it could be done today. 1: refused, or held on the way. 2: not asked for properly.
    """
    now = current_app.extensions["clock"]()
    viewer = operator(programme_called(programme))
    row = get_year(viewer, today=tokyo_day(now))
    if not (dry_run or reason or row.is_being_purged):
        raise click.UsageError("--reason に理由を書くか、--dry-run を付けてください。 / Give --reason, or --dry-run.")
    plan = plan_purge(viewer, now=now)
    _tell(row, plan)
    if dry_run:
        _end_of_trial(row, plan, is_over=row.retention.is_over(tokyo_day(now)))
        return
    if row.is_being_purged:
        click.echo("途中の消去の続きをします。 / A purge that was begun goes on.")
    else:
        if year is None:
            year = click.prompt("元に戻せません。消去する年度（西暦）を入力してください / It cannot be undone. The fiscal year")
        with writing():
            begin_purge(viewer, year=year, reason=reason or "", rows_seen=plan.rows, now=now)
        click.echo("消去を始めました。途中で止まったら、同じ命令で続きます。 / Begun; the same command goes on where it ended.")
    carry_on(viewer, folder=current_app.config["TRACKER"].attachments, now=now)
    sweep()
    click.echo(f"消去しました： {plan.rows:,}行、ファイル{plan.files:,}個 / Gone: {plan.rows:,} rows, {plan.files:,} files.")
    click.echo("バックアップには届きません。 / Backups are not reached.")


def _tell(row: YearRow, plan: PurgePlanRow) -> None:
    click.echo(f"{row.name}（{row.fiscal_year}年度）、保存は{row.retention.until.isoformat()}まで / kept until then")
    for kind, number in plan.counts:
        click.echo(f"  {number:,}件： {_WORDS[kind]}")
    click.echo(f"  {plan.rows:,}行、ファイル{plan.files:,}個 / rows, files")


def _end_of_trial(row: YearRow, plan: PurgePlanRow, *, is_over: bool) -> None:
    if row.is_being_purged:
        click.echo("消去の途中です。同じ命令で続きます。 / It was begun, and goes on with the same command.")
        return
    if plan.is_empty:
        raise click.ClickException("消去する記録はありません。 / There is nothing to purge.")
    if row.hold is not None:
        raise click.ClickException(f"保全しています： {row.hold.reason} / It is held.")
    if not is_over:
        raise click.ClickException("まだ消去できません。 / Not yet.")
    click.echo("今日、消去できます。 / It could be purged today.")
