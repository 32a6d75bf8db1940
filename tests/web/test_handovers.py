"""A person leaves: everything on one page, said beforehand, done in one act."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import Records, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.staffing import team_on
from tracker.models import AuditEntry, FieldDraft, Membership, NextAction, Producer, VisitParticipant
from tracker.queries.team_plans import list_assigned

Ways = Callable[[], AbstractContextManager[None]]
LAST, NEXT = date(2026, 11, 30), date(2026, 12, 1)


def test_what_hangs_on_a_person_passes_on_in_one_act(
    client: ClientFor, cast: Cast, records: Records, writing: Ways, at_rest: Ways
) -> None:
    owner, sub, fifth = (cast.producer_id(key) for key in ("owner", "sub", "fifth"))
    company = cast.asahi.enrolment_id
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=date(2026, 12, 10), status=EventStatus.SCHEDULED, who=[owner])
    browser, path = client("manager"), f"producers/{owner}/handover/?last_on=2026-11-30"
    page = browser.get(path)
    with at_rest():
        keys = list(
            db.session.scalars(
                select(FieldDraft.key).where(FieldDraft.account_id == cast["owner"].account_id, FieldDraft.state == "open")
            )
        )
        actions = list(
            db.session.scalars(
                select(NextAction.id).where(
                    NextAction.owner_id == owner, NextAction.status == "open", NextAction.deleted_at.is_(None)
                )
            )
        )
        entries = len(db.session.scalars(select(AuditEntry.id)).all())
    given = {f"lead_{company}": str(sub), f"sub_{company}": str(fifth), "reason": "異動のため", "ends_membership": "y"}
    given |= {f"draft_{key}": str(cast["sub"].account_id) for key in keys}
    asked = browser.submit(page, given, form="main form[method=post].form")
    assert "架空アサヒ製作所" in asked.main
    with at_rest():
        assert team_on(list_assigned(company), NEXT).lead == owner
    assert browser.submit(asked, {}, form="main form[method=post].form").status == 302
    with at_rest():
        team = team_on(list_assigned(company), NEXT)
        assert (team.lead, team.sub_leads) == (sub, (fifth,))
        assert team_on(list_assigned(company), LAST).lead == owner
        assert db.session.get_one(Producer, owner).ends_on == LAST
        people = db.session.scalars(select(VisitParticipant.producer_id).where(VisitParticipant.visit_id == visit_id))
        assert list(people) == [sub]
        assert {db.session.get_one(NextAction, one).owner_id for one in actions} <= {sub}
        writers = db.session.scalars(select(FieldDraft.account_id).where(FieldDraft.key.in_(keys)))
        assert set(writers) <= {cast["sub"].account_id}
        assert db.session.get_one(Membership, cast["owner"].membership_id).ends_on == LAST
        new = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[entries:]
        assert [(one.act, one.reason) for one in new] == [("hand_over", "異動のため")]
    assert keys
    assert actions


def test_what_changed_since_it_was_seen_is_looked_at_again(client: ClientFor, cast: Cast, at_rest: Ways) -> None:
    browser, owner = client("manager"), cast.producer_id("owner")
    company = cast.asahi.enrolment_id
    page = browser.get(f"producers/{owner}/handover/?last_on=2026-11-30")
    given = {f"lead_{company}": str(cast.producer_id("sub")), f"sub_{company}": str(cast.producer_id("fifth")), "reason": "異動"}
    asked = browser.submit(page, given, form="main form[method=post].form")
    browser.submit(f"producers/{owner}/edit", {"category": "協会職員"})
    again = browser.submit(asked, {}, form="main form[method=post].form")
    assert again.status == 409
    with at_rest():
        assert db.session.get_one(Producer, owner).ends_on is None
        assert team_on(list_assigned(company), NEXT).lead == owner


def test_a_place_that_nobody_was_chosen_for_is_asked_for_and_one_left_open_is_warned_of(client: ClientFor, cast: Cast) -> None:
    browser, company = client("manager"), cast.asahi.enrolment_id
    path = f"producers/{cast.producer_id('owner')}/handover/?last_on=2026-11-30"
    refused = browser.submit(path, {"reason": "異動"}, form="main form[method=post].form")
    assert refused.status == 422
    assert refused.words(f"#sub_{company}-error")
    asked = browser.submit(path, {f"sub_{company}": "none", "reason": "異動"}, form="main form[method=post].form")
    assert "体制不足" in "".join(asked.words(".notice--warning"))
