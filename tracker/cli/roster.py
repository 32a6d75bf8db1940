"""Stub."""

import click


@click.command("import-roster")
def import_roster() -> None:
    raise click.ClickException("not yet")
