"""Runs rounds of assessment for tests: plan, open, rate, close, as the cast does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.roles import Role
from tracker.models import AssessmentRound, Producer, Programme
from tracker.queries.assessments import items_of_rounds
from tracker.services.assessments import close_round, open_round, plan_round
from tracker.services.programmes import ProgrammeSettings, set_up_programme
from tracker.services.ratings import Answer, save_ratings

TODAY, DUE_ON = date(2026, 11, 24), date(2026, 12, 10)
# by (rater, ratee), the names of the cast: the same point on every item, or one point an item; "x" cannot judge, None unanswered
Given = Mapping[tuple[str, str], "int | str | list[int | str | None] | None"]

FOUR = ("owner", "colleague", "sub", "fifth")
MIXED: Given = {  # four who rate each other, the last a point below the others: every mean is a value, and no score follows
    (rater, ratee): [3 + (place + other + item) % 2 - (place == 3) for item in range(5)]
    for place, rater in enumerate(FOUR)
    for other, ratee in enumerate(FOUR)
    if rater != ratee
}


def opened(cast: Cast, name: str = "期首", **plan: Any) -> int:
    """A round that takes ratings; its id. In the running transaction."""
    manager = cast.viewer("manager")
    round_id = plan_round(manager, name=name, due_on=DUE_ON, today=TODAY, now=NOW, **plan)
    open_round(manager, round_id=round_id, version=version_of(round_id), today=TODAY, now=NOW)
    db.session.flush()
    return round_id


def rated(cast: Cast, round_id: int, given: Given) -> int:
    for (rater, ratee), points in given.items():
        rate(cast.viewer(rater), round_id, cast.producer_id(ratee), points)
    return round_id


def closed(cast: Cast, given: Given, name: str = "期首") -> int:
    """A whole round; its id."""
    round_id = rated(cast, opened(cast, name), given)
    close_round(cast.viewer("manager"), round_id=round_id, version=version_of(round_id), now=NOW)
    db.session.flush()
    return round_id


def rate(viewer: Viewer, round_id: int, ratee_id: int, points: int | str | list[int | str | None] | None) -> None:
    items = items_of_rounds(viewer, [round_id])[round_id]
    each = points if isinstance(points, list) else [points] * len(items)
    answers = [_answer(item.item_version_id, point) for item, point in zip(items, each, strict=True)]
    save_ratings(viewer, round_id=round_id, ratee_id=ratee_id, answers=answers, now=NOW)


def _answer(item_version_id: int, point: int | str | None) -> Answer:
    return Answer(item_version_id, point if isinstance(point, int) else None, cannot_judge=point == "x")


def version_of(round_id: int) -> int:
    db.session.flush()
    return db.session.scalars(select(AssessmentRound.version).where(AssessmentRound.id == round_id)).one()


def ask_for_severity(cast: Cast) -> None:
    """The manager has the means without severity shown, as the settings page does it."""
    row = db.session.get_one(Programme, cast.programme_id)
    asked = {name: getattr(row, name) for name in ProgrammeSettings.__dataclass_fields__} | {"severity_shown": True}
    set_up_programme(cast.viewer("manager"), settings=ProgrammeSettings(**asked), version=row.version)
    db.session.flush()


def only_on_roster(cast: Cast, *keep: str) -> None:
    """Everybody else of the ten has left the roster before today."""
    kept = {cast.producer_id(key) for key in keep}
    for producer in db.session.scalars(select(Producer).where(Producer.programme_id == cast.programme_id)):
        if producer.id not in kept:
            producer.ends_on = date(2026, 10, 31)
    db.session.flush()


def manager_who_rates(cast: Cast) -> Viewer:
    viewer = cast.viewer("manager_producer")
    assert Role.MANAGER in viewer.roles
    return viewer
