"""A company that was entered twice becomes one, with everything that was recorded of either."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import Records, make_month_close
from tracker.database import db
from tracker.domain.staffing import team_on
from tracker.models import AuditEntry, ClosedMonthChange, Company, Enrolment, MeetingSection, SupportCase, Visit
from tracker.queries import choices
from tracker.queries.merges import tables_of
from tracker.queries.team_plans import list_assigned
from tracker.services.cases import CaseFacts, open_case

Ways = Callable[[], AbstractContextManager[None]]


def left_in(enrolment_id: int) -> dict[str, int]:
    return {
        table.name: count
        for table, column in tables_of("enrolment")
        if (count := db.session.scalar(select(func.count()).select_from(table).where(table.c[column] == enrolment_id)))
    }


def test_everything_moves_and_the_old_name_and_address_lead_on(
    client: ClientFor, cast: Cast, records: Records, at_rest: Ways
) -> None:
    kept, gone = cast.minato, cast.asahi
    with at_rest():
        before = left_in(gone.enrolment_id)
        entries = len(db.session.scalars(select(AuditEntry.id)).all())
        written = set(db.session.scalars(select(Visit.id).where(Visit.enrolment_id == gone.enrolment_id)))
    assert len(before) > 12
    browser, path = client("manager"), f"merges/companies/{kept.enrolment_id}/{gone.enrolment_id}"
    page = browser.get(path)
    assert "統合は取り消せません" in page.main
    assert "担当が重なります" in page.main
    done = browser.submit(page, {"name": "kept", "contact_email": "gone", "reason": "2度登録したため"}, follow=True)
    assert "統合しました" in done.main or "統合しました" in "".join(done.words(".flash"))
    with at_rest():
        assert left_in(gone.enrolment_id) == {}
        assert written <= set(db.session.scalars(select(Visit.id).where(Visit.enrolment_id == kept.enrolment_id)))
        company = db.session.get_one(Company, kept.company_id)
        assert (company.name, company.contact_email) == ("架空みなと精機", "contact1@example.com")
        assert db.session.get_one(Enrolment, gone.enrolment_id).deleted_at is not None
        cases = db.session.scalars(select(SupportCase.company_id).where(SupportCase.id.in_(gone.case_ids)))
        assert set(cases) == {kept.company_id}
        team = team_on(list_assigned(kept.enrolment_id), date(2026, 10, 1))
        assert team.lead == cast.producer_id("colleague")
        assert {cast.producer_id(key) for key in ("owner", "sub", "fifth")} <= set(team.sub_leads)
        double = (
            select(MeetingSection.meeting_id)
            .where(MeetingSection.enrolment_id == kept.enrolment_id)
            .group_by(MeetingSection.meeting_id)
            .having(func.count() > 1)
        )
        assert db.session.scalar(double) is None
        new = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[entries:]
        assert [(one.act, one.reason) for one in new] == [("merge_companies", "2度登録したため")]
    old = browser.get(f"companies/{gone.enrolment_id}")
    assert (old.status, old.headers["Location"]) == (301, f"/p/r8/companies/{kept.enrolment_id}")
    assert "架空みなと精機" in browser.get("companies/?q=アサヒ製作所").main
    assert "架空みなと精機" in browser.get("search?q=アサヒ製作所").main
    assert gone.name not in browser.get("companies/deleted").main


@pytest.mark.parametrize(("choice", "starts_on"), [("joined", date(2026, 4, 1)), ("own", date(2026, 4, 21))])
def test_a_support_that_would_grow_longer_is_asked_about(
    client: ClientFor, cast: Cast, writing: Ways, at_rest: Ways, choice: str, starts_on: date
) -> None:
    browser, path = client("manager"), f"merges/companies/{cast.minato.enrolment_id}/{cast.asahi.enrolment_id}"
    assert "支援期間" not in browser.get(path).main
    with writing():
        kept = db.session.get_one(Enrolment, cast.minato.enrolment_id)
        kept.starts_on = date(2026, 4, 21)
        programme_id = kept.programme_id
    page = browser.get(path)
    assert "2026年4月1日(水)～2027年3月31日(水)（両方を合わせた期間）" in page.main
    assert "2026年4月21日(火)～2027年3月31日(水)（残す企業のいまの期間）" in page.main
    assert page.fields()[f"period_{programme_id}"] == "own", "nobody gets months to be visited in unasked"
    assert browser.submit(page, {f"period_{programme_id}": choice, "reason": "2度登録したため"}).status == 302
    with at_rest():
        assert db.session.get_one(Enrolment, cast.minato.enrolment_id).starts_on == starts_on


def test_a_case_of_which_nothing_was_recorded_is_named(client: ClientFor, cast: Cast, writing: Ways) -> None:
    path = f"merges/companies/{cast.minato.enrolment_id}/{cast.asahi.enrolment_id}"
    with writing():
        open_case(cast.viewer("manager"), enrolment_id=cast.asahi.enrolment_id, case=CaseFacts("まちがえて作った案件"), now=NOW)
    said = client("manager").get(path).main
    assert "案件「まちがえて作った案件」には、まだ何も記録されていません" in said


def test_any_two_companies_are_chosen_by_name_where_there_are_many(
    client: ClientFor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MOST_OFFERED", 1)
    browser = client("manager")
    assert browser.get("merges/").select("input[name=kept-name]")
    chosen = browser.get(f"merges/?kept-name={cast.minato.name}&gone={cast.asahi.enrolment_id}")
    assert chosen.headers["Location"].endswith(f"merges/companies/{cast.minato.enrolment_id}/{cast.asahi.enrolment_id}")
    twice = browser.get(f"merges/?kept-name={cast.minato.name}&gone-name={cast.minato.name}")
    assert (twice.status, "別々の2つ" in twice.main) == (422, True)
    unknown = browser.get("merges/?kept-name=どこにもない&gone=")
    assert (unknown.status, "見つかりません" in unknown.main) == (422, True)


def test_a_closed_month_remembers_the_merge_and_its_reason(
    client: ClientFor, cast: Cast, records: Records, writing: Ways, at_rest: Ways
) -> None:
    with at_rest():
        day = db.session.scalars(select(Visit.visit_on).where(Visit.id == records.visit_id)).one()
    with writing():
        close_id = make_month_close(cast.minato, now=NOW, month_on=day.replace(day=1))
    browser, path = client("manager"), f"merges/companies/{cast.minato.enrolment_id}/{cast.asahi.enrolment_id}"
    page = browser.get(path)
    assert "締めた月です" in page.main
    assert browser.submit(page, {"reason": "2度登録したため"}).status == 302
    with at_rest():
        change = db.session.scalars(select(ClosedMonthChange).where(ClosedMonthChange.month_close_id == close_id)).one()
        assert change.reason == "2度登録したため"


def test_what_changed_since_it_was_seen_is_looked_at_again(client: ClientFor, cast: Cast, at_rest: Ways) -> None:
    browser, path = client("manager"), f"merges/companies/{cast.minato.enrolment_id}/{cast.asahi.enrolment_id}"
    page = browser.get(path)
    browser.submit(f"companies/{cast.asahi.enrolment_id}/edit", {"kana": "カクウアサヒ"})
    assert browser.submit(page, {"reason": "2度登録したため"}).status == 409
    with at_rest():
        assert db.session.get_one(Enrolment, cast.asahi.enrolment_id).deleted_at is None
