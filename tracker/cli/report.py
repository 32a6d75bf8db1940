"""Stub."""

import click


@click.command("report")
def report() -> None:
    raise click.ClickException("not yet")
