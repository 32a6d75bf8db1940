"""Cases: several a company, numbered in the programme, outliving it, restored after a deletion."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.queries import cases
from tracker.services import cases as services
from tracker.services.cases import CaseFacts

Ways = Callable[[], AbstractContextManager[None]]


def numbers(cast: Cast) -> list[str]:
    return [case.number for case in cases.list_cases(cast.viewer("manager"))]


def test_a_second_case_gets_the_programmes_next_number(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        services.open_case(cast.viewer("clerk"), enrolment_id=cast.asahi.enrolment_id, case=CaseFacts("もう1件"), now=NOW)
    with at_rest():
        assert numbers(cast) == ["1", "4", "2", "3"]


@pytest.mark.parametrize(
    ("facts", "field"), [(CaseFacts("別の件", number="２"), "number"), (CaseFacts("新しい 治具の開発"), "title")]
)
def test_a_number_or_title_that_is_taken_is_refused_at_its_field(cast: Cast, writing: Ways, facts: CaseFacts, field: str) -> None:
    with pytest.raises(RuleBroken) as refused, writing():
        services.open_case(cast.viewer("clerk"), enrolment_id=cast.asahi.enrolment_id, case=facts, now=NOW)
    assert refused.value.field == field


def test_the_same_key_again_makes_no_second_case(cast: Cast, writing: Ways) -> None:
    def once() -> int:
        return services.open_case(
            cast.viewer("clerk"), enrolment_id=cast.asahi.enrolment_id, case=CaseFacts("一度だけ"), now=NOW, idempotency_key="k"
        )

    with writing():
        first = once()
    with writing():
        assert once() == first


def test_the_second_of_two_editors_gets_both_texts(cast: Cast, writing: Ways) -> None:
    viewer, case_id = cast.viewer("manager"), cast.asahi.case_id
    with writing():
        services.correct_case(viewer, case_id=case_id, case=CaseFacts("先の題", number="1"), version=1)
    with pytest.raises(Conflict) as conflict, writing():
        services.correct_case(viewer, case_id=case_id, case=CaseFacts("後の題", number="1"), version=1)
    assert conflict.value.theirs == {"title": "先の題", "kind": "", "number": "1"}


def test_a_new_number_alone_counts_as_a_save(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer, case_id = cast.viewer("manager"), cast.asahi.case_id
    with writing():
        services.correct_case(viewer, case_id=case_id, case=CaseFacts("新しい治具の開発", number="10"), version=1)
    with at_rest():
        row = cases.get_case(viewer, case_id)
    assert (row.number, row.version) == ("10", 2)


def test_a_deleted_case_leaves_the_lists_and_comes_back_under_a_free_number(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer, case_id = cast.viewer("manager"), cast.minato.case_ids[0]
    with writing():
        services.delete_case(viewer, case_id=case_id, now=NOW)
        services.open_case(viewer, enrolment_id=cast.minato.enrolment_id, case=CaseFacts("代わりの件", number="2"), now=NOW)
    with at_rest():
        assert [row.name for row in cases.list_deleted_cases(viewer, since=NOW)] == ["海外展示会への出展"]
    with writing():
        services.restore_case(viewer, case_id=case_id, now=NOW + timedelta(days=1))
    with at_rest():
        assert cases.get_case(viewer, case_id).number == "4"


def test_the_last_case_of_a_company_stays(cast: Cast, writing: Ways) -> None:
    with pytest.raises(RuleBroken), writing():
        services.delete_case(cast.viewer("manager"), case_id=cast.asahi.case_id, now=NOW)


def test_a_case_of_another_company_cannot_be_taken_up(cast: Cast, writing: Ways) -> None:
    with pytest.raises(RuleBroken) as refused, writing():
        services.take_up_case(cast.viewer("clerk"), enrolment_id=cast.asahi.enrolment_id, case_id=cast.minato.case_id)
    assert refused.value.field == "earlier_case_id"


@pytest.mark.parametrize(("person", "error"), [("owner", NotAllowed), ("auditor", NotAllowed), ("other_manager", NotFound)])
def test_only_manager_and_clerk_open_cases(cast: Cast, writing: Ways, person: str, error: type[Exception]) -> None:
    with pytest.raises(error), writing():
        services.open_case(cast.viewer(person), enrolment_id=cast.asahi.enrolment_id, case=CaseFacts("件"), now=NOW)
