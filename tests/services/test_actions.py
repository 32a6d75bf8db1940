"""Next actions are added, corrected, finished and reopened by whoever may log their company, each sending once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.follow_up import ActionStatus
from tracker.models import AuditEntry, NextAction
from tracker.services import actions

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def add(cast: Cast, who: str = "owner", **changes: Any) -> int:
    values: dict[str, Any] = {
        "enrolment_id": cast.asahi.enrolment_id,
        "what": "図面を送る",
        "owner_id": cast.producer_id("owner"),
        "owner_name": "",
        "due_on": TODAY,
    }
    return actions.add_action(cast.viewer(who), **(values | changes), today=TODAY, now=NOW)


def correct(cast: Cast, action_id: int, who: str = "owner", **changes: Any) -> None:
    values: dict[str, Any] = {
        "what": "図面を直して送る",
        "owner_id": None,
        "owner_name": "架空部長",
        "due_on": TODAY,
        "case_id": None,
        "version": 1,
    }
    actions.correct_action(cast.viewer(who), action_id, **(values | changes), today=TODAY)


def the(action_id: int) -> NextAction:
    return db.session.get_one(NextAction, action_id)


def test_an_action_is_kept_with_its_owner_and_is_in_the_audit_trail(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        action_id = add(cast, what="　図面を\n送る ", case_id=cast.asahi.case_id)
    with at_rest():
        row = the(action_id)
        assert (row.what, row.owner_id, row.case_id) == ("図面を 送る", cast.producer_id("owner"), cast.asahi.case_id)
        assert (row.status, row.done_on, row.created_by_id) == (ActionStatus.OPEN, None, cast["owner"].account_id)
        assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "next_action")).all() == ["add_action"]


def test_sending_the_same_action_twice_makes_one(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        first = add(cast, idempotency_key="one tap")
    with writing():
        assert add(cast, idempotency_key="one tap") == first
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(NextAction)) == 1


def test_a_key_of_another_programme_tells_nothing(cast: Cast, writing: At) -> None:
    with writing():
        add(cast, idempotency_key="mine")
    with pytest.raises(NotFound), writing():
        add(cast, "stranger", enrolment_id=cast.elsewhere.enrolment_id, owner_id=None, owner_name="架空", idempotency_key="mine")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("what", {"what": " 　\n"}),
        ("what", {"what": "あ" * 501}),
        ("owner_id", {"owner_id": None}),
        ("owner_id", {"owner_id": 999_999}),
        ("owner_name", {"owner_name": "架空部長"}),
        ("owner_name", {"owner_id": None, "owner_name": "あ" * 101}),
        ("case_id", {"case_id": 999_999}),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(cast: Cast, writing: At, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        add(cast, **changes)
    assert broken.value.field == field


def test_a_case_or_a_supporter_of_somebody_else_is_refused(cast: Cast, writing: At, at_rest: At) -> None:
    for changes in ({"case_id": cast.minato.case_id}, {"owner_id": cast.producer_id("stranger")}):
        with pytest.raises(RuleBroken), writing():
            add(cast, **changes)
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(NextAction)) == 0


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("colleague", NotFound),
        ("stranger", NotFound),
        ("administrator", NotFound),
        ("clerk", NotAllowed),
        ("auditor", NotAllowed),
    ],
)
def test_only_the_team_and_the_manager_note_actions(cast: Cast, writing: At, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), writing():
        add(cast, who)
    with writing():
        action_id = add(cast, "manager")
    for act in (
        lambda: correct(cast, action_id, who),
        lambda: actions.finish_action(cast.viewer(who), action_id, today=TODAY),
        lambda: actions.reopen_action(cast.viewer(who), action_id, today=TODAY),
    ):
        with pytest.raises(refusal), writing():
            act()


def test_correcting_from_an_older_version_shows_what_stands_now(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        action_id = add(cast)
    with writing():
        correct(cast, action_id)
    with pytest.raises(Conflict) as conflict, writing():
        correct(cast, action_id, "sub", what="わたしの直し")
    assert conflict.value.theirs["what"] == "図面を直して送る"
    assert conflict.value.version == 2
    with at_rest():
        assert (the(action_id).what, the(action_id).owner_id, the(action_id).owner_name) == ("図面を直して送る", None, "架空部長")


def test_finishing_twice_is_finishing_once_and_reopening_undoes_it(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        action_id = add(cast)
    for day in (TODAY, TODAY + timedelta(days=1)):
        with writing():
            actions.finish_action(cast.viewer("sub"), action_id, today=day)
    with at_rest():
        assert (the(action_id).status, the(action_id).done_on) == (ActionStatus.DONE, TODAY)
    with writing():
        actions.reopen_action(cast.viewer("owner"), action_id, today=TODAY)
    with at_rest():
        assert (the(action_id).status, the(action_id).done_on) == (ActionStatus.OPEN, None)
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts[-3:] == ["add_action", "finish_action", "reopen_action"]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("owner", NotAllowed), ("colleague", NotFound), ("clerk", NotAllowed), ("auditor", NotAllowed), ("stranger", NotFound)],
)
def test_only_the_manager_deletes_and_restores(cast: Cast, writing: At, who: str, refusal: type[Exception]) -> None:
    with writing():
        action_id = add(cast)
    for act in (actions.delete_action, actions.restore_action):
        with pytest.raises(refusal), writing():
            act(cast.viewer(who), action_id, today=TODAY, now=NOW)


def test_a_deleted_action_can_be_restored_for_thirty_days(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        action_id = add(cast)
    with writing():
        actions.delete_action(cast.viewer("manager"), action_id, today=TODAY, now=NOW)
    with pytest.raises(NotFound), writing():
        actions.finish_action(cast.viewer("owner"), action_id, today=TODAY)
    with pytest.raises(RuleBroken), writing():
        actions.restore_action(cast.viewer("manager"), action_id, today=TODAY, now=NOW + timedelta(days=31))
    with writing():
        actions.restore_action(cast.viewer("manager"), action_id, today=TODAY, now=NOW + timedelta(days=30))
    with at_rest():
        assert the(action_id).deleted_at is None
