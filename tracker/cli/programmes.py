"""The programme that a command is told of, by its short name."""

from __future__ import annotations

import click

from tracker.queries.programmes import find_programme_id, list_slugs


def programme_called(slug: str) -> int:
    """Its id; where there is none, those that exist are named."""
    programme_id = find_programme_id(slug)
    if programme_id is None:
        there = "、".join(list_slugs()) or "―"
        raise click.ClickException(
            f"事業「{slug}」はありません。あるのは：{there} / There is no programme '{slug}'; there is: {there}"
        )
    return programme_id
