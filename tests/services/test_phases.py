"""Reasons for phases out of order: the team writes one, a manager alone takes it back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import make_reason
from tracker.database import db
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.phases import Phase
from tracker.models import AuditEntry, PhaseReason
from tracker.services.phases import give_phase_reason, revoke_phase_reason

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def give(cast: Cast, who: str, *, phase: Phase = Phase.PLAN, reason: str = "先方の希望", key: str | None = None) -> int:
    return give_phase_reason(
        cast.viewer(who),
        case_id=cast.asahi.case_id,
        phase=phase,
        reason=reason,
        today=TODAY,
        now=NOW,
        idempotency_key=key,
    )


@pytest.mark.parametrize("who", ["owner", "sub", "manager"])
def test_the_team_and_the_manager_write_a_reason_and_it_is_noted(cast: Cast, writing: At, at_rest: At, who: str) -> None:
    with writing():
        reason_id = give(cast, who)
    with at_rest():
        row = db.session.get_one(PhaseReason, reason_id)
        assert (row.reason, row.phase, row.created_by_id) == ("先方の希望", Phase.PLAN, cast[who].account_id)
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "give_phase_reason")).one()
        assert (entry.noun_id, entry.account_name) == (reason_id, cast[who].name)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("colleague", NotFound),
        ("clerk", NotAllowed),
        ("auditor", NotAllowed),
        ("administrator", NotFound),
        ("stranger", NotFound),
    ],
)
def test_nobody_else_writes_one(cast: Cast, writing: At, at_rest: At, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), writing():
        give(cast, who)
    with at_rest():
        assert db.session.scalars(select(PhaseReason)).all() == []


@pytest.mark.parametrize("phase", [Phase.LISTEN, Phase.OBSERVE])
def test_a_phase_that_is_never_out_of_order_takes_no_reason(cast: Cast, writing: At, phase: Phase) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        give(cast, "owner", phase=phase)
    assert broken.value.field == "phase"


def test_an_empty_reason_is_none(cast: Cast, writing: At) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        give(cast, "owner", reason="")
    assert broken.value.field == "reason"


def test_one_reason_stands_for_a_phase_and_sending_it_again_is_the_same(cast: Cast, writing: At) -> None:
    with writing():
        first = give(cast, "owner", key="one")
    with writing():
        assert give(cast, "owner", key="one") == first
    with pytest.raises(RuleBroken), writing():
        give(cast, "sub", reason="別の理由", key="two")
    with writing():
        assert give(cast, "owner", phase=Phase.DIAGNOSE) != first


def test_a_manager_takes_a_reason_back_with_a_reason_of_their_own_and_another_may_be_written(
    cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        reason_id = make_reason(cast.asahi, now=NOW)
    with writing():
        revoke_phase_reason(cast.viewer("manager"), reason_id=reason_id, version=1, why="訪問で聞いていない", now=NOW)
    with at_rest():
        row = db.session.get_one(PhaseReason, reason_id)
        assert (row.revoked_at, row.revoked_by_id) == (NOW, cast["manager"].account_id)
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "revoke_phase_reason")).one()
        assert entry.reason == "訪問で聞いていない"
    with writing():
        assert give(cast, "owner") != reason_id


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("owner", NotAllowed),
        ("clerk", NotAllowed),
        ("auditor", NotAllowed),
        ("administrator", NotFound),
        ("other_manager", NotFound),
    ],
)
def test_nobody_else_takes_one_back(cast: Cast, writing: At, at_rest: At, who: str, refusal: type[Exception]) -> None:
    with writing():
        reason_id = make_reason(cast.asahi, now=NOW)
    with pytest.raises(refusal), writing():
        revoke_phase_reason(cast.viewer(who), reason_id=reason_id, version=1, why="認めない", now=NOW)
    with at_rest():
        assert db.session.get_one(PhaseReason, reason_id).revoked_at is None


def test_what_was_read_before_somebody_changed_it_is_not_taken_back(cast: Cast, writing: At) -> None:
    with writing():
        reason_id = make_reason(cast.asahi, now=NOW)
    with pytest.raises(Conflict), writing():
        revoke_phase_reason(cast.viewer("manager"), reason_id=reason_id, version=0, why="認めない", now=NOW)
