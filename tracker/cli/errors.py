"""Refusals on the command line: one clear sentence and exit code 1."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from tracker.domain.errors import NotFound, Refused
from tracker.services.copying import CannotCopy
from tracker.services.outages import Outage, outage_of

Command = TypeVar("Command", bound=Callable[..., Any])

_WORDS_OF = {
    Outage.BUSY: "データベースを使えません。しばらくしてから、もう一度実行してください。 / The database is busy.",
    Outage.FULL: "ディスクに空きがありません。 / There is no room left on the disk.",
    Outage.DAMAGED: "データベースを読めません。バックアップから戻してください。 / The database is damaged; restore a backup.",
}


def in_words(command: Command) -> Command:
    """Turn a refusal into a sentence instead of a trace."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (Refused, CannotCopy) as refused:
            raise click.ClickException(str(refused)) from refused
        except NotFound as not_found:
            raise click.ClickException(
                "見つかりません。事業の名前（--programme）を確かめてください。 / Not found; check --programme."
            ) from not_found
        except Exception as error:
            outage = outage_of(error)
            if outage is None:
                raise
            raise click.ClickException(_WORDS_OF[outage]) from error

    return run  # type: ignore[return-value]
