"""Mail addresses, as far as a message can be sent to them."""

from __future__ import annotations

import re

# What SMTP takes without extensions: printable ASCII, one @, a domain of two parts at least or localhost.
_ADDRESS = re.compile(r"[!#$%&'*+./0-9=?A-Z^_`a-z{|}~-]{1,64}@(?:[0-9A-Za-z-]+\.)+[0-9A-Za-z-]{2,}|[a-z.]+@localhost")


def is_mail_address(text: str) -> bool:
    """Whether a message can be sent there; a line break, a blank or a second address is none."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None
