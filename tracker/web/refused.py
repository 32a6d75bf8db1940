"""A line of the log for each refusal, so that whoever keeps the server sees that somebody tries the doors."""

from __future__ import annotations

import logging
from enum import StrEnum

from flask import g, request

from tracker.logs import TOLD

log = logging.getLogger("tracker.refusals")


class Refusal(StrEnum):
    """Why a request was turned away."""

    FORBIDDEN = "forbidden"  # the thing is there, the act is not theirs
    HIDDEN = "hidden"  # for this person there is no such thing: whether it is somebody else's is not said here either
    SIGN_IN = "sign_in"  # something was sent without a session
    SECOND_FACTOR = "second_factor"
    TOKEN = "token"  # the form did not come from a page of ours
    ORIGIN = "origin"  # sent by a page of another site
    HOST = "host"  # asked under a name that is not ours
    PASSWORD = "password"
    CODE = "code"
    PASSKEY = "passkey"
    THROTTLED = "throttled"


def note(refusal: Refusal) -> None:
    """The request's number, the endpoint and why; nobody's name, address or id stands in it.

    Lines of JSON have these by their names; where no log is set up the arguments alone tell what the line is about.
    """
    told = {
        "request": g.get("request_id"),
        "refused": refusal.value,
        "endpoint": request.endpoint or "-",
        "method": request.method,
    }
    log.warning("refused: %s at %s", told["refused"], told["endpoint"], extra={TOLD: told})
