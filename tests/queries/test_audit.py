"""Who is read in the trail, and under whose name: a hand-in is nobody's for whoever may not see who handed in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.cast import Cast
from tracker.database import db
from tracker.models import Programme
from tracker.queries.audit import list_entries, list_persons
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
