"""A photo of the whiteboard counts as the note of a meeting's section: claimed, promised, evidence of a phase, typed up later."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.attachments import AttachedTo, StoredFile, Subject
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.models import Attachment, MeetingCase, TeamMeeting
from tracker.queries.attachments import list_attachments
from tracker.queries.note_pictures import list_to_type_up
from tracker.queries.phases import get_case_progress
from tracker.rows.attachments import AttachmentFilter
from tracker.services.attachments import keep_attachment
from tracker.services.meeting_words import type_up_meeting
from tracker.services.meetings import correct_meeting, log_meeting

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
KEY, FORM_KEY = "a1" * 16, "c3" * 16
FILE = StoredFile("aa/" + "a" * 32, "ホワイトボード.jpg", "image/jpeg", 12, "d" * 64)


def pictured(cast: Cast, *keys: str, phase: Phase = Phase.OBSERVE) -> MeetingRecord:
    """A meeting about two companies; of the first only the whiteboard was photographed."""
    a, b = cast.asahi, cast.minato
    first = SectionRecord(
        a.enrolment_id, notes=(CaseNote(a.case_id, frozenset({phase})),), pictures={a.case_id: frozenset(keys)} if keys else {}
    )
    second = SectionRecord(b.enrolment_id, decisions="見積を取る", notes=tuple(CaseNote(case_id) for case_id in b.case_ids))
    return MeetingRecord(TODAY, producer_ids=frozenset({cast.producer_id("owner")}), sections=(first, second))


def log(cast: Cast, record: MeetingRecord, *, is_draft: bool = False) -> int:
    return log_meeting(cast.viewer("manager"), record=record, is_draft=is_draft, idempotency_key=FORM_KEY, today=TODAY, now=NOW)


def send(cast: Cast, who: str = "manager", **subject: object) -> int:
    about = Subject(AttachedTo.MEETING, key=FORM_KEY, **subject)  # type: ignore[arg-type]
    case_id = cast.asahi.case_id
    kept = keep_attachment(
        cast.viewer(who), key=KEY, subject=about, file=FILE, case_id=case_id, is_note=True, today=TODAY, now=NOW
    )
    return kept[0]


def test_without_text_and_without_picture_a_phase_is_refused(cast: Cast, writing: At) -> None:
    with writing(), pytest.raises(RuleBroken, match="聞いたこと・見たこと") as broken:
        log(cast, pictured(cast))
    assert broken.value.field == "sections-0-cases-0-facts"


def test_a_picture_is_evidence_of_what_was_seen_and_not_of_a_diagnosis(cast: Cast, writing: At, at_rest: At) -> None:
    with writing(), pytest.raises(RuleBroken, match="診断・企て"):
        log(cast, pictured(cast, KEY, phase=Phase.DIAGNOSE))
    with writing():
        log(cast, pictured(cast, KEY))
    with at_rest():
        assert get_case_progress(cast.viewer("owner"), cast.asahi.case_id, as_of=TODAY).progress.furthest is Phase.OBSERVE


def test_the_record_promises_its_picture_which_is_filled_once(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = log(cast, pictured(cast, KEY))
    for _turn in range(2):
        with writing():
            send(cast, enrolment_id=cast.asahi.enrolment_id)
    with at_rest():
        (row,) = list_attachments(cast.viewer("owner"), today=TODAY, filters=AttachmentFilter(meeting=meeting_id))
        assert (row.enrolment_id, row.case_id, row.is_note, row.has_file) == (
            cast.asahi.enrolment_id,
            cast.asahi.case_id,
            True,
            True,
        )


def test_a_picture_that_comes_before_its_meeting_waits_and_goes_with_its_section(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        waiting = send(cast, enrolment_id=cast.asahi.enrolment_id)
    with at_rest():
        assert [row.attachment_id for row in list_attachments(cast.viewer("manager"), today=TODAY)] == [waiting]
        assert list_attachments(cast.viewer("owner"), today=TODAY) == ()
    with writing():
        meeting_id = log(cast, pictured(cast, KEY))
    with at_rest():
        row = db.session.scalars(select(Attachment)).one()
        assert (row.meeting_id, row.enrolment_id, row.subject_key) == (meeting_id, cast.asahi.enrolment_id, None)
        assert len(list_attachments(cast.viewer("owner"), today=TODAY)) == 1


def test_a_picture_of_nothing_that_is_there_is_not_kept(cast: Cast, writing: At) -> None:
    subject = Subject(AttachedTo.MEETING, subject_id=9999, enrolment_id=cast.asahi.enrolment_id)
    for about in (subject, Subject(AttachedTo.MEETING, enrolment_id=cast.asahi.enrolment_id)):
        with writing(), pytest.raises(NotFound):
            keep_attachment(cast.viewer("owner"), key=KEY, subject=about, file=FILE, today=TODAY, now=NOW)


def test_it_waits_to_be_typed_up_and_no_longer_when_it_is(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = log(cast, pictured(cast, KEY))
    with at_rest():
        for who, waits in (("owner", [meeting_id]), ("manager", [meeting_id]), ("colleague", []), ("clerk", [])):
            assert [row.meeting_id for row in list_to_type_up(cast.viewer(who), TODAY)] == waits
        version = db.session.get_one(TeamMeeting, meeting_id).version
    facts = {cast.asahi.case_id: "工程の順番", cast.minato.case_ids[0]: "ほかの企業"}
    with writing():
        type_up_meeting(cast.viewer("owner"), meeting_id, facts=facts, version=version, today=TODAY)
    with at_rest():
        assert list_to_type_up(cast.viewer("manager"), TODAY) == ()
        assert db.session.scalars(select(MeetingCase.facts)).all() == ["工程の順番"]
    with writing(), pytest.raises(Conflict):
        type_up_meeting(cast.viewer("sub"), meeting_id, facts={cast.asahi.case_id: "後から"}, version=version, today=TODAY)


def test_a_correction_may_leave_the_note_to_the_picture_and_a_draft_is_not_typed_up(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = log(cast, pictured(cast, KEY), is_draft=True)
        version = db.session.get_one(TeamMeeting, meeting_id).version
    with writing(), pytest.raises(RuleBroken, match="確定した会議"):
        type_up_meeting(cast.viewer("owner"), meeting_id, facts={}, version=version, today=TODAY)
    with writing():
        record = pictured(cast)  # the keys are not sent again, and the picture is there
        correct_meeting(cast.viewer("manager"), meeting_id, record=record, version=version, today=TODAY, now=NOW)
    with at_rest():
        assert len(db.session.scalars(select(Attachment.id)).all()) == 1
        assert len(list_to_type_up(cast.viewer("manager"), TODAY)) == 1
