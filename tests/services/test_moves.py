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
from tests.records import Records, make_action, make_visit
from tracker.database import db
from tracker.domain.attachments import AttachedTo
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.phases import Phase
from tracker.domain.unassigned import NO_CASE
from tracker.models import Attachment, AuditEntry, ChallengeProgress, NextAction, UnassignedNote, Visit, VisitCase
from tracker.queries.timeline import list_timeline
from tracker.queries.visits import count_visits
from tracker.rows.timeline import TimelineKind
from tracker.rows.visits import VisitFilter
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
    asked: dict[str, Any] = {"reason": "企業を選び間違えたため", "version": 1, "today": TODAY}
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
    return count_visits(viewer, today=TODAY, filters=VisitFilter(company=company.enrolment_id, counted=True)), len(told)


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


def test_progress_of_a_challenge_is_its_companys_and_not_carried_along(cast: Cast, records: Records, writing: At) -> None:
    with writing():
        there = select(ChallengeProgress.id).where(ChallengeProgress.visit_id == records.visit_id)
        if db.session.scalar(there) is None:
            db.session.add(ChallengeProgress(challenge_id=records.challenge_id, visit_id=records.visit_id, words="治具ができた"))
    with writing(), pytest.raises(RuleBroken) as broken:
        version = db.session.get_one(Visit, records.visit_id).version
        cases = {cast.asahi.case_id: cast.minato.case_id, NO_CASE: NO_CASE}
        move(cast, records.visit_id, cast.minato, cases, version=version)
    assert broken.value.field is None
