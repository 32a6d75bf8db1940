"""Closed by default: every route declares its rule, and a route without one does not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotAllowed, NotFound
from tracker.domain.words import N_
from tracker.queries.scope import is_of_another_team
from tracker.web import viewing
from tracker.web.writing import SAFE

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """``signed_in`` False: open to anyone; ``act``: asked of the viewer in the programme of the address."""

    signed_in: bool = True
    act: Act | None = None
    administrator: bool = False


def _declare(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Open to anyone, signed in or not."""
    return _declare(Rule(signed_in=False))(view)


def signed_in(view: View) -> View:
    """Open to whoever is signed in, for what is their own."""
    return _declare(Rule())(view)


def administrator(view: View) -> View:
    """The installation's administrator alone; hidden from everybody else."""
    return _declare(Rule(administrator=True))(view)


def may(act: Act) -> Callable[[View], View]:
    """A page of a programme: the viewer's roles there decide by :data:`tracker.domain.access.RIGHTS`."""
    return _declare(Rule(act=act))


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    return getattr(app.view_functions[endpoint], "rule", None)


def check_rules(app: Flask) -> None:
    """Refuse to start with an endpoint that declares no rule, or a programme page that names no act."""
    for url_rule in app.url_map.iter_rules():
        rule = rule_of(app, url_rule.endpoint)
        if rule is None:
            raise RuntimeError(f"{url_rule.endpoint} declares no rule: who may open it?")
        if ("programme" in url_rule.arguments) != (rule.act is not None):
            raise RuntimeError(f"{url_rule.endpoint}: a rule that names an act and an address in a programme belong together")


def enforce() -> None:
    """Before every request: the rule of the endpoint, asked of whoever is there."""
    if request.endpoint is None:
        return
    rule = rule_of(current_app, request.endpoint)
    if rule is None or not rule.signed_in:
        return
    signed_in_row = viewing.require_signed_in()
    if rule.administrator and not signed_in_row.is_administrator:
        raise NotFound
    if rule.act is not None:
        _require(rule.act)
        if viewing.lacks_second_factor():
            raise viewing.SecondFactorWanted
        if request.method not in SAFE and request.blueprint != "retention" and viewing.is_being_purged():
            raise Conflict(N_("この年度の記録は、保存期間が過ぎたので消去しています。もう何も保存できません。"))


def _require(act: Act) -> None:
    """What a manager alone may do is forbidden to the company's team, and hidden from the other teams."""
    viewer = viewing.viewer()
    try:
        viewer.require(act)
    except NotAllowed:
        if act is Act.STAFF and is_of_another_team(viewer, viewing.today(), **(request.view_args or {})):
            raise NotFound from None
        raise
