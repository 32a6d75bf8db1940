"""市場の声 as they are listed: the latest on top, of open companies alone, as many statements for thirty as for one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_exhibition, make_voice
from tests.happenings import counted_statements
from tracker.queries.voices import count_voices, list_voices
from tracker.rows.exhibitions import VoiceFilter

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def test_thirty_voices_take_as_many_statements_as_one(cast: Cast, writing: At, at_rest: At) -> None:
    def statements() -> int:
        with at_rest(), counted_statements() as counted:
            found = list_voices(cast.viewer("owner"), today=TODAY)
            assert len(found) == count_voices(cast.viewer("owner"), today=TODAY)
            assert list(found) == sorted(found, key=lambda row: row.heard_on, reverse=True)
            return counted()

    with writing():
        shown = make_exhibition(cast.programme_id, cast.asahi, now=NOW)
        make_voice(shown, cast.asahi, now=NOW)
    few = statements()
    with writing():
        for number in range(29):
            make_voice(shown, cast.asahi, now=NOW, on=date(2026, 10, 7) + timedelta(days=number % 3), words=f"声{number}")
    assert statements() == few


def test_the_voice_of_a_closed_company_is_not_there(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        shown = make_exhibition(cast.programme_id, cast.asahi, cast.minato, now=NOW)
        for company in (cast.asahi, cast.minato):
            make_voice(shown, company, now=NOW)
    with at_rest():
        for who, seen in (("manager", 2), ("clerk", 2), ("auditor", 2), ("owner", 1), ("other_manager", 0)):
            assert len(list_voices(cast.viewer(who), today=TODAY)) == seen
            assert count_voices(cast.viewer(who), today=TODAY, filters=VoiceFilter()) == seen
