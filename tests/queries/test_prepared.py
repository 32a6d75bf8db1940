"""A statement is built once for a kind of viewer, and never answers one with what is another's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from tests.cast import Cast
from tracker.domain.access import Viewer
from tracker.models import Enrolment
from tracker.queries import scope
from tracker.queries.prepared import ids_of, prepared, run

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def test_viewers_of_the_same_roles_share_a_statement_and_see_each_their_own(cast: Cast, at_rest: At) -> None:
    built: list[Viewer] = []

    @prepared
    def companies(viewer: Viewer) -> Select[Any]:
        built.append(viewer)
        return select(Enrolment.id).where(scope.in_programme(viewer, Enrolment.programme_id), scope.company_record(viewer, TODAY))

    def seen(viewer: Viewer) -> set[int]:
        return set(run(companies(viewer), ids_of(viewer)).scalars())

    with at_rest():
        owner, manager = cast.viewer("owner"), cast.viewer("manager")
        assert cast.asahi.enrolment_id in seen(owner)
        assert seen(replace(owner, producer_id=0)) == set(), "somebody of the same roles on no team"
        assert len(built) == 1
        assert seen(manager) > seen(owner)
        assert seen(replace(manager, programme_id=0)) == set(), "a manager of another programme"
        assert len(built) == 2
        assert seen(replace(owner, records_open=True)) == seen(manager), "where records are open to every coordinator"
