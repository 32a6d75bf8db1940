"""The list of tasks, and one page for each."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, abort, current_app, render_template, url_for
from flask_babel import get_locale

from tracker.domain.access import Act
from tracker.web import viewing
from tracker.web.help.topics import BY_SLUG, OPEN, TOPICS, Topic, picture_file
from tracker.web.rights import may, public, rule_of

bp = Blueprint("help", __name__, url_prefix="/p/<programme>/help")
open_bp = Blueprint("open_help", __name__, url_prefix="/help")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    return render_template(
        "help/index.html", groups=[(group, list(those)) for group, those in groupby(TOPICS, lambda one: one.group)]
    )


@bp.get("/<slug>")
@may(Act.BOARD)
def show(slug: str) -> str:
    return _show(BY_SLUG.get(slug) or abort(404), TOPICS, index_url=url_for("help.index"))


@open_bp.get("/<slug>")
@public
def show_open(slug: str) -> str:
    """How one comes in, outside any programme: nobody has to be in for it."""
    topic = BY_SLUG.get(slug)
    return _show(topic if topic in OPEN else abort(404), OPEN, index_url=None)


def _show(topic: Topic, topics: tuple[Topic, ...], *, index_url: str | None) -> str:
    place = topics.index(topic)
    locale = get_locale()
    return render_template(
        "help/show.html",
        topic=topic,
        picture=picture_file(topic, locale.language if locale else "ja"),
        done_on=_done_on(topic),
        index_url=index_url,
        previous=topics[place - 1] if place else None,
        following=topics[place + 1] if place + 1 < len(topics) else None,
    )


def _done_on(topic: Topic) -> str | None:
    """The page on which the task begins, for whoever may open it."""
    rule = rule_of(current_app, topic.endpoint)
    if rule is None or rule.signed_in != (viewing.find_signed_in() is not None):
        return None
    return url_for(topic.endpoint) if rule.act is None or viewing.viewer().may(rule.act) else None
