"""``flask --app wsgi import-roster``: a roster file into a programme, all of it or nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.errors import in_words
from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import tokyo_day
from tracker.domain.era import era_fiscal_year
from tracker.queries.programmes import find_programme_id, get_programme
from tracker.rows.roster import RosterProblem, RosterSheet
from tracker.rows.roster_plan import RosterPlan, TeamPlanKind
from tracker.services import transaction
from tracker.services.programmes import found_programme
from tracker.services.roster import RosterRefused, apply_roster, keep_roster
from tracker.workbooks.opening import OpenedWorkbook, open_workbook
from tracker.workbooks.programme_names import programme_name
from tracker.workbooks.roster import read_roster

NO_ORGANISATION = "実施機関が分かりません。支援企業のシートの題名の下に「実施機関：…」と書いてください。"


@click.command("import-roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", required=True, help="事業の短い名前。なければ作る / the programme's slug; made where there is none.")
@click.option("--fiscal-year", type=click.IntRange(2000, 2199), required=True, help="年度（西暦）/ the fiscal year, e.g. 2025.")
@click.option("--dry-run", is_flag=True, help="確かめるだけで、何も保存しない / check everything, write nothing.")
@with_appcontext
@in_words
def import_roster(file: Path, programme: str, fiscal_year: int, dry_run: bool) -> None:
    """名簿FILE（.xlsx：支援企業、担い手、案件）を、全部か無しかで取り込む。 / Import the roster FILE, all of it or nothing."""
    now = datetime.now(UTC)
    content = file.read_bytes()
    workbook = open_workbook(content, file_name=file.name)
    sheet = read_roster(workbook, today=tokyo_day(now), fiscal_year=fiscal_year)
    transaction.begin_writing()
    try:
        viewer = _find_or_found(programme, fiscal_year, workbook, sheet, now)
        digest = hashlib.sha256(content).hexdigest()
        upload_id = keep_roster(viewer, sheet=sheet, file_name=file.name, sha256=digest, now=now)
        plan = apply_roster(viewer, upload_id=upload_id, today=tokyo_day(now), now=now).plan
    except RosterRefused as refused:
        transaction.abandon()
        for problem in refused.problems:
            click.echo(_place(problem) + problem.text, err=True)
        raise click.ClickException(str(refused)) from refused
    except BaseException:
        transaction.abandon()
        raise
    if dry_run or plan.changes_nothing:
        transaction.abandon()
    else:
        transaction.commit()
    _say(plan, dry_run=dry_run)


def _find_or_found(slug: str, fiscal_year: int, workbook: OpenedWorkbook, sheet: RosterSheet, now: datetime) -> Viewer:
    programme_id = find_programme_id(slug)
    if programme_id is None:
        if sheet.problems:
            raise RosterRefused(sheet.problems)
        if not sheet.organisation:
            raise click.ClickException(NO_ORGANISATION)
        name = programme_name(workbook, fiscal_year=fiscal_year)
        programme_id = found_programme(
            operator(None), slug=slug, name=name, organisation=sheet.organisation, fiscal_year=fiscal_year, now=now
        )
        click.echo(f"事業「{name}」を作ります（{slug}、{era_fiscal_year(fiscal_year)}、{sheet.organisation}）。")
    viewer = operator(programme_id)
    found = get_programme(viewer)
    if found.fiscal_year != fiscal_year:
        raise click.ClickException(
            f"事業「{slug}」は{era_fiscal_year(found.fiscal_year)}です。--programme か --fiscal-year を確かめてください。"
        )
    return viewer


def _place(problem: RosterProblem) -> str:
    row = f" {problem.row}行目" if problem.row else ""
    column = f" {problem.column}" if problem.column else ""
    cell = f"（{problem.cell}）" if problem.cell else ""
    return f"シート「{problem.sheet}」{row}{column}{cell}: "


def _say(plan: RosterPlan, *, dry_run: bool) -> None:
    """What the file holds, what became of it, and what was left as it is."""
    for note in plan.notes:
        click.echo(_place(note) + note.text)
    for company in plan.companies:
        if company.team is TeamPlanKind.DIFFERENT:
            click.echo(
                f"「{company.source.legal_name}」の体制は登録と違います。取り込みでは変えません。体制の画面で変えてください。"
            )
    for untouched in (*plan.untouched_companies, *plan.untouched_producers):
        click.echo(f"「{untouched.name}」はファイルにありません。そのまま残します。")
    sheet = plan.sheet
    counted = (
        f"支援企業 {len(sheet.companies)}社、案件 {len(sheet.cases)}件、担い手 {len(sheet.producers)}人、"
        f"主担当 {sheet.lead_places}人、副担当 延べ{sheet.sub_lead_places}人"
    )
    english = (
        f"{len(sheet.companies)} companies, {len(sheet.cases)} cases, {len(sheet.producers)} supporters, "
        f"{sheet.lead_places} leads, {sheet.sub_lead_places} sub-lead places"
    )
    click.echo(f"{counted} / {english}")
    if plan.changes_nothing:
        click.echo("すでに取り込まれています。変わるところはありません。 / Nothing to change.")
    elif dry_run:
        click.echo("確かめただけです。何も保存していません。 / Dry run: nothing was written.")
    else:
        click.echo("取り込みました。 / Imported.")
