"""A month is excused by a manager, with a reason and a name, once, within support and contract."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.calendar import Month
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.models import AuditEntry, Enrolment, ExcusedMonth, Programme
from tracker.queries.months import get_company_month, list_excused_months
from tracker.services.months import excuse_month, withdraw_excuse

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
JUNE = Month(2026, 6)


def excuse(cast: Cast, who: str = "manager", **changes: Any) -> int:
    values: dict[str, Any] = {
        "enrolment_id": cast.asahi.enrolment_id,
        "month": JUNE,
        "reason": "先方の繁忙期のため",
        "accepted_by": "架空マネージャー",
    }
    return excuse_month(cast.viewer(who), **(values | changes), today=TODAY, now=NOW)


def withdraw(cast: Cast, who: str = "manager", month: Month = JUNE) -> None:
    withdraw_excuse(cast.viewer(who), enrolment_id=cast.asahi.enrolment_id, month=month, today=TODAY, now=NOW)


def standing(cast: Cast) -> list[tuple[str, str, int]]:
    return [(row.reason, row.accepted_by, row.version) for row in list_excused_months(cast.viewer("owner"), today=TODAY)]


def test_an_excuse_stands_with_its_reason_its_name_and_its_audit(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        excuse(cast, reason="  先方の\u3000繁忙期 ")
    with at_rest():
        assert standing(cast) == [("先方の\u3000繁忙期", "架空マネージャー", 1)]
        assert "excuse_month" in db.session.scalars(select(AuditEntry.act)).all()


def test_sending_it_twice_excuses_once(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        first = excuse(cast, idempotency_key="k" * 32)
    with writing():
        assert excuse(cast, idempotency_key="k" * 32) == first
        assert excuse(cast) == first
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(ExcusedMonth)) == 1


def test_a_second_manager_with_other_words_sees_both(cast: Cast, writing: Ways) -> None:
    with writing():
        excuse(cast)
    with writing(), pytest.raises(Conflict) as conflict:
        excuse(cast, "manager_producer", reason="担当者の入院")
    assert conflict.value.theirs == {"reason": "先方の繁忙期のため", "accepted_by": "架空マネージャー"}
    assert conflict.value.version == 1


def test_it_is_corrected_by_whoever_saw_what_stands(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        excuse(cast)
    with writing():
        excuse(cast, reason="担当者の入院", version=1)
    with at_rest():
        assert standing(cast) == [("担当者の入院", "架空マネージャー", 2)]


def test_it_is_taken_back_once_and_can_be_excused_again(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        excuse(cast)
    with writing():
        withdraw(cast)
        withdraw(cast)
    with at_rest():
        row = get_company_month(cast.viewer("manager"), cast.asahi.enrolment_id, JUNE, today=TODAY)
        assert (standing(cast), row.excused) == ([], None)
        assert row.withdrawn is not None
        assert row.withdrawn.reason == "先方の繁忙期のため"
        assert db.session.scalars(select(AuditEntry.act)).all().count("withdraw_excuse") == 1
    with writing():
        excuse(cast)
    with at_rest():
        assert len(standing(cast)) == 1


def test_a_late_answer_does_not_bring_back_what_was_taken_back(cast: Cast, writing: Ways) -> None:
    with writing():
        excuse(cast, idempotency_key="k" * 32)
        withdraw(cast)
    with writing(), pytest.raises(RuleBroken):
        excuse(cast, idempotency_key="k" * 32)
    with writing(), pytest.raises(RuleBroken):
        excuse(cast, reason="直した理由", version=1)


def test_what_was_never_excused_cannot_be_taken_back(cast: Cast, writing: Ways) -> None:
    with writing(), pytest.raises(NotFound):
        withdraw(cast)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"accepted_by": "\u3000"}, "accepted_by"),
        ({"reason": "あ" * 301}, "reason"),
        ({"accepted_by": "あ" * 101}, "accepted_by"),
        ({"month": Month(2026, 3)}, None),
        ({"month": Month(2027, 4)}, None),
    ],
)
def test_what_is_missing_or_lies_outside_the_support_is_refused(
    cast: Cast, writing: Ways, at_rest: Ways, changes: dict[str, Any], field: str | None
) -> None:
    with writing(), pytest.raises(RuleBroken) as broken:
        excuse(cast, **changes)
    assert broken.value.field == field
    with at_rest():
        assert standing(cast) == []


def test_a_month_of_support_outside_the_contract_is_refused(cast: Cast, writing: Ways) -> None:
    with writing():
        programme = db.session.get_one(Programme, cast.programme_id)
        programme.contract_starts_on = date(2026, 7, 1)
        db.session.get_one(Enrolment, cast.asahi.enrolment_id).starts_on = date(2026, 4, 1)
    with writing(), pytest.raises(RuleBroken) as broken:
        excuse(cast)
    assert "契約期間" in str(broken.value)
    with writing():
        excuse(cast, month=Month(2026, 7))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("owner", NotAllowed),
        ("colleague", NotFound),
        ("clerk", NotAllowed),
        ("auditor", NotAllowed),
        ("administrator", NotFound),
        ("other_manager", NotFound),
    ],
)
def test_only_a_manager_of_the_programme_excuses(cast: Cast, writing: Ways, who: str, refusal: type[Exception]) -> None:
    with writing(), pytest.raises(refusal):
        excuse(cast, who)
    with writing(), pytest.raises(refusal):
        withdraw(cast, who)
