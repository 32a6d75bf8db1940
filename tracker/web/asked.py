"""What stands behind the question mark of this address, for links that ask for it again with something otherwise."""

from __future__ import annotations

from typing import Any

from flask import request


def asked_again(*without: str) -> dict[str, Any]:
    """Every value by its name, for ``url_for``: but for ``without``, parts of the path, and names that would be orders to it.

    Anybody may write ``?_external=1`` or ``?endpoint=x`` into an address; no filter of ours is called so.
    """
    taken = {"endpoint", "programme", *(request.view_args or {}), *without}
    return {name: values for name, values in request.args.lists() if not name.startswith("_") and name not in taken}
