"""``flask --app wsgi reindex``: makes anew what is kept beside the records: the index of search, the dashboard's lines."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.domain.calendar import tokyo_day
from tracker.services.board_lines import bring_all_up, forget_all
from tracker.services.search_index import rebuild
from tracker.services.transaction import writing


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """検索の索引とダッシュボードの控えを作り直す。その間は保存を待つ。 / Make the search index and the dashboard's lines anew."""
    with writing():
        texts = rebuild()
        forget_all()
    click.echo(f"検索の索引を作り直しました（{texts}件）。 / The search index was made anew.")
    kept = bring_all_up(today=tokyo_day(current_app.extensions["clock"]()))
    if kept:
        click.echo(f"ダッシュボードの控えを作り直しました（{kept}事業）。 / The dashboard's lines were made anew.")
