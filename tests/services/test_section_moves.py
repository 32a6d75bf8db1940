"""The section of a meeting that was written about the wrong company: alone, and into one that is there already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_challenge
from tests.records import make_action, make_attachment, make_meeting
from tracker.database import db
from tracker.domain.attachments import AttachedTo
from tracker.domain.challenges import ProgressState
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.moves import Destination
from tracker.domain.phases import Phase
from tracker.models import (
    Attachment,
    AuditEntry,
    ChallengeProgress,
    MeetingCase,
    MeetingSection,
    NextAction,
    TeamMeeting,
)
from tracker.services.section_moves import move_section_to_company

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


def section_of(meeting_id: int, enrolment_id: int) -> MeetingSection | None:
    found: MeetingSection | None = db.session.scalar(
        select(MeetingSection).where(MeetingSection.meeting_id == meeting_id, MeetingSection.enrolment_id == enrolment_id)
    )
    return found


@pytest.fixture
def meeting_id(cast: Cast, writing: At) -> int:
    """About company A, with a next action and a photo of its case."""
    a = cast.asahi
    with writing():
        made = make_meeting(a, now=NOW, phases=[Phase.OBSERVE], facts="現場を観た", decisions="試作する")
        make_action(a, now=NOW, meeting_id=made, case_id=a.case_id)
        make_attachment(a, now=NOW, kind=AttachedTo.MEETING, meeting_id=made, case_id=a.case_id)
        return made


def move(cast: Cast, meeting_id: int, who: str = "manager", **other: Any) -> None:
    asked: dict[str, Any] = {
        "enrolment_id": cast.asahi.enrolment_id,
        "to_enrolment_id": cast.minato.enrolment_id,
        "cases": {cast.asahi.case_id: cast.minato.case_ids[0]},
        "reason": "企業を選び間違えたため",
        "version": db.session.get_one(TeamMeeting, meeting_id).version,
        "today": TODAY,
        "now": NOW,
    }
    move_section_to_company(cast.viewer(who), meeting_id=meeting_id, **asked | other)


def test_the_section_goes_with_everything_of_it_and_comes_back(cast: Cast, writing: At, at_rest: At, meeting_id: int) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        move(cast, meeting_id)
    with writing():
        section = section_of(meeting_id, b.enrolment_id)
        assert section is not None
        assert section_of(meeting_id, a.enrolment_id) is None
        assert section.decisions == "試作する"
        notes = db.session.execute(select(MeetingCase.section_id, MeetingCase.case_id, MeetingCase.facts)).all()
        assert notes == [(section.id, b.case_ids[0], "現場を観た")]
        for beside in (NextAction, Attachment):
            assert db.session.execute(select(beside.enrolment_id, beside.case_id)).all() == [(b.enrolment_id, b.case_ids[0])]
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (entry.act, entry.reason) == ("move_section", "企業を選び間違えたため")
        back = {"enrolment_id": b.enrolment_id, "to_enrolment_id": a.enrolment_id}
        move(cast, meeting_id, cases={b.case_ids[0]: a.case_id}, **back)
    with at_rest():
        assert section_of(meeting_id, a.enrolment_id) is not None
        assert db.session.scalars(select(MeetingCase.case_id)).all() == [a.case_id]


def test_into_a_section_that_is_there_both_texts_stay(cast: Cast, writing: At, at_rest: At) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        made = make_meeting(a, b, now=NOW, phases=[Phase.LISTEN], facts="話を聞いた", decisions="決めたこと")
        first = section_of(made, a.enrolment_id)
        assert first is not None
        first.decisions = "ほかに決めたこと"
        ours, theirs = make_challenge(a, now=NOW), make_challenge(b, now=NOW)
        there = section_of(made, b.enrolment_id)
        assert there is not None
        said = {"state": ProgressState.BETTER, "words": ""}
        db.session.add(ChallengeProgress(challenge_id=ours, section_id=first.id, **said))
        db.session.add(ChallengeProgress(challenge_id=theirs, section_id=there.id, **said))
    with writing(), pytest.raises(RuleBroken, match="もう書かれています"):
        move(cast, made, lines={ours: Destination(challenge_id=theirs)})
    with writing():
        move(cast, made, lines={ours: Destination(case_id=b.case_ids[0])})
    with at_rest():
        (section,) = db.session.scalars(select(MeetingSection)).all()
        assert (section.enrolment_id, section.decisions) == (b.enrolment_id, "決めたこと\nほかに決めたこと")
        assert set(db.session.scalars(select(MeetingCase.section_id))) == {section.id}
        assert set(db.session.scalars(select(ChallengeProgress.section_id))) == {section.id}
        assert len(db.session.scalars(select(ChallengeProgress.id)).all()) == 2


@pytest.mark.parametrize(
    ("who", "answer"), [("owner", NotAllowed), ("clerk", NotAllowed), ("auditor", NotAllowed), ("other_manager", NotFound)]
)
def test_a_manager_alone_moves_a_section(cast: Cast, writing: At, meeting_id: int, who: str, answer: type[Exception]) -> None:
    with writing(), pytest.raises((answer, RuleBroken)) as refused:
        move(cast, meeting_id, who)
    assert who == "other_manager" or refused.type is answer


def test_what_cannot_be_is_refused_and_nothing_is_moved(cast: Cast, writing: At, at_rest: At, meeting_id: int) -> None:
    for other, field in (
        ({"reason": " "}, "reason"),
        ({"to_enrolment_id": cast.asahi.enrolment_id, "cases": {cast.asahi.case_id: cast.asahi.case_id}}, "to"),
        ({"to_enrolment_id": cast.elsewhere.enrolment_id}, "to"),
        ({"cases": {}}, f"case_{cast.asahi.case_id}"),
    ):
        with writing(), pytest.raises(RuleBroken) as broken:
            move(cast, meeting_id, **other)
        assert broken.value.field == field
    with writing(), pytest.raises(Conflict):
        move(cast, meeting_id, version=99)
    with writing(), pytest.raises(NotFound):
        move(cast, meeting_id, enrolment_id=cast.minato.enrolment_id, to_enrolment_id=cast.asahi.enrolment_id)
    with at_rest():
        assert section_of(meeting_id, cast.asahi.enrolment_id) is not None
