"""After the visit: what the letter is read from, who sent it, and 先方確認 with two people at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import make_action, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.follow_up import ActionStatus
from tracker.domain.letters import Language, write_letter
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.models import AuditEntry, Visit
from tracker.queries.letters import get_confirmation, get_letter
from tracker.queries.timeline import list_timeline
from tracker.services.letters import note_confirmation, note_letter_sent, take_back_letter

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
MEMO, FACTS, VIEW = "社長と工場長の意見が合わない", "図面が三年前のままだった", "引き継ぎが切れている"


@pytest.fixture
def visit_id(cast: Cast, writing: At) -> int:
    """A held visit with a text in every place, next actions of both sides and of others, and the next date."""
    with writing():
        who = [cast.producer_id("owner")]
        made = make_visit(
            cast.asahi,
            now=NOW,
            on=TODAY,
            who=who,
            case_ids=cast.asahi.case_ids,
            phases=[Phase.LISTEN],
            facts=FACTS,
            interpretation=VIEW,
            decisions="図面を改める",
            internal_memo=MEMO,
        )
        make_action(cast.asahi, now=NOW, what="見積もりを取る", owner_id=who[0], visit_id=made)
        make_action(cast.asahi, now=NOW, what="図面を送る", owner_name="工場長", visit_id=made)
        make_action(cast.asahi, now=NOW, what="済んだこと", visit_id=made, status=ActionStatus.DONE, done_on=TODAY)
        earlier = make_visit(cast.asahi, now=NOW, on=date(2026, 10, 20))
        later = make_visit(cast.asahi, now=NOW, on=date(2026, 11, 25))
        make_action(cast.asahi, now=NOW, what="前回からの当方の宿題", owner_id=who[0], visit_id=earlier)
        make_action(cast.asahi, now=NOW, what="前回からの先方の宿題", owner_name="工場長", visit_id=earlier)
        make_action(cast.asahi, now=NOW, what="前回の済んだ宿題", visit_id=earlier, status=ActionStatus.DONE, done_on=TODAY)
        make_action(cast.asahi, now=NOW, what="別の日の宿題", visit_id=later)
        make_action(cast.minato, now=NOW, what="よその会社の宿題")
        for company, day in ((cast.minato, 26), (cast.asahi, 30)):
            make_visit(company, now=NOW, on=date(2026, 11, day), status=EventStatus.SCHEDULED)
        return made


def confirm(cast: Cast, visit_id: int, who: str = "owner", **other: Any) -> None:
    asked: dict[str, Any] = {"confirmed_by_name": "製造部長", "confirmed_on": TODAY, "today": TODAY, "now": NOW}
    note_confirmation(cast.viewer(who), visit_id=visit_id, **asked | other)


@pytest.mark.parametrize("language", Language)
def test_the_letter_holds_what_was_agreed_and_nothing_else(cast: Cast, at_rest: At, visit_id: int, language: Language) -> None:
    with at_rest():
        row = get_letter(cast.viewer("owner"), visit_id, today=TODAY)
    body = write_letter(row.facts, language).body
    assert row.to == "contact1@example.com"
    assert [one.what for one in (*row.facts.ours, *row.facts.theirs)] == ["見積もりを取る", "図面を送る"]
    assert [one.what for one in row.facts.earlier_ours] == ["前回からの当方の宿題"]
    assert [one.what for one in row.facts.earlier_theirs] == ["前回からの先方の宿題"]
    assert "前回からの当方の宿題" in body
    assert "前回からの先方の宿題" in body
    assert "11月30日" in body or "30 November" in body
    for secret in (MEMO, FACTS, VIEW, "済んだ", "別の日の宿題", "よその会社", "みなと", "11月26日", "26 November"):
        assert secret not in body


@pytest.mark.parametrize(
    ("who", "answer"),
    [("colleague", NotFound), ("clerk", NotAllowed), ("auditor", NotAllowed), ("other_manager", NotFound)],
)
def test_only_who_logs_the_visit_writes_its_letter(
    cast: Cast, writing: At, visit_id: int, who: str, answer: type[Exception]
) -> None:
    viewer = cast.viewer(who)
    acts: tuple[Callable[[], Any], ...] = (
        lambda: get_letter(viewer, visit_id, today=TODAY),
        lambda: note_letter_sent(viewer, visit_id=visit_id, today=TODAY, now=NOW),
        lambda: confirm(cast, visit_id, who),
    )
    for act in acts:
        with writing(), pytest.raises(answer):
            act()


@pytest.mark.parametrize("columns", [{"status": EventStatus.SCHEDULED}, {"state": RecordState.DRAFT}])
def test_what_is_no_record_yet_has_no_letter(cast: Cast, writing: At, columns: dict[str, Any]) -> None:
    with writing():
        made = make_visit(cast.asahi, now=NOW, who=[cast.producer_id("owner")], **columns)
    with writing(), pytest.raises(NotFound):
        get_letter(cast.viewer("owner"), made, today=TODAY)
    with writing(), pytest.raises(NotFound):
        note_letter_sent(cast.viewer("owner"), visit_id=made, today=TODAY, now=NOW)


def test_one_tap_notes_who_sent_it_and_two_taps_are_one(cast: Cast, writing: At, at_rest: At, visit_id: int) -> None:
    for minutes in (0, 1):
        with writing():
            note_letter_sent(cast.viewer("owner"), visit_id=visit_id, today=TODAY, now=NOW + timedelta(minutes=minutes))
    with at_rest():
        row = get_confirmation(cast.viewer("sub"), visit_id, today=TODAY)
        assert (row.letter_sent_at, row.letter_sent_by, row.version) == (NOW, "担い手01", 1)
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "visit_confirmation")).all()
        assert acts == ["note_letter_sent"]
    with writing():
        take_back_letter(cast.viewer("sub"), visit_id=visit_id, today=TODAY)
    with at_rest():
        assert get_confirmation(cast.viewer("owner"), visit_id, today=TODAY).letter_sent_at is None


def test_a_confirmation_is_shown_corrected_and_taken_back(cast: Cast, writing: At, at_rest: At, visit_id: int) -> None:
    with writing():
        confirm(cast, visit_id)
    for name, day in (("工場長", TODAY), ("", None)):
        with writing():
            version = get_confirmation(cast.viewer("owner"), visit_id, today=TODAY).version
            confirm(cast, visit_id, version=version, confirmed_by_name=name, confirmed_on=day)
        with at_rest():
            row = get_confirmation(cast.viewer("clerk"), visit_id, today=TODAY)
            assert (row.confirmed_by_name, row.confirmed_on) == (name, day)
            assert get_confirmation(cast.viewer("colleague"), visit_id, today=TODAY).version == 0
    with at_rest():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "visit_confirmation")).all()
        assert acts == ["confirm_visit"] * 3


def test_the_timeline_tells_it_to_who_may_read_the_record(cast: Cast, writing: At, at_rest: At, visit_id: int) -> None:
    with writing():
        confirm(cast, visit_id)
    with at_rest():
        told = {
            who: [
                row.confirmation.confirmed_by_name
                for row in list_timeline(cast.viewer(who), cast.asahi.enrolment_id, today=TODAY)
                if row.confirmation
            ]
            for who in ("owner", "colleague", "clerk")
        }
    assert told == {"owner": ["製造部長"], "colleague": [], "clerk": ["製造部長"]}


def test_a_record_that_was_changed_since_says_so(cast: Cast, writing: At, at_rest: At, visit_id: int) -> None:
    with writing():
        confirm(cast, visit_id)
    with writing():
        db.session.get_one(Visit, visit_id).decisions = "図面は改めない"
    with at_rest():
        assert get_confirmation(cast.viewer("owner"), visit_id, today=TODAY).is_outdated
    with writing():
        confirm(cast, visit_id, version=1)
    with at_rest():
        assert not get_confirmation(cast.viewer("owner"), visit_id, today=TODAY).is_outdated


def test_the_second_of_two_writers_is_shown_what_the_first_wrote(cast: Cast, writing: At, visit_id: int) -> None:
    with writing():
        confirm(cast, visit_id)
    with writing(), pytest.raises(Conflict) as conflict:
        confirm(cast, visit_id, "sub", confirmed_by_name="社長")
    assert conflict.value.theirs == {"confirmed_by_name": "製造部長", "confirmed_on": TODAY}
    with writing():
        confirm(cast, visit_id, "sub")  # the same words again are no conflict


def test_a_name_without_a_day_is_refused(cast: Cast, writing: At, visit_id: int) -> None:
    with writing(), pytest.raises(RuleBroken) as broken:
        confirm(cast, visit_id, confirmed_on=None)
    assert broken.value.field == "confirmed_on"
