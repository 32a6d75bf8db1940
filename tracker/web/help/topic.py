"""What the help says of one task: its steps, the page that it is done on, and what its picture shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

SIGNING_IN = _l("サインイン")
RECORDS, TEAMS, MANAGERS, DATA = _l("訪問と記録"), _l("評価と体制"), _l("マネージャーの仕事"), _l("報告書とデータ")
NOBODY = ""  # whoever is not signed in


@dataclass(frozen=True, slots=True)
class Picture:
    """What ``person`` of the demonstration (or :data:`NOBODY`) sees from ``place`` on at ``url``, ``phone`` or ``desk``."""

    person: str
    url: str
    screen: str
    place: str = "main"


@dataclass(frozen=True, slots=True)
class Topic:
    """One task: ``endpoint`` is the page that it begins on, ``blueprints`` those whose pages lead to this topic."""

    slug: str
    group: Any
    title: Any
    summary: Any
    steps: tuple[Any, ...]
    endpoint: str
    picture: Picture
    blueprints: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()  # single pages of a blueprint that otherwise leads to another topic
