"""Outcomes: typed, dated, of a company's own cases; once however often they are sent; deleted for thirty days."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import make_outcome
from tracker.database import db
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.outcomes import OutcomeKind
from tracker.models import AuditEntry, Outcome
from tracker.services.outcomes import OutcomeWords, correct_outcome, delete_outcome, record_outcome, restore_outcome

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
WORDS = OutcomeWords(OutcomeKind.PROTOTYPE, "", date(2026, 11, 20), "試作品が1つできた", "写真", None)


def record(cast: Cast, who: str = "owner", words: OutcomeWords = WORDS, key: str | None = None) -> int:
    return record_outcome(
        cast.viewer(who), enrolment_id=cast.asahi.enrolment_id, words=words, today=TODAY, now=NOW, idempotency_key=key
    )


def stored(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(Outcome)) or 0


@pytest.mark.parametrize("kind", [kind for kind in OutcomeKind if kind is not OutcomeKind.OTHER])
def test_an_outcome_of_every_kind_is_recorded_and_noted(cast: Cast, writing: At, at_rest: At, kind: OutcomeKind) -> None:
    words = replace(WORDS, kind=kind, case_id=cast.asahi.case_id)
    with writing():
        outcome_id = record(cast, words=words)
    with at_rest():
        row = db.session.get_one(Outcome, outcome_id)
        assert OutcomeWords(*(getattr(row, name) for name in OutcomeWords.__dataclass_fields__)) == words
        assert (row.created_by_id, row.programme_id) == (cast["owner"].account_id, cast.programme_id)
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "record_outcome")).one()
        assert entry.noun_id == outcome_id


def test_another_kind_says_what_it_is(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        outcome_id = record(cast, words=replace(WORDS, kind=OutcomeKind.OTHER, kind_detail="特許出願"))
    with at_rest():
        assert db.session.get_one(Outcome, outcome_id).kind_detail == "特許出願"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": OutcomeKind.OTHER}, "kind_detail"),
        ({"kind_detail": "特許出願"}, "kind_detail"),
        ({"outcome_on": TODAY + timedelta(days=1)}, "outcome_on"),
        ({"description": ""}, "description"),
        ({"case_id": 10**6}, "case_id"),
    ],
    ids=["その他 without its words", "words beside a kind", "a day to come", "no words", "no such case"],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(
    cast: Cast, writing: At, at_rest: At, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        record(cast, words=replace(WORDS, **changes))  # type: ignore[arg-type]
    assert broken.value.field == field
    assert stored(at_rest) == 0


def test_a_case_of_another_company_is_refused(cast: Cast, writing: At, at_rest: At) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        record(cast, "manager", replace(WORDS, case_id=cast.minato.case_id))
    assert broken.value.field == "case_id"
    assert stored(at_rest) == 0


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("colleague", NotFound),
        ("clerk", NotAllowed),
        ("auditor", NotAllowed),
        ("administrator", NotFound),
        ("other_manager", NotFound),
    ],
)
def test_only_the_team_and_the_manager_record_and_correct(
    cast: Cast, writing: At, at_rest: At, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), writing():
        record(cast, who)
    assert stored(at_rest) == 0
    with writing():
        outcome_id = make_outcome(cast.asahi, now=NOW)
    with pytest.raises(refusal), writing():
        correct_outcome(cast.viewer(who), outcome_id, words=WORDS, version=1, today=TODAY, now=NOW)
    with at_rest():
        assert db.session.get_one(Outcome, outcome_id).version == 1


def test_sending_the_same_form_again_makes_no_second_outcome(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        first = record(cast, key="once")
    with writing():
        assert record(cast, key="once") == first
        assert record(cast, key="twice") != first
    assert stored(at_rest) == 2


def test_a_key_of_another_programme_tells_nothing_of_it(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        record(cast, key="once")
    with pytest.raises(NotFound), writing():
        record_outcome(
            cast.viewer("other_manager"),
            enrolment_id=cast.elsewhere.enrolment_id,
            words=WORDS,
            today=TODAY,
            now=NOW,
            idempotency_key="once",
        )
    assert stored(at_rest) == 1


def test_the_second_of_two_editors_is_shown_what_the_first_saved(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        outcome_id = record(cast)
    with writing():
        correct_outcome(cast.viewer("sub"), outcome_id, words=replace(WORDS, description="2つ"), version=1, today=TODAY, now=NOW)
    with pytest.raises(Conflict) as conflict, writing():
        correct_outcome(
            cast.viewer("owner"), outcome_id, words=replace(WORDS, description="3つ"), version=1, today=TODAY, now=NOW
        )
    assert conflict.value.theirs["description"] == "2つ"
    with at_rest():
        assert db.session.get_one(Outcome, outcome_id).description == "2つ"


def test_a_correction_is_held_against_the_same_rules(cast: Cast, writing: At) -> None:
    with writing():
        outcome_id = record(cast)
    with pytest.raises(RuleBroken), writing():
        tomorrow = replace(WORDS, outcome_on=TODAY + timedelta(days=1))
        correct_outcome(cast.viewer("owner"), outcome_id, words=tomorrow, version=1, today=TODAY, now=NOW)


def test_a_manager_deletes_and_brings_back_within_thirty_days(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        outcome_id = record(cast)
    with writing():
        delete_outcome(manager, outcome_id, today=TODAY, now=NOW)
    with pytest.raises(NotFound), writing():
        correct_outcome(cast.viewer("owner"), outcome_id, words=WORDS, version=2, today=TODAY, now=NOW)
    with pytest.raises(RuleBroken), writing():
        restore_outcome(manager, outcome_id, today=TODAY, now=NOW + timedelta(days=30, seconds=1))
    with writing():
        restore_outcome(manager, outcome_id, today=TODAY, now=NOW + timedelta(days=30))
    with at_rest():
        assert db.session.get_one(Outcome, outcome_id).deleted_at is None
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "outcome").order_by(AuditEntry.id)).all()
        assert acts == ["record_outcome", "delete_outcome", "restore_outcome"]


@pytest.mark.parametrize(
    ("who", "refusal"), [("owner", NotAllowed), ("clerk", NotAllowed), ("auditor", NotAllowed), ("colleague", NotFound)]
)
def test_nobody_but_a_manager_deletes_or_restores(
    cast: Cast, writing: At, at_rest: At, who: str, refusal: type[Exception]
) -> None:
    with writing():
        outcome_id, gone = make_outcome(cast.asahi, now=NOW), make_outcome(cast.asahi, now=NOW, deleted_at=NOW)
    with pytest.raises(refusal), writing():
        delete_outcome(cast.viewer(who), outcome_id, today=TODAY, now=NOW)
    with pytest.raises(refusal), writing():
        restore_outcome(cast.viewer(who), gone, today=TODAY, now=NOW)
    with at_rest():
        assert db.session.get_one(Outcome, outcome_id).deleted_at is None
        assert db.session.get_one(Outcome, gone).deleted_at is not None
