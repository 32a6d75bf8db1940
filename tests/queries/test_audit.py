"""Who is read in the trail, and under whose name: a hand-in is nobody's for whoever may not see who handed in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from tests.cast import Cast
from tracker.database import db
from tracker.models import Enrolment, Producer, Programme, SupportCase
from tracker.queries.audit import list_entries, list_nouns, list_persons
from tracker.queries.audit_changes import list_changes, list_installation_changes
from tracker.rows.audit import AuditFilter, ChangeRow
from tracker.services import audit

At = Callable[[], AbstractContextManager[None]]


def test_a_hand_in_is_under_its_person_for_a_manager_and_under_nobody_for_an_auditor(cast: Cast, writing: At) -> None:
    owner, outside = cast["owner"].account_id, cast["administrator"].account_id
    with writing():
        programme = db.session.get_one(Programme, cast.programme_id)
        audit.note(cast.viewer("owner"), "hand_in", programme, after={})
    by_owner = AuditFilter(person=owner)
    with writing():
        manager, auditor = cast.viewer("manager"), cast.viewer("auditor")
        assert [row.act for row in list_entries(manager, filters=by_owner, limit=5).rows] == ["hand_in"]
        assert list_entries(auditor, filters=by_owner, limit=5).rows == ()
        newest = list_entries(auditor, limit=1).rows[0]
        assert (newest.act, newest.account_name) == ("hand_in", "")
        assert outside not in {one for one, _name in list_persons(manager)}
        audit.note(cast.viewer("administrator"), "set_up_programme", programme, before={}, after={"stuck_days": 60})
    with writing():
        assert outside in {one for one, _name in list_persons(manager)}
        newest = list_entries(manager, limit=1).rows[0]
        told = (ChangeRow("programme", "stuck_days", (), None, 60),)
        assert list_changes(manager, newest.entry_id) == told
        assert list_installation_changes(cast.viewer("administrator"), newest.entry_id) == told
        assert list_changes(auditor, newest.entry_id) == (ChangeRow("programme", "stuck_days"),)


def test_the_kinds_of_things_are_those_of_the_entries_that_the_viewer_may_read(cast: Cast, writing: At, at_rest: At) -> None:
    def note(who: str, model: Any, row_id: int) -> None:
        audit.note(cast.viewer(who), "correct", db.session.get_one(model, row_id), before={}, after={"x": 1})

    with writing():
        for _again in range(2):
            note("owner", Enrolment, cast.asahi.enrolment_id)
        note("owner", Producer, cast.producer_id("owner"))
        note("stranger", Enrolment, cast.elsewhere.enrolment_id)
        note("stranger", SupportCase, cast.elsewhere.case_id)
    with at_rest():
        for who in ("manager", "auditor", "owner", "stranger"):
            viewer = cast.viewer(who)
            of_entries = {row.noun for row in list_entries(viewer, limit=1_000).rows}
            assert sorted(list_nouns(viewer)) == sorted(of_entries)
        assert set(list_nouns(cast.viewer("owner"))) == {"enrolment", "producer"}
        assert "support_case" not in list_nouns(cast.viewer("manager"))
        assert list_nouns(cast.viewer("clerk")) == ()
