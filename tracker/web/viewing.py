"""Who is looking: the signed-in account, the programme of the address, and the viewer made of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user

from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.devices import name_device
from tracker.domain.sessions import SEEN_EVERY
from tracker.queries import accounts
from tracker.rows.accounts import ProgrammeChoiceRow, SignedInRow, StandingRow
from tracker.services import sessions
from tracker.services.outages import outage_of
from tracker.services.sessions import hash_token
from tracker.services.transaction import writing

VISITED_LAST = "programme"  # in the browser's cookie: the programme whose pages were shown last
PATIENCE_MS = 200  # of noting that a session is used: nobody's page waits longer for it


class NotSignedIn(Exception):
    """Somebody has to sign in first; what they typed goes along (``web/sign_in``)."""


class SecondFactorWanted(Exception):
    """The programme demands a second factor, and whoever is signed in has none."""


class SignedIn(UserMixin):
    """What Flask-Login carries: the session's token is the identity, so ending the session ends it everywhere."""

    def __init__(self, token: str, row: SignedInRow) -> None:
        self.token = token
        self.row = row

    def get_id(self) -> str:
        return self.token


def now() -> datetime:
    """The instant of this request, from the application's clock."""
    if "now" not in g:
        g.now = current_app.extensions["clock"]()
    instant: datetime = g.now
    return instant


def today() -> date:
    """The Asia/Tokyo day of this request."""
    return tokyo_day(now())


def system_clock() -> datetime:
    return datetime.now(UTC)


def load(token: str) -> SignedIn | None:
    row = accounts.find_signed_in(hash_token(token), now())
    return SignedIn(token, row) if row else None


def find_signed_in() -> SignedInRow | None:
    """The account that is signed in, or None."""
    return getattr(current_user, "row", None)


def forget_who_is_looking() -> None:
    """For the rest of this request it is anybody: the database that would tell is gone."""
    g._login_user = AnonymousUserMixin()
    for name in ("viewer", "standing"):
        g.pop(name, None)


def session_has_ended() -> bool:
    """Whether this browser still carries a session that opens nothing any more; one that was signed out here carries none."""
    return "_user_id" in session and find_signed_in() is None


def require_signed_in() -> SignedInRow:
    row = find_signed_in()
    if row is None:
        raise NotSignedIn
    return row


def enter(token: str) -> None:
    """Let this browser carry the session; what an earlier visitor left in the cookie goes."""
    row = load(token)
    if row is None:
        raise NotSignedIn
    kept = {name: session[name] for name in ("locale", VISITED_LAST) if session.get(name)}
    session.clear()
    g.pop("csrf_token", None)  # made for the session that has just gone
    session.update(kept)
    session.permanent = row.row.is_trusted
    login_user(row)


def device() -> str:
    """What the browser of this request is called in the list of devices."""
    return name_device(request.user_agent.string)


def leave() -> str | None:
    """Take the session from this browser and return its token."""
    token = current_user.token if current_user.is_authenticated else None
    visited = session.get(VISITED_LAST)
    logout_user()
    session.clear()
    if visited:
        session[VISITED_LAST] = visited
    return token


def viewer() -> Viewer:
    """The signed-in account in the programme of the address; NotFound for whoever is no member there."""
    if "viewer" not in g:
        row = require_signed_in()
        if g.get("programme") is None:
            g.viewer = Viewer(row.account_id, row.name, is_administrator=row.is_administrator)
        else:
            g.standing = accounts.get_standing(row, g.programme, today())
            g.viewer = g.standing.viewer
            if reason := g.get("change_reason"):
                g.viewer = replace(g.viewer, change_reason=reason)
    who: Viewer = g.viewer
    return who


def programme_to_begin_with(choices: Sequence[ProgrammeChoiceRow]) -> str:
    """Of those that run today the one that this browser was shown last, else the first of all."""
    running = [one.slug for one in choices if today() in one.contract]
    last = session.get(VISITED_LAST)
    return last if last in running else choices[0].slug


def lacks_second_factor() -> bool:
    """Whether the programme of this request, whose viewer was asked for, waits for a second factor."""
    return bool(g.standing.demands_second_factor and not require_signed_in().has_second_factor)


def slug() -> str:
    """The short name of this request's programme, whose viewer was asked for."""
    return str(g.programme)


def fiscal_year() -> int:
    """Of this request's programme, whose viewer was asked for."""
    return int(g.standing.fiscal_year)


def is_being_purged() -> bool:
    """Whether the records of this request's programme, whose viewer was asked for, are going: nothing is added to them."""
    return bool(g.standing.is_being_purged)


def _pull_programme(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.programme = values.pop("programme", None) if values else None


def _push_programme(app: Flask) -> Any:
    of_programme: dict[str, bool] = {}  # asked for every link of every page

    def push(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint not in of_programme:
            of_programme[endpoint] = app.url_map.is_endpoint_expecting(endpoint, "programme")
        if of_programme[endpoint] and "programme" not in values and g.get("programme"):
            values["programme"] = g.programme

    return push


def _note_programme(response: Response) -> Response:
    """Whoever has several programmes begins with the one that they were in."""
    standing: StandingRow | None = g.get("standing")
    is_page = response.status_code == 200 and response.mimetype == "text/html"
    if standing is not None and standing.programmes > 1 and is_page and session.get(VISITED_LAST) != g.programme:
        session[VISITED_LAST] = g.programme
    return response


def _note_seen(response: Response) -> Response:
    """Once in a while, and in a transaction of its own: what cannot be noted now is noted with another page."""
    row: SignedInRow | None = getattr(g.get("_login_user"), "row", None)
    if row is None or row.seen_at is None or now() - row.seen_at < SEEN_EVERY:
        return response
    at = now()
    try:
        with current_app.app_context(), writing(patience_ms=PATIENCE_MS):
            sessions.note_seen(session_id=row.session_id, now=at)
    except Exception as error:
        if outage_of(error) is None:
            raise
    return response


def init_app(app: Flask) -> None:
    app.after_request(_note_seen)
    app.after_request(_note_programme)
    manager = LoginManager(app)
    manager.session_protection = None  # "strong" signs a phone out when its network changes
    manager.user_loader(load)
    app.url_value_preprocessor(_pull_programme)
    app.url_defaults(_push_programme(app))
