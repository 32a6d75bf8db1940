"""The tasks of the help in their order, and which of them a page leads to.

Words between 「 and 」 (in English “ and ”) are words of the screen, and a test looks them up in the catalogue. ``make pictures``
takes the pictures; ``tests/web/test_help_pictures.py`` fails where a page says something else than when its picture was taken.
"""

from __future__ import annotations

from tracker.web.help import managing, recording, reporting, signing_in, teams
from tracker.web.help.topic import SIGNING_IN, Topic

TOPICS = (*signing_in.TOPICS, *recording.TOPICS, *teams.TOPICS, *managing.TOPICS, *reporting.TOPICS)
BY_SLUG = {topic.slug: topic for topic in TOPICS}
OPEN = tuple(
    topic for topic in TOPICS if topic.group is SIGNING_IN
)  # to whoever is not in yet, or is kept out of their programme
_BY_BLUEPRINT = {blueprint: topic for topic in TOPICS for blueprint in topic.blueprints}
_BY_ENDPOINT = {endpoint: topic for topic in TOPICS for endpoint in topic.endpoints}


def topic_of(endpoint: str) -> Topic | None:
    """What the help says about a page; None where no topic is nearer than the list of all."""
    return _BY_ENDPOINT.get(endpoint) or _BY_BLUEPRINT.get(endpoint.partition(".")[0])


def picture_file(topic: Topic, locale: str) -> str:
    """Below ``static/``."""
    return f"help/{locale}/{topic.slug}.png"
