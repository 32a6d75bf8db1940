"""A coordinator with a phone: a meeting on two companies, two voices one after the other, a training with its attendance."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.happenings import add_visit
from tests.journeys.conftest import Visitor
from tracker.database import db
from tracker.domain.challenges import ProgressState
from tracker.domain.trainings import Attendance
from tracker.models import Challenge, ChallengeProgress, MarketFeedback, NextAction, TrainingAttendee
from tracker.services.challenges import raise_challenge
from tracker.services.exhibitions import ExhibitionRecord, Exhibitor, record_exhibition

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


def stuck(cast: Cast, company: SupportedCompany, title: str) -> int:
    return raise_challenge(
        cast.viewer("manager"),
        enrolment_id=company.enrolment_id,
        case_id=company.case_id,
        title=title,
        description="",
        raised_on=date(2026, 10, 1),
        today=TODAY,
        now=NOW,
        idempotency_key=None,
    )


def section(page: Page, company: SupportedCompany) -> str:
    """How the names of the fields of one company's part of the meeting begin."""
    part = page.locator(f"section.card:has(h2:text-is('{company.name}')) input[name$=-enrolment_id]")
    return (part.get_attribute("name") or "").removesuffix("enrolment_id")


def test_a_meeting_on_two_companies_moves_a_challenge_raises_one_and_leaves_a_next_action(
    phone: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        challenge_id = stuck(cast, cast.asahi, "協力会社が決まらない")
    phone.sign_in("manager_producer")
    page = phone.open("meetings/new")
    phone.axe()
    for company in (cast.asahi, cast.minato):
        page.get_by_label(company.name).check()
    page.get_by_role("button", name="会議の記録へ進む").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("会議を記録")
    phone.axe()
    first, second = section(page, cast.asahi), section(page, cast.minato)
    page.locator("[name=start_time]").fill("16:00")
    page.locator("[name=mode]").first.check()
    page.locator(f"[name={first}challenges-0-state][value=better]").check()
    page.locator(f"[name={first}challenges-0-words]").fill("2社に条件を示した")
    page.locator(f"[name={second}raised-0-titles]").fill("検査の機関が決まらない")
    page.locator(f"[name={first}decisions]").fill("見積もりを比べる")
    page.locator(f"[name={second}decisions]").fill("検査の機関を探す")
    page.locator(f"[name={second}actions-0-what]").fill("検査の機関に電話する")
    page.locator(f"[name={second}actions-0-owner_id]").select_option(str(cast.producer_id("manager_producer")))
    page.locator(f"[name={second}actions-0-due_on]").fill("2026/12/1")
    phone.axe()
    page.get_by_role("button", name="記録を確定").tap()
    page.wait_for_url(re.compile(r"/meetings/\d+$"))
    for words in ("2社に条件を示した", "検査の機関を探す", "検査の機関に電話する"):
        expect(page.get_by_text(words)).to_be_visible()
    phone.axe()
    phone.open(f"challenges/{challenge_id}")
    expect(page.get_by_text("2社に条件を示した")).to_be_visible()
    phone.axe()
    phone.open("challenges/")
    expect(page.get_by_role("link", name="検査の機関が決まらない")).to_be_visible()
    phone.axe()
    phone.open("actions/")
    expect(page.get_by_text("検査の機関に電話する")).to_be_visible()
    phone.axe()
    with at_rest():
        step = db.session.scalars(select(ChallengeProgress).where(ChallengeProgress.challenge_id == challenge_id)).one()
        assert (step.state, step.words) == (ProgressState.BETTER, "2社に条件を示した")
        raised = db.session.scalars(select(Challenge).where(Challenge.id != challenge_id)).one()
        assert (raised.title, raised.case_id) in {("検査の機関が決まらない", one) for one in cast.minato.case_ids}
        assert db.session.scalars(select(NextAction.due_on)).one() == date(2026, 12, 1)


def test_a_challenge_is_raised_by_itself(phone: Visitor, cast: Cast) -> None:
    phone.sign_in("owner")
    page = phone.open("challenges/new")
    phone.axe()
    page.get_by_role("link", name=cast.asahi.name).tap()
    page.wait_for_url("**/challenges/new?company=*")
    phone.axe()
    page.locator("[name=title]").fill("販売価格の見通しが立たない")
    page.get_by_role("button", name="課題を登録").tap()
    page.wait_for_url(re.compile(r"/challenges/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("販売価格の見通しが立たない")
    phone.axe()
    page.get_by_role("link", name="解決・取り下げ").tap()
    page.wait_for_url("**/decide")
    phone.axe()


def test_two_voices_are_noted_one_after_the_other(phone: Visitor, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        exhibition_id = record_exhibition(
            cast.viewer("manager"),
            record=ExhibitionRecord(
                name="架空ものづくり展",
                starts_on=TODAY,
                ends_on=TODAY,
                exhibitors=(Exhibitor(cast.asahi.enrolment_id, cast.asahi.case_id, "試作1号"),),
            ),
            now=NOW,
            idempotency_key=None,
        )
    phone.sign_in("owner")
    page = phone.open(f"exhibitions/{exhibition_id}")
    phone.axe()
    page.get_by_role("link", name="市場の声を記録").tap()
    page.wait_for_url("**/voices/new?*")
    phone.axe()
    who = page.locator("[name=who]")
    who.select_option(index=1)
    chosen = who.input_value()
    page.locator("[name=words]").fill("この大きさなら棚に置ける")
    page.locator("[name=visitor_kind][value=buyer]").check()
    page.get_by_role("button", name="もう一件").tap()
    expect(page.get_by_text("市場の声を記録しました。")).to_be_visible()
    expect(page.locator("[name=words]")).to_have_value("")
    expect(who).to_have_value(chosen)
    phone.axe()
    page.locator("[name=words]").fill("掃除の手順が三つまでなら使える")
    page.locator("[name=visitor_kind][value=end_user]").check()
    page.get_by_role("button", name="記録して終わる").tap()
    page.wait_for_url(f"**/exhibitions/{exhibition_id}#voices")
    for words in ("この大きさなら棚に置ける", "掃除の手順が三つまでなら使える"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    phone.axe()
    with at_rest():
        heard = db.session.execute(select(MarketFeedback.enrolment_id, MarketFeedback.heard_on)).all()
        assert [tuple(one) for one in heard] == [(cast.asahi.enrolment_id, TODAY)] * 2


def test_a_training_is_noted_with_who_came(phone: Visitor, cast: Cast, at_rest: At) -> None:
    phone.sign_in("owner")
    page = phone.open("trainings/new")
    phone.axe()
    page.locator("[name=title]").fill("対話の基礎講座")
    page.locator("[name=kind]").first.check()
    page.locator("[name=start_time]").fill("13:30")
    page.locator("[name=end_time]").fill("16:30")
    groups = page.locator("fieldset.attendance")
    groups.nth(0).locator("[value=attended]").check()
    minutes = groups.nth(1).locator("[name$=-minutes]")
    expect(minutes).to_be_hidden()
    groups.nth(1).locator("[value=partial]").check()
    minutes.fill("90")
    groups.nth(2).locator("[value=absent]").check()
    page.get_by_role("button", name="全員出席").tap()  # whoever is not answered for: one by one as above they stay
    expect(page.get_by_text("選んでいなかった7人を「出席」にしました。")).to_be_visible()
    for answered, value in ((0, "attended"), (1, "partial"), (2, "absent"), (3, "attended"), (9, "attended")):
        expect(groups.nth(answered).locator(f"[value={value}]")).to_be_checked()
    groups.nth(9).get_by_label("対象外").check()
    phone.axe()
    page.get_by_role("button", name="研修を登録").tap()
    page.wait_for_url(re.compile(r"/trainings/\d+$"))
    phone.axe()
    page.get_by_role("link", name="一部出席 1人").tap()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody tr")).to_contain_text("90")
    phone.open("trainings/")
    expect(page.get_by_role("link", name="対話の基礎講座")).to_be_visible()
    phone.axe()
    with at_rest():
        rows = db.session.execute(select(TrainingAttendee.attendance, TrainingAttendee.minutes)).all()
        assert {tuple(row) for row in rows} == {(Attendance.ATTENDED, None), (Attendance.PARTIAL, 90), (Attendance.ABSENT, None)}


def test_the_sentence_about_the_gap_goes_with_a_day_outside_of_it(phone: Visitor, cast: Cast, writing: At) -> None:
    with writing():
        for day in (date(2026, 9, 9), date(2026, 10, 7)):
            add_visit(cast.asahi, day)
    phone.sign_in("owner")
    page = phone.open(f"meetings/new?company={cast.asahi.enrolment_id}&after=2026-09-09")
    said, day = page.locator("[data-gap-from]"), page.locator("[name=meeting_on]")
    expect(said).to_contain_text("の間の会議です。")
    for typed, holds in (("2026/10/20", False), ("R8.9.24", True)):
        day.fill(typed)
        day.press("Tab")
        expect(said).to_be_visible(visible=holds)
