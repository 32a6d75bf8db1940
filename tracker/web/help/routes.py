"""The list of tasks, and one page for each."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, abort, current_app, render_template, url_for
from flask_babel import get_locale

from tracker.domain.access import Act
from tracker.web import viewing
from tracker.web.help.topics import BY_SLUG, TOPICS, Topic, picture_file
from tracker.web.rights import may, rule_of

bp = Blueprint("help", __name__, url_prefix="/p/<programme>/help")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    return render_template(
        "help/index.html", groups=[(group, list(those)) for group, those in groupby(TOPICS, lambda one: one.group)]
    )


@bp.get("/<slug>")
@may(Act.BOARD)
def show(slug: str) -> str:
    topic = BY_SLUG.get(slug) or abort(404)
    place = TOPICS.index(topic)
    locale = get_locale()
    return render_template(
        "help/show.html",
        topic=topic,
        picture=picture_file(topic, locale.language if locale else "ja"),
        done_on=_done_on(topic),
        previous=TOPICS[place - 1] if place else None,
        following=TOPICS[place + 1] if place + 1 < len(TOPICS) else None,
    )


def _done_on(topic: Topic) -> str | None:
    """The page on which the task begins, for whoever may open it."""
    rule = rule_of(current_app, topic.endpoint)
    return url_for(topic.endpoint) if rule and rule.act and viewing.viewer().may(rule.act) else None
