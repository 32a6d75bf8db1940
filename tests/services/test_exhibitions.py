"""Exhibitions are the programme's, the market's voice is each company's own, and a linked visit changes no count."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_exhibition, make_voice
from tests.records import make_visit
from tracker.domain.cadence import VisitMode
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.exhibitions import VisitorKind
from tracker.queries.exhibitions import count_exhibitions, find_exhibition_of_visit, get_exhibition
from tracker.queries.voices import count_voices, list_voices
from tracker.rows.exhibitions import VoiceFilter
from tracker.services.exhibitions import (
    ExhibitionRecord,
    Exhibitor,
    drop_attendance,
    link_visit,
    note_attendance,
    record_exhibition,
)
from tracker.services.voices import Voice, note_voice

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
OPENED = date(2026, 10, 7)


def test_several_companies_share_one_and_sending_again_makes_one(cast: Cast, writing: At, at_rest: At) -> None:
    both = (Exhibitor(cast.asahi.enrolment_id, cast.asahi.case_id, "治具"), Exhibitor(cast.minato.enrolment_id))
    said = ExhibitionRecord("架空展", OPENED, OPENED, exhibitors=both)
    with writing():
        one = record_exhibition(cast.viewer("owner"), record=said, now=NOW, idempotency_key="once")
    with writing():
        assert record_exhibition(cast.viewer("owner"), record=said, now=NOW, idempotency_key="once") == one
    with at_rest():
        row = get_exhibition(cast.viewer("clerk"), one, today=TODAY)
        assert row.company_ids == {cast.asahi.enrolment_id, cast.minato.enrolment_id}
        assert count_exhibitions(cast.viewer("clerk"), today=TODAY) == (1, 2)
    with pytest.raises(NotAllowed), writing():
        record_exhibition(cast.viewer("clerk"), record=said, now=NOW)


def test_somebody_is_there_once_a_day_within_the_period(cast: Cast, writing: At, at_rest: At) -> None:
    viewer, one = cast.viewer("owner"), cast.producer_id("owner")
    with writing():
        shown = make_exhibition(cast.programme_id, cast.asahi, now=NOW)
        note_attendance(viewer, shown, producer_id=one, attended_on=OPENED)
        note_attendance(viewer, shown, producer_id=one, attended_on=OPENED, start_time=time(10), end_time=time(17))
    with at_rest():
        (there,) = get_exhibition(viewer, shown, today=TODAY).attendance
        assert (there.start_time, there.end_time) == (time(10), time(17))
    with pytest.raises(RuleBroken) as broken, writing():
        note_attendance(viewer, shown, producer_id=one, attended_on=date(2026, 10, 10))
    assert broken.value.field == "attended_on"
    with writing():
        drop_attendance(viewer, shown, attendance_id=there.attendance_id)
    with at_rest():
        assert get_exhibition(viewer, shown, today=TODAY).attendance == ()


def test_a_voice_is_read_and_written_by_its_company_s_team(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        shown = make_exhibition(cast.programme_id, cast.asahi, cast.minato, now=NOW)
        make_voice(shown, cast.asahi, now=NOW)
        make_voice(shown, cast.minato, now=NOW)
    said: dict[str, Any] = {
        "exhibition_id": shown,
        "enrolment_id": cast.asahi.enrolment_id,
        "voice": Voice(VisitorKind.END_USER, "軽い", OPENED),
        "today": TODAY,
        "now": NOW,
        "idempotency_key": "once",
    }
    with pytest.raises(NotFound), writing():
        note_voice(cast.viewer("colleague"), **said)
    with writing():
        first = note_voice(cast.viewer("owner"), **said)
    with writing():
        assert note_voice(cast.viewer("owner"), **said) == first
    with at_rest():
        heard = list_voices(cast.viewer("colleague"), today=TODAY)
        assert {row.enrolment_id for row in heard} == {cast.minato.enrolment_id}
        assert count_voices(cast.viewer("manager"), today=TODAY, filters=VoiceFilter(exhibition=shown)) == 3


def test_only_a_visit_to_an_exhibition_of_its_day_is_linked(cast: Cast, writing: At, at_rest: At) -> None:
    viewer = cast.viewer("owner")
    with writing():
        shown = make_exhibition(cast.programme_id, cast.asahi, now=NOW)
        there = make_visit(cast.asahi, now=NOW, on=OPENED, mode=VisitMode.EVENT)
        later = make_visit(cast.asahi, now=NOW, on=date(2026, 10, 20), mode=VisitMode.EVENT)
        usual = make_visit(cast.asahi, now=NOW, on=OPENED)
        link_visit(viewer, visit_id=there, exhibition_id=shown, today=TODAY)
    for visit_id in (later, usual):
        with pytest.raises(RuleBroken), writing():
            link_visit(viewer, visit_id=visit_id, exhibition_id=shown, today=TODAY)
    with at_rest():
        assert find_exhibition_of_visit(viewer, there) == (shown, "架空ものづくり展")
