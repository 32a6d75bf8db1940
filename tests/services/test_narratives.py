"""Writing the text of a case: versions that stay, what is brought back, two writers, and who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_meeting, add_visit
from tests.records import make_outcome
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.narratives import NarrativePart, marks
from tracker.models import Challenge, NextAction, VisitCase
from tracker.queries.narratives import get_narrative, list_narrative_versions, list_standing_narratives
from tracker.services.narratives import bring_back_narrative, write_narrative

Ways = Callable[[], AbstractContextManager[None]]
AS_OF = date(2026, 11, 24)
EMPTY = dict.fromkeys(NarrativePart, "")


def texts(work: str) -> Mapping[NarrativePart, str]:
    return EMPTY | {NarrativePart.WORK: work}


def write(viewer: Viewer, cast: Cast, work: str, *, number: int = 0, **more: Any) -> int:
    row = get_narrative(viewer, cast.asahi.case_id, as_of=AS_OF)
    return write_narrative(
        viewer, cast.asahi.case_id, texts=texts(work), drafted=marks(row.draft), number=number, now=NOW, **more
    )


def test_each_save_is_a_version_and_an_earlier_one_can_stand_again(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    clerk = cast.viewer("clerk")
    with writing():
        assert write(clerk, cast, "はじめの文") == 1
        assert write(clerk, cast, "直した文", number=1) == 2
        assert write(clerk, cast, "直した文", number=2) == 2  # nothing was changed
        assert bring_back_narrative(cast.viewer("manager"), cast.asahi.case_id, number=1, standing=2, now=NOW) == 3
    with at_rest():
        versions = list_narrative_versions(clerk, cast.asahi.case_id)
        assert [(row.number, row.restored_number, row.texts[NarrativePart.WORK]) for row in versions] == [
            (3, 1, "はじめの文"),
            (2, None, "直した文"),
            (1, None, "はじめの文"),
        ]
        assert [row.written_by for row in versions] == [cast["manager"].name, cast["clerk"].name, cast["clerk"].name]
        assert list_standing_narratives(clerk)[cast.asahi.case_id].number == 3


def test_sent_twice_it_is_one_version(cast: Cast, writing: Ways) -> None:
    with writing():
        key = "a" * 32
        assert write(cast.viewer("clerk"), cast, "文", idempotency_key=key) == 1
        assert write(cast.viewer("clerk"), cast, "文", number=1, idempotency_key=key) == 1


def test_of_two_who_write_the_second_sees_what_the_first_saved(cast: Cast, writing: Ways) -> None:
    with writing():
        write(cast.viewer("manager"), cast, "先に保存した文")
        with pytest.raises(Conflict) as refused:
            write(cast.viewer("clerk"), cast, "あとから書いた文")
        assert refused.value.theirs["work"] == "先に保存した文"
        with pytest.raises(Conflict):
            bring_back_narrative(cast.viewer("clerk"), cast.asahi.case_id, number=1, standing=7, now=NOW)


def test_nothing_is_no_text_and_what_is_not_there_cannot_be_written_or_brought_back(cast: Cast, writing: Ways) -> None:
    clerk = cast.viewer("clerk")
    with writing():
        with pytest.raises(RuleBroken):
            write(clerk, cast, " \n ")
        with pytest.raises(NotFound):
            write_narrative(clerk, 999_999, texts=texts("文"), drafted=EMPTY, number=0, now=NOW)
        with pytest.raises(NotFound):
            bring_back_narrative(clerk, cast.asahi.case_id, number=1, standing=0, now=NOW)


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("auditor", NotAllowed), ("owner", NotFound), ("administrator", NotFound), ("other_manager", NotFound)],
)
def test_whoever_makes_no_report_writes_none(cast: Cast, writing: Ways, person: str, refusal: type[Exception]) -> None:
    with writing(), pytest.raises(refusal):
        write_narrative(cast.viewer(person), cast.asahi.case_id, texts=texts("文"), drafted=EMPTY, number=0, now=NOW)


def test_the_draft_is_made_of_what_was_recorded_up_to_the_day_and_never_of_a_memo(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    company = cast.asahi
    made = {"programme_id": cast.programme_id, "enrolment_id": company.enrolment_id, "created_at": NOW}
    with writing():
        for day, words, state in (
            (date(2026, 5, 11), "工程を観た", EventStatus.HELD),
            (date(2026, 6, 11), "中止した日", EventStatus.CANCELLED),
            (date(2026, 12, 11), "先の話", EventStatus.HELD),
        ):
            visit_id = add_visit(company, day, state, people=[cast.producer_id("owner")], cases=company.case_ids[:1])
            note = db.session.query(VisitCase).filter_by(visit_id=visit_id).one()
            note.report_summary, note.facts, note.interpretation = words, "事実メモ", "解釈メモ"
        add_meeting([company], date(2026, 5, 20), [cast.producer_id("owner")])
        make_outcome(company, now=NOW, on=date(2026, 10, 1), description="試作1号機")
        make_outcome(company, now=NOW, on=date(2026, 12, 1), description="先の成果")
        challenge = {"case_id": company.case_id, "raised_on": date(2026, 4, 20)}
        db.session.add(Challenge(title="段取り替えが長い", **challenge, **made))
        db.session.add(Challenge(title="先の課題", **challenge | {"raised_on": date(2026, 12, 1)}, **made))
        for what, on in (("見積もりを取る", None), ("済んだこと", date(2026, 11, 1)), ("あとで済むこと", date(2026, 12, 5))):
            status = {"status": "done", "done_on": on} if on else {}
            db.session.add(NextAction(what=what, owner_name="架空太郎", due_on=date(2026, 12, 1), **status, **made))
    with at_rest():
        row = get_narrative(cast.viewer("clerk"), company.case_id, as_of=AS_OF)
        assert row.draft == {
            NarrativePart.CHALLENGES: "・段取り替えが長い",
            NarrativePart.WORK: "・令和8年5月11日の訪問　工程を観た",
            NarrativePart.OUTCOMES: "・令和8年10月1日　試作品（案件を特定しない成果）　試作1号機",
            NarrativePart.TO_COME: "・見積もりを取る（令和8年12月1日まで）\n・あとで済むこと（令和8年12月1日まで）",
        }
        assert row.texts == row.draft


def test_when_the_records_move_on_the_draft_stands_beside_the_text(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    clerk = cast.viewer("clerk")
    with writing():
        write(clerk, cast, "手で書いた文")
    with at_rest():
        assert get_narrative(clerk, cast.asahi.case_id, as_of=AS_OF).moved == ()
    with writing():
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 1), description="試作1号機", case_id=cast.asahi.case_id)
    with at_rest():
        row = get_narrative(clerk, cast.asahi.case_id, as_of=AS_OF)
        assert row.moved == (NarrativePart.OUTCOMES,)
        assert row.texts[NarrativePart.WORK] == "手で書いた文"
    with writing():
        assert write(clerk, cast, "手で書いた文", number=1) == 2  # seen, and left as it is
    with at_rest():
        assert get_narrative(clerk, cast.asahi.case_id, as_of=AS_OF).moved == ()
