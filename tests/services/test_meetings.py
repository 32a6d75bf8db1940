"""Meetings are scheduled, logged, corrected and called off; each section belongs to its company's team."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.meetings import MeetingRecord, SectionRecord, check_held
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.visits import ActionNoted
from tracker.models import AuditEntry, MeetingCase, MeetingParticipant, MeetingSection, NextAction, TeamMeeting
from tracker.services import meetings, scheduled_meetings

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def about_asahi(cast: Cast, **changes: Any) -> SectionRecord:
    section = SectionRecord(
        cast.asahi.enrolment_id,
        decisions="次は試作する",
        internal_memo="社長は急いでいる",
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.DIAGNOSE}), interpretation="治具が鍵"),),
    )
    return replace(section, **changes)


def about_minato(cast: Cast, **changes: Any) -> SectionRecord:
    return replace(SectionRecord(cast.minato.enrolment_id, decisions="展示会に出る"), **changes)


def record(cast: Cast, *sections: SectionRecord, **changes: Any) -> MeetingRecord:
    complete = MeetingRecord(
        meeting_on=TODAY,
        mode=VisitMode.ONLINE,
        producer_ids=frozenset({cast.producer_id("owner"), cast.producer_id("colleague")}),
        sections=sections or (about_asahi(cast),),
    )
    return replace(complete, **changes)


def log(cast: Cast, who: str = "owner", *sections: SectionRecord, **rest: Any) -> int:
    what = rest.pop("record", None) or record(cast, *sections)
    return meetings.log_meeting(cast.viewer(who), record=what, today=TODAY, now=rest.pop("now", NOW), **rest)


def schedule(cast: Cast, who: str = "owner", *sections: SectionRecord, day: date = TODAY, **rest: Any) -> int:
    chosen = sections or (SectionRecord(cast.asahi.enrolment_id),)
    return meetings.schedule_meeting(
        cast.viewer(who), record=record(cast, *chosen, meeting_on=day, place="会議室"), today=TODAY, now=NOW, **rest
    )


def correct(cast: Cast, meeting_id: int, who: str, *sections: SectionRecord, version: int = 1, **changes: Any) -> None:
    is_draft = changes.pop("is_draft", False)
    meetings.correct_meeting(
        cast.viewer(who),
        meeting_id,
        record=record(cast, *sections, **changes),
        version=version,
        is_draft=is_draft,
        today=TODAY,
        now=NOW,
    )


def the(meeting_id: int) -> TeamMeeting:
    return db.session.get_one(TeamMeeting, meeting_id)


def sections_of(meeting_id: int) -> dict[int, MeetingSection]:
    rows = db.session.scalars(select(MeetingSection).where(MeetingSection.meeting_id == meeting_id))
    return {row.enrolment_id: row for row in rows}


def how_many(kind: type = TeamMeeting) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def version_of(at_rest: At, meeting_id: int) -> int:
    with at_rest():
        return the(meeting_id).version


def refused(field: str | None, act: Callable[[], object]) -> None:
    with pytest.raises(RuleBroken) as broken:
        act()
    assert broken.value.field == field


def test_a_meeting_is_kept_with_its_sections_people_actions_and_audit(cast: Cast, writing: At, at_rest: At) -> None:
    owed = ActionNoted("図面を送る", TODAY + timedelta(days=7), owner_id=cast.producer_id("sub"))
    with writing():
        meeting_id = log(cast, "manager", about_asahi(cast, actions=(owed,)), about_minato(cast))
    with at_rest():
        meeting = the(meeting_id)
        assert (meeting.status, meeting.record_state, meeting.finalised_at) == (EventStatus.HELD, RecordState.FINAL, NOW)
        sections = sections_of(meeting_id)
        assert sections[cast.asahi.enrolment_id].decisions == "次は試作する"
        assert sections[cast.minato.enrolment_id].decisions == "展示会に出る"
        note = db.session.scalars(select(MeetingCase)).one()
        assert (note.case_id, note.worked_diagnose, note.worked_plan) == (cast.asahi.case_id, True, False)
        assert how_many(MeetingParticipant) == 2
        action = db.session.scalars(select(NextAction)).one()
        assert (action.meeting_id, action.enrolment_id) == (meeting_id, cast.asahi.enrolment_id)
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts[-2:] == ["add_action", "log_meeting"]


def test_sending_the_same_meeting_twice_makes_one(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        first = log(cast, idempotency_key="double tap")
    with writing():
        assert log(cast, idempotency_key="double tap") == first
    with writing():
        again = schedule(cast, idempotency_key="other")
    with writing():
        assert schedule(cast, idempotency_key="other") == again
    with at_rest():
        assert how_many() == 2
        assert how_many(MeetingSection) == 2


def test_what_a_held_meeting_lacks_is_said_at_its_field(cast: Cast) -> None:
    ticked = CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}))
    for field, what in (
        ("team", record(cast, producer_ids=frozenset())),
        ("companies", replace(record(cast), sections=())),
        ("companies", record(cast, about_asahi(cast), about_asahi(cast))),
        ("meeting_on", record(cast, meeting_on=TODAY + timedelta(days=1))),
        ("end_time", record(cast, start_time=time(10), end_time=time(10))),
        ("mode", record(cast, mode=VisitMode.EVENT)),
        ("place", record(cast, place="あ" * 201)),
        ("sections-1-decisions", record(cast, about_asahi(cast), about_minato(cast, decisions="あ" * 20_001))),
        ("sections-1-cases-0-facts", record(cast, about_minato(cast), about_asahi(cast, notes=(ticked,)))),
    ):
        refused(field, lambda what=what: check_held(what, today=TODAY, is_final=True))


@given(st.lists(st.sampled_from(list(Phase)), unique=True))
def test_a_ticked_phase_needs_its_note_and_a_note_needs_no_phase(phases: list[Phase]) -> None:
    written = CaseNote(1, frozenset(phases), facts="聞いた", interpretation="考えた")
    what = MeetingRecord(TODAY, producer_ids=frozenset({1}), sections=(SectionRecord(1, notes=(written,)),))
    check_held(what, today=TODAY, is_final=True)
    bare = replace(what, sections=(SectionRecord(1, notes=(replace(written, facts="", interpretation=""),)),))
    if phases:
        with pytest.raises(RuleBroken):
            check_held(bare, today=TODAY, is_final=True)
    else:
        check_held(bare, today=TODAY, is_final=True)


def test_a_draft_may_be_thin_and_is_made_final_once(cast: Cast, writing: At, at_rest: At) -> None:
    thin = record(cast, SectionRecord(cast.asahi.enrolment_id), producer_ids=frozenset())
    with writing():
        meeting_id = log(cast, record=thin, is_draft=True)
    with at_rest():
        assert (the(meeting_id).record_state, the(meeting_id).finalised_at) == (RecordState.DRAFT, None)
    refused_by = version_of(at_rest, meeting_id)
    with writing():
        correct(cast, meeting_id, "sub", about_asahi(cast), version=refused_by)
    with at_rest():
        assert (the(meeting_id).record_state, the(meeting_id).finalised_at) == (RecordState.FINAL, NOW)
    with pytest.raises(RuleBroken), writing():
        correct(cast, meeting_id, "sub", about_asahi(cast), version=version_of(at_rest, meeting_id), is_draft=True)


def test_people_and_cases_of_another_programme_or_company_are_refused(cast: Cast, writing: At, at_rest: At) -> None:
    foreign_case = about_asahi(cast, notes=(CaseNote(cast.minato.case_id, facts="違う案件"),))
    bad_action = about_asahi(cast, actions=(ActionNoted("", TODAY, owner_id=cast.producer_id("owner")),))
    for field, what in (
        ("team", record(cast, producer_ids=frozenset({cast.producer_id("stranger")}))),
        ("sections-0-cases-0-phases", record(cast, foreign_case)),
        ("sections-0-actions-0-what", record(cast, bad_action)),
    ):
        with pytest.raises(RuleBroken) as broken, writing():
            log(cast, record=what)
        assert broken.value.field == field
    with at_rest():
        assert how_many() == how_many(MeetingSection) == how_many(NextAction) == 0


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("sixth", NotFound),
        ("stranger", NotFound),
        ("administrator", NotFound),
        ("clerk", NotAllowed),
        ("auditor", NotAllowed),
    ],
)
def test_only_teams_and_the_manager_write_meetings(cast: Cast, writing: At, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), writing():
        log(cast, who)
    with pytest.raises(refusal), writing():
        schedule(cast, who)
    with writing():
        meeting_id = schedule(cast, "owner")
    for act in (
        lambda: correct(cast, meeting_id, who),
        lambda: scheduled_meetings.cancel_meeting(cast.viewer(who), meeting_id, reason="雨", version=1, today=TODAY),
        lambda: scheduled_meetings.postpone_meeting(cast.viewer(who), meeting_id, reason="雨", version=1, today=TODAY, now=NOW),
        lambda: meetings.delete_meeting(cast.viewer(who), meeting_id, today=TODAY, now=NOW),
    ):
        with pytest.raises(refusal), writing():
            act()


def test_whoever_took_part_in_a_meeting_about_one_company_may_correct_it(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = log(cast, "owner")
    with writing():
        correct(
            cast, meeting_id, "colleague", about_asahi(cast, decisions="出た人が直した"), version=version_of(at_rest, meeting_id)
        )
    with at_rest():
        assert sections_of(meeting_id)[cast.asahi.enrolment_id].decisions == "出た人が直した"


def test_whoever_makes_a_meeting_must_be_on_every_team(cast: Cast, writing: At, at_rest: At) -> None:
    with pytest.raises(NotFound), writing():
        log(cast, "owner", about_asahi(cast), about_minato(cast))
    with at_rest():
        assert how_many() == 0


def test_correcting_leaves_the_sections_of_others_untouched(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = log(cast, "manager", about_asahi(cast), about_minato(cast))
    version = version_of(at_rest, meeting_id)
    with pytest.raises(NotFound), writing():
        correct(cast, meeting_id, "owner", about_asahi(cast), about_minato(cast, decisions="書き換え"), version=version)
    with writing():
        correct(cast, meeting_id, "owner", about_asahi(cast, decisions="直した", notes=()), version=version)
    with at_rest():
        sections = sections_of(meeting_id)
        assert sections[cast.asahi.enrolment_id].decisions == "直した"
        assert sections[cast.minato.enrolment_id].decisions == "展示会に出る"
        assert the(meeting_id).version > version


def test_a_company_taken_out_keeps_its_next_actions(cast: Cast, writing: At, at_rest: At) -> None:
    owed = ActionNoted("見積り", TODAY, owner_name="架空部長")
    with writing():
        meeting_id = log(cast, "manager", about_asahi(cast), about_minato(cast, actions=(owed,)))
    with writing():
        correct(cast, meeting_id, "manager", about_asahi(cast), version=version_of(at_rest, meeting_id))
    with at_rest():
        assert set(sections_of(meeting_id)) == {cast.asahi.enrolment_id}
        action = db.session.scalars(select(NextAction)).one()
        assert (action.enrolment_id, action.meeting_id, action.deleted_at) == (cast.minato.enrolment_id, None, None)


def test_a_save_from_an_older_version_is_a_conflict_even_in_another_section(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = log(cast, "manager", about_asahi(cast), about_minato(cast))
    version = version_of(at_rest, meeting_id)
    with writing():
        correct(cast, meeting_id, "colleague", about_minato(cast, decisions="先に直した"), version=version)
    with pytest.raises(Conflict), writing():
        correct(cast, meeting_id, "owner", about_asahi(cast), version=version)


def test_a_scheduled_meeting_becomes_held(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = schedule(cast)
    with at_rest():
        assert (the(meeting_id).status, the(meeting_id).finalised_at) == (EventStatus.SCHEDULED, None)
    with writing():
        assert log(cast, meeting_id=meeting_id, version=version_of(at_rest, meeting_id)) == meeting_id
    with at_rest():
        assert (the(meeting_id).status, the(meeting_id).finalised_at) == (EventStatus.HELD, NOW)
        assert how_many() == 1
    with pytest.raises(RuleBroken), writing():
        log(cast, meeting_id=meeting_id, version=version_of(at_rest, meeting_id))


def test_a_past_day_cannot_be_scheduled(cast: Cast, writing: At) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        schedule(cast, day=TODAY - timedelta(days=1))
    assert broken.value.field == "meeting_on"


def test_cancelling_and_postponing_say_why_and_only_of_what_is_scheduled(cast: Cast, writing: At, at_rest: At) -> None:
    viewer = cast.viewer("owner")
    with writing():
        one, other, held = schedule(cast), schedule(cast), log(cast)
    versions = {each: version_of(at_rest, each) for each in (one, other, held)}
    for reason in ("", "あ" * 201):
        with pytest.raises(RuleBroken) as broken, writing():
            scheduled_meetings.cancel_meeting(viewer, one, reason=reason, version=versions[one], today=TODAY)
        assert broken.value.field == "reason"
    with pytest.raises(RuleBroken), writing():
        scheduled_meetings.cancel_meeting(viewer, held, reason="間違い", version=versions[held], today=TODAY)
    with pytest.raises(Conflict), writing():
        scheduled_meetings.cancel_meeting(viewer, one, reason="雪", version=99, today=TODAY)
    with writing():
        scheduled_meetings.cancel_meeting(viewer, one, reason="雪", version=versions[one], today=TODAY)
    with pytest.raises(RuleBroken), writing():
        scheduled_meetings.postpone_meeting(
            viewer, other, reason="雪", version=versions[other], new_on=TODAY - timedelta(days=1), today=TODAY, now=NOW
        )
    with writing():
        anew = scheduled_meetings.postpone_meeting(
            viewer, other, reason="雪", version=versions[other], new_on=TODAY + timedelta(days=7), today=TODAY, now=NOW
        )
    with at_rest():
        assert (the(one).status, the(one).status_reason) == (EventStatus.CANCELLED, "雪")
        assert the(other).status is EventStatus.POSTPONED
        assert anew is not None
        assert (the(anew).status, the(anew).meeting_on, the(anew).place) == (
            EventStatus.SCHEDULED,
            TODAY + timedelta(days=7),
            "会議室",
        )
        assert set(sections_of(anew)) == {cast.asahi.enrolment_id}


def test_only_the_manager_deletes_and_a_deleted_meeting_comes_back_within_thirty_days(
    cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        meeting_id = log(cast)
    with pytest.raises(NotAllowed), writing():
        meetings.delete_meeting(cast.viewer("owner"), meeting_id, today=TODAY, now=NOW)
    with writing():
        meetings.delete_meeting(cast.viewer("manager"), meeting_id, today=TODAY, now=NOW)
    with pytest.raises(NotFound), writing():
        correct(cast, meeting_id, "owner")
    with pytest.raises(RuleBroken), writing():
        meetings.restore_meeting(cast.viewer("manager"), meeting_id, today=TODAY, now=NOW + timedelta(days=31))
    with writing():
        meetings.restore_meeting(cast.viewer("manager"), meeting_id, today=TODAY, now=NOW + timedelta(days=29))
    with at_rest():
        assert the(meeting_id).deleted_at is None
