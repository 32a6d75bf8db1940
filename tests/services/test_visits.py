"""Visits are scheduled, logged, corrected and called off by the rules, each sending once."""

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
from tests.tool_records import tool_of
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.challenges import Progress, ProgressState
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.tools import ToolUsed
from tracker.domain.visits import ActionNoted, VisitRecord, check_held
from tracker.models import AuditEntry, NextAction, SupportCase, Visit, VisitCase, VisitParticipant
from tracker.services import challenges, scheduled_visits, visit_rows, visits

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def record(cast: Cast, **changes: Any) -> VisitRecord:
    """A complete record of company A."""
    complete = VisitRecord(
        visit_on=TODAY,
        producer_ids=frozenset({cast.producer_id("owner")}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="社長の話を聞いた"),),
    )
    return replace(complete, **changes)


def log(cast: Cast, who: str = "owner", *, enrolment_id: int | None = None, visit_id: int | None = None, **rest: Any) -> int:
    what = rest.pop("record", None) or record(cast)
    company = enrolment_id or (None if visit_id else cast.asahi.enrolment_id)
    return visits.log_visit(
        cast.viewer(who), record=what, enrolment_id=company, visit_id=visit_id, today=TODAY, now=rest.pop("now", NOW), **rest
    )


def schedule(cast: Cast, day: date, who: str = "owner", **rest: Any) -> int:
    people = frozenset({cast.producer_id("owner")})
    return scheduled_visits.schedule_visit(
        cast.viewer(who),
        enrolment_id=cast.asahi.enrolment_id,
        record=VisitRecord(visit_on=day, producer_ids=people, place="本社", start_time=time(13)),
        today=rest.pop("today", TODAY),
        now=NOW,
        **rest,
    )


def the(visit_id: int) -> Visit:
    found = db.session.get(Visit, visit_id)
    assert found is not None
    return found


def how_many(kind: type = Visit) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def refused(field: str | None, act: Callable[[], object]) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        act()
    assert broken.value.field == field
    return broken.value


def test_a_record_is_kept_with_its_people_notes_and_audit(cast: Cast, writing: At, at_rest: At) -> None:
    facts = "𠮷野家の𩸽 🏭\n=SUM(A1)"
    with writing():
        visit_id = log(cast, record=record(cast, notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.OBSERVE}), facts=facts),)))
    with at_rest():
        visit = the(visit_id)
        assert (visit.status, visit.record_state, visit.finalised_at) == (EventStatus.HELD, RecordState.FINAL, NOW)
        assert db.session.scalars(select(VisitParticipant.producer_id)).all() == [cast.producer_id("owner")]
        note = db.session.scalars(select(VisitCase)).one()
        assert (note.facts, note.worked_observe, note.worked_listen) == (facts, True, False)
        assert "log_visit" in db.session.scalars(select(AuditEntry.act)).all()


def test_the_same_key_again_is_the_same_record_and_its_actions_and_next_date_stand_once(cast: Cast, writing: At) -> None:
    rest = {
        "idempotency_key": "a" * 32,
        "actions": [ActionNoted("図面を送る", TODAY + timedelta(days=7), owner_id=cast.producer_id("owner"))],
        "next_on": TODAY + timedelta(days=20),
    }
    with writing():
        first = log(cast, **rest)
    with writing():
        assert log(cast, **rest) == first
        assert how_many() == 2
        assert how_many(NextAction) == 1


def test_the_same_form_with_other_words_is_a_conflict_and_not_a_silent_loss(cast: Cast, writing: At) -> None:
    with writing():
        first = log(cast, idempotency_key="k" * 32)
    with writing(), pytest.raises(Conflict) as conflict:
        log(cast, idempotency_key="k" * 32, record=record(cast, decisions="あとから足した"))
    assert conflict.value.thing == ("visit", first)


def test_a_draft_is_written_on_by_the_same_form_and_then_made_final(cast: Cast, writing: At, at_rest: At) -> None:
    blank = VisitRecord(visit_on=TODAY)
    with writing():
        first = log(cast, record=blank, as_draft=True, idempotency_key="k" * 32)
        assert the(first).record_state is RecordState.DRAFT
    with writing():
        assert log(cast, record=replace(blank, place="車の中"), as_draft=True, idempotency_key="k" * 32) == first
    with writing():
        assert log(cast, idempotency_key="k" * 32) == first
    with at_rest():
        assert (how_many(), the(first).record_state) == (1, RecordState.FINAL)


def test_the_same_words_with_another_key_are_the_same_record_for_a_day(cast: Cast, writing: At) -> None:
    """The back button brings the form with a new key and the old words."""
    action = ActionNoted("図面を送る", TODAY + timedelta(days=7), owner_id=cast.producer_id("owner"))
    with writing():
        first = log(cast, idempotency_key="one", next_on=TODAY + timedelta(days=20), actions=[action])
        assert log(cast, idempotency_key="two", next_on=TODAY + timedelta(days=20), actions=[action]) == first
        assert how_many(NextAction) == 1
        assert how_many() == 2
        other_words = log(cast, record=record(cast, decisions="試作を始める"), idempotency_key="three")
        assert other_words != first
        assert log(cast, idempotency_key="four", now=NOW + timedelta(days=2)) not in (first, other_words)


def test_the_same_words_as_a_draft_are_one_draft_and_become_the_record(cast: Cast, writing: At) -> None:
    with writing():
        draft = log(cast, idempotency_key="one", as_draft=True)
        assert log(cast, idempotency_key="two", as_draft=True) == draft
        assert log(cast, idempotency_key="three") == draft
        assert the(draft).record_state is RecordState.FINAL


def test_the_key_of_another_programme_finds_nothing(cast: Cast, writing: At) -> None:
    with writing():
        log(cast, idempotency_key="k" * 32)
    with writing(), pytest.raises(NotFound):
        visits.log_visit(
            cast.viewer("stranger"),
            record=VisitRecord(visit_on=TODAY),
            enrolment_id=cast.elsewhere.enrolment_id,
            as_draft=True,
            idempotency_key="k" * 32,
            today=TODAY,
            now=NOW,
        )


def test_logging_takes_the_scheduled_visit_of_the_day_unless_it_is_told_not_to(cast: Cast, writing: At) -> None:
    with writing():
        planned = schedule(cast, TODAY)
        assert log(cast) == planned
        assert the(planned).status is EventStatus.HELD
        other = schedule(cast, TODAY)
        second = record(cast, decisions="午後にもう一度訪問した")
        assert log(cast, record=second, use_scheduled=False) not in (planned, other)
        assert the(other).status is EventStatus.SCHEDULED


def test_a_scheduled_visit_becomes_the_record_and_keeps_its_identity(cast: Cast, writing: At) -> None:
    with writing():
        planned = schedule(cast, TODAY - timedelta(days=3), today=TODAY - timedelta(days=9))
    with writing():
        moved = record(cast, visit_on=TODAY - timedelta(days=2))
        assert log(cast, visit_id=planned, version=the(planned).version, record=moved) == planned
        assert the(planned).visit_on == TODAY - timedelta(days=2)


def test_the_next_date_is_a_scheduled_visit_and_moves_the_coming_one_only_when_told(cast: Cast, writing: At) -> None:
    with writing():
        coming = schedule(cast, TODAY + timedelta(days=10))
    with writing():
        log(cast, next_on=TODAY + timedelta(days=10))
        assert how_many() == 2  # the record, and the one that was scheduled for that day anyway
        log(cast, record=record(cast, visit_on=TODAY - timedelta(days=1)), next_on=TODAY + timedelta(days=12))
        assert how_many() == 4
        log(cast, record=record(cast, visit_on=TODAY - timedelta(days=2)), next_on=TODAY + timedelta(days=15), move_next=True)
        assert (how_many(), the(coming).visit_on) == (5, TODAY + timedelta(days=15))


def test_a_postponed_visit_stands_and_its_new_date_is_a_visit_of_its_own(cast: Cast, writing: At) -> None:
    with writing():
        first = schedule(cast, TODAY)
        version = the(first).version
        call_off: dict[str, Any] = {"visit_id": first, "version": version, "today": TODAY}
        refused(
            "reason", lambda: scheduled_visits.postpone_visit(cast.viewer("owner"), reason=" ", new_on=None, now=NOW, **call_off)
        )
    with writing():
        first = schedule(cast, TODAY)
        put_off: dict[str, Any] = {
            "visit_id": first,
            "reason": "先方の都合",
            "new_on": TODAY + timedelta(days=7),
            "version": the(first).version,
            "today": TODAY,
            "now": NOW,
            "idempotency_key": "p" * 32,
        }
        second = scheduled_visits.postpone_visit(cast.viewer("owner"), **put_off)
        assert second is not None
        assert scheduled_visits.postpone_visit(cast.viewer("owner"), **put_off) == second
        assert (the(first).status, the(first).status_reason) == (EventStatus.POSTPONED, "先方の都合")
        assert (the(second).status, the(second).visit_on, the(second).place) == (
            EventStatus.SCHEDULED,
            TODAY + timedelta(days=7),
            "本社",
        )


def test_a_cancelled_visit_names_its_reason_and_a_held_one_cannot_be_cancelled(cast: Cast, writing: At) -> None:
    with writing():
        planned, held = schedule(cast, TODAY + timedelta(days=1)), log(cast)
        version = the(planned).version
        for _ in range(2):
            scheduled_visits.cancel_visit(cast.viewer("owner"), visit_id=planned, reason="台風", version=version, today=TODAY)
        assert (the(planned).status, the(planned).status_reason) == (EventStatus.CANCELLED, "台風")
        refused(
            None,
            lambda: scheduled_visits.cancel_visit(
                cast.viewer("owner"), visit_id=held, reason="台風", version=the(held).version, today=TODAY
            ),
        )
        refused(None, lambda: log(cast, visit_id=planned, version=the(planned).version))


BAD: dict[str, tuple[dict[str, Any], str | None]] = {
    "a day to come": ({"visit_on": TODAY + timedelta(days=1)}, "visit_on"),
    "an end before the start": ({"start_time": time(15), "end_time": time(13)}, "end_time"),
    "an end at the start": ({"start_time": time(15), "end_time": time(15)}, "end_time"),
    "nobody there": ({"producer_ids": frozenset()}, "team"),
    "nothing worked": ({"notes": ()}, None),
    "300 kB of memo": ({"internal_memo": "長" * 100_000}, "internal_memo"),
    "a place without end": ({"place": "長" * 201}, "place"),
    "somebody who is nobody": ({"producer_ids": frozenset({99_999})}, "team"),
}


@pytest.mark.parametrize(("changes", "field"), BAD.values(), ids=list(BAD))
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(
    changes: dict[str, Any], field: str | None, cast: Cast, writing: At, at_rest: At
) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        log(cast, record=record(cast, **changes))
    assert broken.value.field == field
    with at_rest():
        assert how_many() == how_many(VisitParticipant) == how_many(VisitCase) == 0


def test_people_and_cases_of_another_programme_are_refused(cast: Cast, writing: At, at_rest: At) -> None:
    stranger = frozenset({cast.producer_id("stranger")})
    foreign = (CaseNote(cast.elsewhere.case_id, frozenset({Phase.LISTEN}), facts="聞いた"),)
    neighbour = (CaseNote(cast.minato.case_id, frozenset({Phase.LISTEN}), facts="聞いた"),)
    own = record(cast).notes
    for changes, field in (
        ({"producer_ids": stranger}, "team"),
        ({"notes": foreign}, "cases-0-case_id"),
        ({"notes": neighbour}, "cases-0-case_id"),
        ({"notes": (*own, *neighbour)}, "cases-1-case_id"),
        ({"notes": (CaseNote(cast.minato.case_id), *own, *own)}, "cases-2-case_id"),  # a blank one is none; one case twice
    ):
        with pytest.raises(RuleBroken) as broken, writing():
            log(cast, record=record(cast, **changes))
        assert broken.value.field == field
    with at_rest():
        assert how_many() == how_many(VisitCase) == 0


def test_a_case_that_was_taken_off_the_company_since_takes_no_note(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        db.session.get_one(SupportCase, cast.asahi.case_id).deleted_at = NOW
    with pytest.raises(RuleBroken) as broken, writing():
        log(cast)
    assert broken.value.field == "cases-0-case_id"
    with at_rest():
        assert how_many() == how_many(VisitCase) == 0


def test_a_refused_action_names_its_row_and_takes_the_record_with_it(cast: Cast, writing: At, at_rest: At) -> None:
    good = ActionNoted("図面を送る", TODAY, owner_name="工場長")
    bad = ActionNoted("誰がするのか", TODAY, owner_id=cast.producer_id("stranger"))
    with pytest.raises(RuleBroken) as broken, writing():
        log(cast, actions=[good, bad])
    assert broken.value.field == "actions-1-owner_id"
    with at_rest():
        assert how_many() == how_many(NextAction) == 0


def test_a_next_date_before_the_visit_is_refused(cast: Cast, writing: At) -> None:
    with writing():
        refused("next_on", lambda: log(cast, next_on=TODAY))


def test_scheduling_is_for_days_to_come(cast: Cast, writing: At) -> None:
    with writing():
        refused("visit_on", lambda: schedule(cast, TODAY - timedelta(days=1)))
        schedule(cast, TODAY)


def test_two_editors_the_second_is_told_and_nothing_is_overwritten(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = log(cast)
    with at_rest():
        version = the(visit_id).version
    edit: dict[str, Any] = {"visit_id": visit_id, "version": version, "today": TODAY, "now": NOW}
    with writing():
        visits.correct_visit(cast.viewer("sub"), record=record(cast, decisions="先"), **edit)
    with pytest.raises(Conflict), writing():
        visits.correct_visit(cast.viewer("owner"), record=record(cast, decisions="後"), **edit)
    with at_rest():
        assert the(visit_id).decisions == "先"


def test_a_correction_of_a_note_alone_counts_as_a_save(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = log(cast)
    with at_rest():
        version, note_id = the(visit_id).version, db.session.scalars(select(VisitCase.id)).one()
    changed = record(cast, notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="言い直した"),))
    with writing():
        visits.correct_visit(cast.viewer("owner"), visit_id=visit_id, record=changed, version=version, today=TODAY, now=NOW)
    with at_rest():
        assert the(visit_id).version > version
        assert db.session.scalars(select(VisitCase)).one().id == note_id


@pytest.mark.parametrize(
    ("who", "answer"), [("colleague", NotFound), ("stranger", NotFound), ("clerk", NotAllowed), ("auditor", NotAllowed)]
)
def test_who_is_not_on_the_team_writes_nothing(who: str, answer: type[Exception], cast: Cast, writing: At) -> None:
    with writing():
        visit_id = log(cast)
        planned = schedule(cast, TODAY + timedelta(days=3))
    acts: list[Callable[[], object]] = [
        lambda: log(cast, who),
        lambda: schedule(cast, TODAY, who),
        lambda: visits.correct_visit(cast.viewer(who), visit_id=visit_id, record=record(cast), version=1, today=TODAY, now=NOW),
        lambda: scheduled_visits.cancel_visit(cast.viewer(who), visit_id=planned, reason="x", version=1, today=TODAY),
        lambda: scheduled_visits.postpone_visit(
            cast.viewer(who), visit_id=planned, reason="x", new_on=None, version=1, today=TODAY, now=NOW
        ),
        lambda: visits.delete_visit(cast.viewer(who), visit_id=visit_id, version=1, today=TODAY, now=NOW),
    ]
    for act in acts:
        with pytest.raises(answer), writing():
            act()


def test_the_manager_deletes_and_restores_and_the_team_does_not(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = log(cast)
        version = the(visit_id).version
    with pytest.raises(NotAllowed), writing():
        visits.delete_visit(cast.viewer("owner"), visit_id=visit_id, version=version, today=TODAY, now=NOW)
    with writing():
        visits.delete_visit(cast.viewer("manager"), visit_id=visit_id, version=version, today=TODAY, now=NOW)
    with pytest.raises(NotAllowed), writing():
        visits.restore_visit(cast.viewer("owner"), visit_id=visit_id, now=NOW)
    with pytest.raises(RuleBroken, match="30日"), writing():
        visits.restore_visit(cast.viewer("manager"), visit_id=visit_id, now=NOW + timedelta(days=31))
    with pytest.raises(NotFound), writing():
        visits.restore_visit(cast.viewer("other_manager"), visit_id=visit_id, now=NOW)
    with writing():
        visits.restore_visit(cast.viewer("manager"), visit_id=visit_id, now=NOW + timedelta(days=30))
    with at_rest():
        assert the(visit_id).deleted_at is None
        trail = select(AuditEntry.act, AuditEntry.account_id).where(AuditEntry.noun == "visit", AuditEntry.noun_id == visit_id)
        manager = cast["manager"].account_id
        assert db.session.execute(trail.order_by(AuditEntry.id)).all()[1:] == [
            ("delete_visit", manager),
            ("restore_visit", manager),
        ]


RECORDS = st.builds(
    VisitRecord,
    visit_on=st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
    mode=st.sampled_from(VisitMode),
    start_time=st.none() | st.times(),
    end_time=st.none() | st.times(),
    producer_ids=st.frozensets(st.integers(1, 3)),
    notes=st.lists(
        st.builds(CaseNote, st.just(1), st.frozensets(st.sampled_from(Phase)), st.sampled_from(["", "聞いた"])), max_size=2
    ).map(tuple),
)


@given(RECORDS)
def test_what_passes_as_final_passes_as_a_draft_and_is_complete(one: VisitRecord) -> None:
    try:
        check_held(one, today=TODAY, is_final=True)
    except RuleBroken as broken:
        assert broken.sentence
    else:
        check_held(one, today=TODAY, is_final=False)
        assert one.visit_on <= TODAY and one.producer_ids and any(note.proven() for note in one.notes)
        assert one.start_time is None or one.end_time is None or one.start_time < one.end_time


def test_what_was_planned_stays_where_the_record_is_silent(cast: Cast, writing: At) -> None:
    with writing():
        planned = schedule(cast, TODAY)
        assert log(cast, idempotency_key="k" * 32) == planned
        assert (the(planned).place, the(planned).start_time) == ("本社", time(13))
        assert log(cast, idempotency_key="k" * 32) == planned


def test_the_trail_holds_of_a_new_record_what_the_database_holds(cast: Cast, writing: At) -> None:
    """It is told from what was typed, without reading back what was written."""
    with writing():
        company = cast.asahi
        spoken, silent = (
            challenges.raise_challenge(
                cast.viewer("owner"),
                enrolment_id=company.enrolment_id,
                case_id=company.case_id,
                title=title,
                raised_on=TODAY,
                today=TODAY,
                now=NOW,
            )
            for title in ("工程の見える化", "値付け")
        )
        tool = ToolUsed(tool_of(cast.programme_id), finding=" 脚が一本足りない ")
        rich = record(
            cast,
            producer_ids=frozenset({cast.producer_id("owner"), cast.producer_id("sub")}),
            internal_memo="内部",
            progress=(Progress(spoken, ProgressState.BETTER, "進んだ"), Progress(silent)),
            tools=(tool, tool),
        )
        visit = the(log(cast, record=rich))
        assert visit_rows.snapshot_of_new(visit, rich) == visit_rows.snapshot(visit)
