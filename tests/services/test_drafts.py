"""Drafts are kept for their writer alone, end with their record, and go to the manager when they are late."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import make_visit
from tracker.database import db
from tracker.domain.drafts import MOST_OPEN, DraftState, read_address
from tracker.domain.errors import NotFound, RuleBroken
from tracker.models import Assignment, AuditEntry, FieldDraft, Visit
from tracker.queries.drafts import count_late_drafts, count_my_drafts, get_draft, list_drafts_at, list_late_drafts, list_my_drafts
from tracker.services import drafts
from tracker.services.drafts import Sheet

At = Callable[[], AbstractContextManager[None]]
KEY = "0123456789abcdef" * 2


def sheet(cast: Cast, facts: str = "聞いたこと", **changes: Any) -> Sheet:
    address = read_address(f"visits/new?company={cast.asahi.enrolment_id}")
    given = Sheet(address, {"cases-0-facts": (facts,), "visit_on": ("2026/11/24",)}, changed=("cases-0-facts", "visit_on"))
    return replace(given, **changes)


def save(cast: Cast, who: str = "owner", key: str = KEY, **changes: Any) -> Any:
    return drafts.save_draft(cast.viewer(who), key=key, sheet=sheet(cast, **changes), now=NOW)


def off_the_team(cast: Cast) -> None:
    """The owner's assignment ended yesterday."""
    for row in db.session.scalars(select(Assignment).where(Assignment.producer_id == cast.producer_id("owner"))):
        row.ends_on = NOW.date() - timedelta(days=1)
    db.session.flush()


def test_a_draft_is_kept_and_seen_by_its_writer_alone(cast: Cast, writing: At) -> None:
    with writing():
        assert save(cast, facts="𠮷野家😀" + "長" * 100_000).version
        owner = cast.viewer("owner")
        assert get_draft(owner, KEY).fields["cases-0-facts"][0].startswith("𠮷野家😀長")
        assert [row.company for row in list_my_drafts(owner, now=NOW)] == [cast.asahi.name]
        assert count_my_drafts(owner) == 1
        for who in ("colleague", "manager"):
            assert list_my_drafts(cast.viewer(who), now=NOW) == ()
            with pytest.raises(NotFound):
                get_draft(cast.viewer(who), KEY)
            with pytest.raises(NotFound):
                save(cast, who=who)


def test_the_key_of_another_programme_is_nobodys(cast: Cast, writing: At) -> None:
    with writing():
        save(cast)
        with pytest.raises(NotFound):
            drafts.save_draft(cast.viewer("stranger"), key=KEY, sheet=sheet(cast), now=NOW)


def test_what_two_devices_typed_into_the_same_field_comes_back_to_be_chosen(cast: Cast, writing: At) -> None:
    with writing():
        first = save(cast)
        phone = save(cast, facts="電話で", since=first.version, changed=("cases-0-facts",))
        desk = drafts.save_draft(
            cast.viewer("owner"),
            key=KEY,
            sheet=sheet(cast, facts="机で", since=first.version, changed=("cases-0-facts",)),
            now=NOW,
        )
        assert [(clash.mine, clash.theirs) for clash in desk.clashes] == [(("机で",), ("電話で",))]
        assert desk.version == phone.version
        chosen = save(cast, facts="机で", since=desk.version, changed=("cases-0-facts",))
        assert chosen.clashes == ()
        assert chosen.fields["cases-0-facts"] == ("机で",)


def test_a_recorded_draft_gives_its_text_up_and_the_same_sent_again_is_known(cast: Cast, writing: At) -> None:
    with writing():
        saved, owner = save(cast), cast.viewer("owner")
        visit_id = make_visit(cast.asahi, now=NOW)
        drafts.close_draft(owner, key=KEY, sheet=sheet(cast), visit_id=visit_id, now=NOW)
        db.session.flush()
        digest = drafts.digest_of(sheet(cast).fields)
        found = drafts.find_closed(owner, key=KEY, digest=digest)
        assert found is not None
        assert (found.visit_id, found.state, dict(found.fields)) == (visit_id, DraftState.SENT, {})
        assert drafts.find_closed(owner, key=KEY, digest="other words") is None
        late = save(cast, facts="閉じたことを知らないタブ", since=saved.version)
        assert (late.state, late.visit_id) == (DraftState.SENT, visit_id)
        assert list_my_drafts(owner, now=NOW) == ()


def test_who_begins_anew_under_a_recorded_key_has_a_draft_again(cast: Cast, writing: At) -> None:
    with writing():
        save(cast)
        drafts.close_draft(cast.viewer("owner"), key=KEY, sheet=sheet(cast), now=NOW)
        again = save(cast, facts="戻るボタンのあと")
        assert (again.state, again.fields["cases-0-facts"]) == (DraftState.OPEN, ("戻るボタンのあと",))


def test_a_record_that_was_never_a_draft_leaves_one_only_where_a_device_sent_it(cast: Cast, writing: At) -> None:
    with writing():
        drafts.close_draft(cast.viewer("owner"), key=KEY, sheet=sheet(cast), now=NOW)
        assert db.session.scalar(select(FieldDraft)) is None
        drafts.close_draft(cast.viewer("owner"), key=KEY, sheet=sheet(cast), was_sent_by_device=True, now=NOW)
        assert db.session.scalars(select(FieldDraft)).one().state is DraftState.SENT


def test_a_discarded_draft_comes_back_for_thirty_days(cast: Cast, writing: At) -> None:
    owner = cast.viewer("owner")
    with writing():
        save(cast)
        drafts.discard_draft(owner, key=KEY, now=NOW)
        db.session.flush()
        assert count_my_drafts(owner) == 0
        assert [row.can_come_back(NOW) for row in list_my_drafts(owner, now=NOW)] == [True]
        with pytest.raises(RuleBroken):
            drafts.restore_draft(owner, key=KEY, now=NOW + timedelta(days=31))
        drafts.restore_draft(owner, key=KEY, now=NOW + timedelta(days=29))
        db.session.flush()
        assert get_draft(owner, KEY).fields["cases-0-facts"] == ("聞いたこと",)
        with pytest.raises(NotFound):
            drafts.discard_draft(cast.viewer("colleague"), key=KEY, now=NOW)


def test_typing_on_takes_a_discarded_draft_up_again(cast: Cast, writing: At) -> None:
    with writing():
        save(cast)
        drafts.discard_draft(cast.viewer("owner"), key=KEY, now=NOW)
        assert save(cast, facts="やはり書く", since=1).state is DraftState.OPEN


def test_the_drafts_of_a_form_are_found_at_its_address(cast: Cast, writing: At) -> None:
    with writing():
        save(cast)
        address = f"visits/new?company={cast.asahi.enrolment_id}"
        assert [row.key for row in list_drafts_at(cast.viewer("owner"), address)] == [KEY]
        assert list_drafts_at(cast.viewer("owner"), "visits/1/log") == ()
        assert list_drafts_at(cast.viewer("sub"), address) == ()


def test_an_account_keeps_a_bounded_number_of_drafts_and_is_told_so(cast: Cast, writing: At) -> None:
    with writing():
        for number in range(MOST_OPEN):
            save(cast, key=f"{number:032x}")
        with pytest.raises(RuleBroken, match="多すぎます"):
            save(cast)
        save(cast, key=f"{1:032x}", facts="ある下書きは書き続けられる")


def test_a_draft_that_arrives_after_its_writer_left_the_team_waits_for_the_manager(cast: Cast, writing: At) -> None:
    owner, manager = cast.viewer("owner"), cast.viewer("manager")
    with writing():
        off_the_team(cast)
        late = replace(sheet(cast), fields={**sheet(cast).fields, "visit_on": ("2026/11/20",)})
        told = drafts.take_late_draft(owner, key=KEY, sheet=late, now=NOW)
        again = drafts.take_late_draft(owner, key=KEY, sheet=late, now=NOW)
        assert told.state is again.state is DraftState.REVIEW
        assert [row.writer for row in list_late_drafts(manager)] == [cast["owner"].name]
        assert (count_late_drafts(manager), count_late_drafts(owner)) == (1, 0)
        assert get_draft(manager, KEY).fields["cases-0-facts"] == ("聞いたこと",)
        with pytest.raises(NotFound):
            get_draft(cast.viewer("colleague"), KEY)
    with writing():
        assert "take_late_draft" in db.session.scalars(select(AuditEntry.act)).all()


@pytest.mark.parametrize("who", ["colleague", "sixth"])
def test_whoever_was_never_on_the_team_has_nothing_to_hand_over(cast: Cast, writing: At, who: str) -> None:
    with writing(), pytest.raises(NotFound):
        drafts.take_late_draft(cast.viewer(who), key=KEY, sheet=sheet(cast), now=NOW)


def test_the_day_written_about_decides_and_the_clock_of_a_phone_cannot_move_it(cast: Cast, writing: At) -> None:
    with writing():
        for row in db.session.scalars(select(Assignment).where(Assignment.producer_id == cast.producer_id("owner"))):
            row.ends_on = date(2026, 6, 30)
        db.session.flush()
        for fields, started_at, is_taken in (
            ({"visit_on": ("2026/11/20",)}, NOW + timedelta(days=900), False),
            ({"visit_on": ("2026/06/30",)}, None, True),
        ):
            given = replace(sheet(cast), fields=fields, started_at=started_at)
            if is_taken:
                assert drafts.take_late_draft(cast.viewer("owner"), key=KEY, sheet=given, now=NOW).state is DraftState.REVIEW
            else:
                with pytest.raises(NotFound):
                    drafts.take_late_draft(cast.viewer("owner"), key=KEY, sheet=given, now=NOW)


def test_the_manager_gives_a_late_draft_back_or_dismisses_it_with_a_reason_that_the_writer_reads(cast: Cast, writing: At) -> None:
    owner, manager = cast.viewer("owner"), cast.viewer("manager")
    with writing():
        drafts.take_late_draft(owner, key=KEY, sheet=sheet(cast), now=NOW)
        with pytest.raises(RuleBroken, match="理由"):
            drafts.return_draft(manager, key=KEY, reason=" ", now=NOW)
        drafts.return_draft(manager, key=KEY, reason="日付を確かめてください", now=NOW)
        db.session.flush()
        told = drafts.find_decision(owner, key=KEY)
        assert (told.state, told.reason) == (DraftState.RETURNED, "日付を確かめてください")
        assert list_late_drafts(manager) == ()
        with pytest.raises(NotFound):
            drafts.dismiss_draft(manager, key=KEY, reason="もう戻した", now=NOW)
        drafts.take_late_draft(owner, key=KEY, sheet=sheet(cast), now=NOW)
        drafts.dismiss_draft(manager, key=KEY, reason="訪問していない", now=NOW)
        db.session.flush()
        assert [(row.state, row.reason) for row in list_my_drafts(owner, now=NOW)] == [(DraftState.DISCARDED, "訪問していない")]


def test_what_the_manager_records_for_the_writer_is_the_writers_record(cast: Cast, writing: At) -> None:
    owner, manager = cast["owner"], cast.viewer("manager")
    with writing():
        drafts.take_late_draft(owner.viewer, key=KEY, sheet=sheet(cast), now=NOW)
        visit_id = make_visit(cast.asahi, now=NOW, created_by_id=manager.account_id)
        drafts.close_draft(manager, key=KEY, sheet=sheet(cast), visit_id=visit_id, now=NOW)
        db.session.flush()
        assert db.session.get_one(Visit, visit_id).created_by_id == owner.account_id
        assert [(row.state, row.decided_by) for row in list_my_drafts(owner.viewer, now=NOW)] == [(DraftState.SENT, manager.name)]
    with writing():
        assert "record_late_draft" in db.session.scalars(select(AuditEntry.act)).all()


def test_nobody_else_closes_a_draft(cast: Cast, writing: At) -> None:
    with writing():
        save(cast)
        for who in ("colleague", "manager"):
            drafts.close_draft(cast.viewer(who), key=KEY, sheet=sheet(cast), now=NOW)
        assert get_draft(cast.viewer("owner"), KEY).head.state is DraftState.OPEN
