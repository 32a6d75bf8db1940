"""A visit logged on the wrong company goes to the right one with everything that is its own; moving it back is the undo."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.field_records import make_challenge
from tests.records import ANY_DAY, Records, add, make_action, make_visit
from tracker.database import db
from tracker.domain.attachments import AttachedTo
from tracker.domain.cadence import VisitMode
from tracker.domain.challenges import ProgressState
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.exhibitions import VisitorKind
from tracker.domain.moves import Destination
from tracker.domain.phases import Phase
from tracker.domain.unassigned import NO_CASE
from tracker.models import (
    Attachment,
    AuditEntry,
    AuditText,
    Challenge,
    ChallengeProgress,
    ExhibitionVisit,
    MarketFeedback,
    NextAction,
    UnassignedNote,
    Visit,
    VisitCase,
)
from tracker.queries.timeline import list_timeline
from tracker.queries.visits import count_visits
from tracker.rows.events import EventFilter
from tracker.rows.timeline import TimelineKind
from tracker.services.moves import followers, move_visit_to_company

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
FACTS = "工場長に工程の話を聞いた"


@pytest.fixture
def visit_id(cast: Cast, writing: At) -> int:
    """On both cases of company B, with a next action and a photo of the first of them."""
    with writing():
        first = cast.minato.case_ids[0]
        made = make_visit(cast.minato, now=NOW, case_ids=cast.minato.case_ids, phases=[Phase.LISTEN], facts=FACTS)
        make_action(cast.minato, now=NOW, visit_id=made, case_id=first)
        make_action(cast.minato, now=NOW, what="別の宿題")
        db.session.add(
            Attachment(
                programme_id=cast.programme_id,
                kind=AttachedTo.VISIT,
                enrolment_id=cast.minato.enrolment_id,
                visit_id=made,
                case_id=first,
                created_at=NOW,
            )
        )
        return made


def move(cast: Cast, visit_id: int, to: SupportedCompany, cases: dict[int, int], who: str = "manager", **other: Any) -> None:
    asked: dict[str, Any] = {"reason": "企業を選び間違えたため", "version": 1, "today": TODAY, "now": NOW}
    move_visit_to_company(cast.viewer(who), visit_id=visit_id, to_enrolment_id=to.enrolment_id, cases=cases, **asked | other)


def stands(visit_id: int) -> tuple[object, ...]:
    """The company, the notes and what lies beside the visit."""
    notes = db.session.execute(
        select(VisitCase.case_id, VisitCase.facts).where(VisitCase.visit_id == visit_id).order_by(VisitCase.id)
    )
    beside = [
        db.session.execute(select(kind.enrolment_id, kind.case_id).where(kind.visit_id == visit_id)).all()
        for kind in (NextAction, Attachment)
    ]
    return db.session.get_one(Visit, visit_id).enrolment_id, notes.all(), *beside


def counted(cast: Cast, company: SupportedCompany) -> tuple[int, int]:
    """The company's visits as the list counts them and as its timeline tells them."""
    viewer = cast.viewer("manager")
    told = list_timeline(viewer, company.enrolment_id, today=TODAY, kind=TimelineKind.VISIT)
    return count_visits(viewer, today=TODAY, filters=EventFilter(company=company.enrolment_id, counted=True)), len(told)


def test_everything_of_the_visit_goes_along_and_both_companies_count_right(
    cast: Cast, writing: At, at_rest: At, visit_id: int
) -> None:
    first, second = cast.minato.case_ids
    with writing():
        move(cast, visit_id, cast.asahi, {first: cast.asahi.case_id, second: cast.asahi.case_id})
    a = cast.asahi
    with at_rest():
        assert stands(visit_id) == (
            a.enrolment_id,
            [(a.case_id, FACTS)],
            [(a.enrolment_id, a.case_id)],
            [(a.enrolment_id, a.case_id)],
        )
        assert (counted(cast, a), counted(cast, cast.minato)) == ((1, 1), (0, 0))
        others = db.session.scalars(select(NextAction.enrolment_id).where(NextAction.visit_id.is_(None))).all()
        assert others == [cast.minato.enrolment_id]
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (entry.act, entry.reason) == ("move_record", "企業を選び間違えたため")


def test_moving_it_back_is_the_undo(cast: Cast, writing: At, at_rest: At) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        made = make_visit(a, now=NOW, case_ids=a.case_ids, phases=[Phase.LISTEN], facts=FACTS)
        make_action(a, now=NOW, visit_id=made, case_id=a.case_id)
    with at_rest():
        before = stands(made)
    with writing():
        move(cast, made, b, {a.case_id: b.case_ids[1]})
    with writing():
        version = db.session.get_one(Visit, made).version
        move(cast, made, a, {b.case_ids[1]: a.case_id}, version=version)
    with at_rest():
        assert stands(made) == before
        assert (counted(cast, a), counted(cast, b)) == ((1, 1), (0, 0))


def test_which_case_it_is_may_be_said_later(cast: Cast, writing: At, at_rest: At) -> None:
    a = cast.asahi
    with writing():
        made = make_visit(a, now=NOW, case_ids=a.case_ids, phases=[Phase.LISTEN], facts=FACTS)
        make_action(a, now=NOW, visit_id=made, case_id=a.case_id)
        move(cast, made, cast.minato, {a.case_id: NO_CASE})
    with at_rest():
        assert stands(made)[1:3] == ([], [(cast.minato.enrolment_id, None)])
        assert db.session.scalars(select(UnassignedNote.facts).where(UnassignedNote.visit_id == made)).all() == [FACTS]


@pytest.mark.parametrize(
    ("who", "answer"),
    [("colleague", NotAllowed), ("clerk", NotAllowed), ("auditor", NotAllowed), ("other_manager", NotFound)],
)
def test_a_manager_alone_moves_records(cast: Cast, writing: At, visit_id: int, who: str, answer: type[Exception]) -> None:
    with writing(), pytest.raises(answer):
        move(cast, visit_id, cast.asahi, dict.fromkeys(cast.minato.case_ids, cast.asahi.case_id), who)


def test_what_cannot_be_is_refused_and_nothing_is_moved(cast: Cast, writing: At, at_rest: At, visit_id: int) -> None:
    to_asahi = dict.fromkeys(cast.minato.case_ids, cast.asahi.case_id)
    first = cast.minato.case_ids[0]
    for to, cases, other, field in (
        (cast.minato, to_asahi, {}, "to"),
        (cast.elsewhere, to_asahi, {}, "to"),
        (cast.asahi, to_asahi | {first: cast.elsewhere.case_id}, {}, f"case_{first}"),
        (cast.asahi, to_asahi, {"reason": ""}, "reason"),
    ):
        with writing(), pytest.raises(RuleBroken) as broken:
            move(cast, visit_id, to, cases, **other)
        assert broken.value.field == field
    with writing(), pytest.raises(Conflict):
        move(cast, visit_id, cast.asahi, to_asahi, version=7)
    with at_rest():
        assert counted(cast, cast.minato) == (1, 1)


def test_whatever_lies_beside_a_visit_and_names_its_company_goes_along() -> None:
    assert {"next_action", "attachment"} <= {table.name for table in followers()}


@pytest.fixture
def said(cast: Cast, writing: At) -> tuple[int, int, int]:
    """A visit of company A that speaks of its challenge, that challenge, and one of company B."""
    with writing():
        made = make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, phases=[Phase.LISTEN], facts=FACTS)
        ours, theirs = (
            make_challenge(company, now=NOW, title=title)
            for company, title in ((cast.asahi, "段取り替え"), (cast.minato, "納期"))
        )
        db.session.add(ChallengeProgress(challenge_id=ours, visit_id=made, state=ProgressState.BETTER, words="治具ができた"))
        return made, ours, theirs


def lines_of(visit_id: int) -> list[tuple[int, str]]:
    found = select(ChallengeProgress.challenge_id, ChallengeProgress.words).where(ChallengeProgress.visit_id == visit_id)
    return [(challenge_id, words) for challenge_id, words in db.session.execute(found)]


def test_nobody_moves_a_line_of_a_challenge_without_saying_where_it_goes(
    cast: Cast, writing: At, at_rest: At, said: tuple[int, int, int]
) -> None:
    visit_id, ours, _theirs = said
    to = cast.minato.case_ids[0]
    elsewhere = {ours: Destination(challenge_id=ours)}  # no challenge of the other company
    of_another = {ours: Destination(case_id=cast.asahi.case_id)}
    for lines in ({}, elsewhere, of_another):
        with writing(), pytest.raises(RuleBroken) as broken:
            move(cast, visit_id, cast.minato, {cast.asahi.case_id: to}, lines=lines)
        assert broken.value.field == f"challenge_{ours}"
    with at_rest():
        assert lines_of(visit_id) == [(ours, "治具ができた")]


def test_a_line_goes_to_a_challenge_of_the_other_company_and_comes_back(
    cast: Cast, writing: At, at_rest: At, said: tuple[int, int, int]
) -> None:
    visit_id, ours, theirs = said
    a, b = cast.asahi.case_id, cast.minato.case_ids[0]
    with writing():
        move(cast, visit_id, cast.minato, {a: b}, lines={ours: Destination(challenge_id=theirs)})
    with writing():
        assert lines_of(visit_id) == [(theirs, "治具ができた")]
        version = db.session.get_one(Visit, visit_id).version
        move(cast, visit_id, cast.asahi, {b: a}, lines={theirs: Destination(challenge_id=ours)}, version=version)
    with at_rest():
        assert lines_of(visit_id) == [(ours, "治具ができた")]


def test_a_line_becomes_a_new_challenge_there_or_is_taken_out_and_stays_in_the_trail(
    cast: Cast, writing: At, at_rest: At, said: tuple[int, int, int]
) -> None:
    visit_id, ours, _theirs = said
    a, b = cast.asahi.case_id, cast.minato.case_ids[1]
    with writing():
        move(cast, visit_id, cast.minato, {a: b}, lines={ours: Destination(case_id=b)})
    with writing():
        ((new, words),) = lines_of(visit_id)
        made = db.session.get_one(Challenge, new)
        assert (made.enrolment_id, made.case_id, made.title) == (cast.minato.enrolment_id, b, "段取り替え")
        assert words == "治具ができた"
        assert db.session.get_one(Challenge, ours).enrolment_id == cast.asahi.enrolment_id
        version = db.session.get_one(Visit, visit_id).version
        move(cast, visit_id, cast.asahi, {b: a}, lines={new: Destination()}, version=version)
    with at_rest():
        assert lines_of(visit_id) == []
        before = select(AuditText.before).join(AuditEntry, AuditEntry.id == AuditText.entry_id)
        trail = db.session.scalars(before.where(AuditEntry.act == "move_record").order_by(AuditEntry.id.desc())).first()
        assert "治具ができた" in str(trail)


def test_voices_heard_on_the_visit_go_along_where_they_are_chosen(cast: Cast, writing: At, at_rest: At, records: Records) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        visit_id = make_visit(a, now=NOW, on=ANY_DAY, mode=VisitMode.EVENT, case_ids=a.case_ids, facts=FACTS)
        db.session.add(ExhibitionVisit(visit_id=visit_id, exhibition_id=records.exhibition_id))
        heard = {"programme_id": cast.programme_id, "exhibition_id": records.exhibition_id, "enrolment_id": a.enrolment_id}
        about = {"visitor_kind": VisitorKind.BUYER, "case_id": a.case_id, "heard_on": ANY_DAY, "created_at": NOW}
        mine, stays = (add(MarketFeedback(words=words, **heard, **about)).id for words in ("軽くて良い", "高い"))
    with writing():
        move(cast, visit_id, b, {a.case_id: b.case_ids[0]}, voices=[mine, records.voice_id])
    with at_rest():
        where = {one: db.session.get_one(MarketFeedback, one) for one in (mine, stays, records.voice_id)}
        assert (where[mine].enrolment_id, where[mine].case_id) == (b.enrolment_id, b.case_ids[0])
        assert where[stays].enrolment_id == where[records.voice_id].enrolment_id == a.enrolment_id
        assert db.session.scalars(select(AuditEntry.reason).where(AuditEntry.act == "move_voice")).all() == [
            "企業を選び間違えたため"
        ]
