"""Stub."""

import click


@click.command("demo")
def demo() -> None:
    raise click.ClickException("not yet")
