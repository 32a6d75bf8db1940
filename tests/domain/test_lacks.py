"""Who mends what is missing in a report: the team what it records, the manager the rest, and whoever may needs to ask nobody."""

from __future__ import annotations

import pytest

from tracker.domain.access import Viewer
from tracker.domain.lacks import LackKind, Mender, whom_to_ask
from tracker.domain.roles import Role

MANAGERS = {LackKind.MISSED, LackKind.STAFFING, LackKind.ROUND, LackKind.ITEM}


def viewer(*roles: Role) -> Viewer:
    return Viewer(1, "架空の人", programme_id=1, roles=frozenset(roles))


@pytest.mark.parametrize("kind", LackKind)
def test_a_clerk_and_an_auditor_ask_the_team_for_records_and_the_manager_for_the_rest(kind: LackKind) -> None:
    for role in (Role.CLERK, Role.AUDITOR):
        assert whom_to_ask(kind, viewer(role)) is (Mender.MANAGER if kind in MANAGERS else Mender.TEAM)


@pytest.mark.parametrize("kind", LackKind)
def test_a_manager_asks_nobody_whatever_else_they_are(kind: LackKind) -> None:
    assert whom_to_ask(kind, viewer(Role.MANAGER)) is None
    assert whom_to_ask(kind, viewer(Role.MANAGER, Role.CLERK)) is None


def test_a_coordinator_writes_records_and_asks_for_what_the_manager_decides() -> None:
    assert whom_to_ask(LackKind.DRAFT, viewer(Role.COORDINATOR)) is None
    assert whom_to_ask(LackKind.MISSED, viewer(Role.COORDINATOR)) is Mender.MANAGER
