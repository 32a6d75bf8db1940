"""Whom passkeys are for at the address of a request, or why there are none."""

from __future__ import annotations

from flask import current_app, request

from tracker.domain.errors import NotFound
from tracker.domain.passkeys import Hindrance, RelyingParty, find_relying_party


def relying_party() -> RelyingParty | Hindrance:
    config = current_app.config["TRACKER"]
    return find_relying_party(
        scheme=request.scheme, host=request.host, base_url=config.base_url, trusted_hosts=config.trusted_hosts
    )


def require_relying_party() -> RelyingParty:
    """NotFound where no page offers a passkey."""
    party = relying_party()
    if isinstance(party, Hindrance):
        raise NotFound
    return party
