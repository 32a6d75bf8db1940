"""What moves in a merge, in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.web.audit_words import AUDITED_NOUNS

# Rows beside a record say what somebody did there.
_BESIDE: dict[str, LazyString] = {
    "exhibition_attendance": _l("展示会への参加"),
    "meeting_participant": _l("会議への参加"),
    "rating_pair": _l("評価の組み合わせ"),
    "training_attendee": _l("研修への出席"),
    "visit_participant": _l("訪問への参加"),
}


def moved_words(moves: Iterable[tuple[str, int]]) -> list[tuple[LazyString, int]]:
    """Each noun that has a word on screen, with how many there are."""
    words = _BESIDE | AUDITED_NOUNS
    return [(words[noun], count) for noun, count in moves if noun in words]
