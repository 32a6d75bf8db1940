"""``flask --app wsgi reindex``: makes what a search looks through anew, from the records themselves."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from tracker.services.search_index import rebuild
from tracker.services.transaction import writing


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Make the search index anew; writing waits meanwhile / 検索の索引を作り直す。その間は保存を待つ."""
    with writing():
        texts = rebuild()
    click.echo(f"検索の索引を作り直しました（{texts}件）。 / The search index was made anew.")
