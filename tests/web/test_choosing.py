"""Fields of many choices: the likeliest are offered, a name finds any other; of few everything is offered as ever."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tracker.database import db
from tracker.domain.trainings import Attendance
from tracker.models import (
    ExhibitionCompany,
    MeetingParticipant,
    MeetingSection,
    NextAction,
    TrainingAttendee,
    VisitParticipant,
    WorkLog,
)
from tracker.queries import choices

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of anything are already too many to offer all."""
    monkeypatch.setattr(choices, "MOST_OFFERED", 1)


def options(page: Any, name: str) -> list[str]:
    return [str(option.text) for option in page.select(f"[name={name}] option")]


def test_of_few_everything_is_offered_and_nothing_is_asked_by_name(cast: Cast, client: ClientFor) -> None:
    page = client("manager").get("visits/")
    assert {cast.asahi.name, cast.minato.name} <= set(options(page, "company"))
    assert page.select("[data-suggest]") == []


@pytest.mark.usefixtures("many")
def test_of_many_ones_own_are_offered_and_any_other_is_found_by_a_part_of_its_name(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        make_visit(cast.minato, now=NOW, on=TODAY)
        make_visit(cast.asahi, now=NOW, on=TODAY)
    browser = client("owner")
    page = browser.get("visits/")
    assert options(page, "company") == ["すべての企業", cast.asahi.name]
    found = browser.get(f"visits/?company-name={cast.minato.name[2:]}")
    assert {cast.asahi.name, cast.minato.name} <= set(options(found, "company"))
    assert found.one("[name=company] [selected]").text == cast.minato.name
    assert cast.asahi.name not in str(found.rows())
    kept = browser.get(f"visits/?company={cast.minato.enrolment_id}")
    assert kept.one("[name=company] [selected]").text == cast.minato.name


@pytest.mark.usefixtures("many")
def test_a_name_that_means_nobody_or_several_is_said_at_the_field(cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    nobody = browser.get("visits/?company-name=ありえない社名")
    assert "「ありえない社名」は見つかりません" in nobody.main
    assert nobody.one("[name=company-name]")["value"] == "ありえない社名"
    assert nobody.status == 422
    several = browser.get("visits/?producer-name=担い手")
    assert "当てはまるものが10件あります" in several.main
    assert set(options(several, "producer")) >= {"担い手01", "担い手10"}
    assert several.one("[name=producer-name]")["value"] == ""


@pytest.mark.usefixtures("many")
def test_whoever_is_typed_by_name_was_there_and_may_have_the_next_action(app: Flask, cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    address = f"visits/new?company={cast.asahi.enrolment_id}"
    assert browser.get(address).one("[name=others-name]").has_attr("data-several")
    typed = {
        "cases-0-phases": ["listen"],
        "cases-0-facts": "架空の工程を見た。",
        "next_answer": "open",
        "others-name": "担い手09、担い手10",
        "actions-0-what": "図面を送る",
        "actions-0-owner_id-name": "担い手08",
        "actions-0-due_on": "2026/12/01",
    }
    wrong = browser.submit(browser.get(address), typed | {"visit_on": ""})
    assert wrong.status == 422
    assert {"担い手09", "担い手10"} <= set(wrong.words("[name=others][checked] + label"))
    assert browser.submit(wrong, {"visit_on": "2026/11/24"}).status == 302
    with app.app_context():
        there = set(db.session.scalars(select(VisitParticipant.producer_id)))
        owners = db.session.scalars(select(NextAction.owner_id)).all()
    assert {cast.producer_id("ninth"), cast.producer_id("tenth")} <= there
    assert owners == [cast.producer_id("eighth")]


def test_names_are_suggested_within_what_the_viewer_may_choose(cast: Cast, client: ClientFor) -> None:
    def names(kind: str) -> list[str]:
        return list(client("owner").get(f"search/names?kind={kind}&q={cast.minato.name[2:]}").json["names"])

    assert names("companies") == [cast.minato.name]
    assert names("logged") == []
    assert names("nothing") == []
    assert client("owner").get("search/names?kind=people&q=担い手0").json["names"][0] == "担い手01"


@pytest.mark.usefixtures("many")
def test_a_page_that_begins_with_the_company_finds_any_by_name(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    for page in ("visits/new?choose=1", "visits/schedule", "actions/new", "challenges/new", "outcomes/new"):
        assert "名前で探してください" in browser.get(page).main
        found = browser.get(f"{page}{'&' if '?' in page else '?'}name={cast.minato.name[2:]}")
        assert found.words(".choose-list a") == [cast.minato.name]
        opened = browser.get(str(found.one(".choose-list a")["href"]))
        assert cast.minato.name in opened.main


@pytest.mark.usefixtures("many")
def test_an_exhibition_hours_and_a_move_find_any_company_by_name(cast: Cast, client: ClientFor, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=TODAY)
    browser, name = client("manager"), cast.minato.name
    days = {"starts_on": "2026/11/20", "ends_on": "2026/11/21"}
    wrong = browser.submit("exhibitions/new", {"name": "", "exhibitors-0-who-name": name, **days})
    assert (wrong.status, wrong.one("[name=exhibitors-0-who] [selected]").text) == (422, name)
    unread = browser.submit(wrong, {"name": "架空展示会", "exhibitors-1-who-name": "どこにもない"})
    assert (unread.status, "「どこにもない」は見つかりません" in unread.main) == (422, True)
    assert browser.submit(unread, {"exhibitors-1-who-name": ""}).status == 302
    with at_rest():
        assert db.session.scalars(select(ExhibitionCompany.enrolment_id)).all() == [cast.minato.enrolment_id]
        exhibition_id = db.session.scalars(select(ExhibitionCompany.exhibition_id)).one()
    there = {"producer_id": "", "producer_id-name": "担い手09", "attended_on": "2026/11/20"}
    assert browser.submit(f"exhibitions/{exhibition_id}/attend", there).status == 302
    assert client("owner").submit("hours/new", {"about-name": name, "minutes": "30", "note": "調べもの"}).status == 302
    with at_rest():
        assert db.session.scalars(select(WorkLog.enrolment_id)).all() == [cast.minato.enrolment_id]
    assert "移す理由" in browser.get(f"visits/{visit_id}/move?to=&to-name={name}").main
    itself = browser.get(f"visits/{visit_id}/move?to-name={cast.asahi.name}")
    assert (itself.status, "移す理由" in itself.main) == (422, False)


def at_once(cast: Cast) -> dict[str, str]:
    return {"meeting_on": "2026/11/24", "sections-0-decisions": "試作へ進む"}


@pytest.mark.usefixtures("many")
def test_the_page_before_a_meeting_goes_on_with_names_and_narrows_by_a_part_of_one(cast: Cast, client: ClientFor) -> None:
    browser, minato = client("manager"), str(cast.minato.enrolment_id)
    page = browser.get("meetings/new")
    assert page.one("[name=company-name]").has_attr("data-several")
    gone_on = browser.get(f"meetings/new?company={cast.asahi.enrolment_id}&company-name={cast.minato.name[2:]}&chosen=1")
    assert gone_on.status == 302
    assert browser.get(gone_on.location).words("main section h2") == [cast.asahi.name, cast.minato.name]
    narrowed = browser.get(f"meetings/schedule?company={minato}&company-name=架空&chosen=1")
    assert (narrowed.status, "当てはまるものが2件あります" in narrowed.main) == (422, True)
    assert {cast.asahi.name, cast.minato.name} == set(narrowed.words("[name=company] + label"))
    assert narrowed.one("[name=company][checked]")["value"] == minato
    nothing = browser.get(f"meetings/new?company={minato}&company-name=どこにもない")
    assert nothing.one("[name=company-name]")["value"] == "どこにもない"
    assert client("owner").get(f"meetings/new?company-name={cast.minato.name}").status == 422, "not one's own to write about"


@pytest.mark.usefixtures("many")
def test_a_meeting_finds_companies_people_and_owners_by_name_and_loses_nothing(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    browser, form = client("manager"), "main form.form"
    page = browser.get(f"meetings/new?company={cast.asahi.enrolment_id}")
    assert cast.minato.name not in page.words("[name=companies] + label")
    typed = at_once(cast) | {
        "companies-name": f"{cast.minato.name[2:]}、どこにもない",
        "team-name": "担い手09、だれでもない",
        "sections-0-actions-0-what": "図面を送る",
        "sections-0-actions-0-owner_id-name": "担い手08",
        "sections-0-actions-0-due_on": "2026/12/01",
    }
    shown = browser.submit(page, typed, form=form, button=("choose", "1"))
    assert shown.status == 422
    assert shown.words("main section h2") == [cast.asahi.name, cast.minato.name]
    assert shown.one("[name=companies-name]")["value"] == "どこにもない"
    assert shown.one("[name=team-name]")["value"] == "だれでもない"
    assert "担い手09" in shown.words("[name=team][checked] + label")
    fields = shown.fields(form)
    assert str(cast.producer_id("colleague")) in fields.getlist("team"), "whose company is added was probably there"
    assert (fields["sections-0-decisions"], fields["sections-0-actions-0-what"]) == ("試作へ進む", "図面を送る")
    assert fields["sections-0-actions-0-owner_id"] == str(cast.producer_id("eighth"))
    unread = browser.submit(shown, {}, form=form)
    assert (unread.status, "「だれでもない」は見つかりません" in unread.main) == (422, True)
    done = {"companies-name": "", "team-name": "担い手10", "sections-1-decisions": "次に決める"}
    assert browser.submit(unread, done, form=form).status == 302
    with at_rest():
        there = set(db.session.scalars(select(MeetingParticipant.producer_id)))
        companies = set(db.session.scalars(select(MeetingSection.enrolment_id)))
        owners = db.session.scalars(select(NextAction.owner_id)).all()
    assert {cast.producer_id(who) for who in ("owner", "colleague", "ninth", "tenth")} <= there
    assert companies == {cast.asahi.enrolment_id, cast.minato.enrolment_id}
    assert owners == [cast.producer_id("eighth")]


@pytest.mark.usefixtures("many")
def test_a_meeting_of_more_than_are_offered_stays_whole_when_it_is_corrected(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser, form = client("manager"), "main form.form"
    both = f"meetings/new?company={cast.asahi.enrolment_id}&company={cast.minato.enrolment_id}"
    names = {"team-name": "、".join(f"担い手{number:02d}" for number in range(1, 11)), "sections-1-decisions": "次に決める"}
    saved = browser.submit(browser.get(both), at_once(cast) | names, form=form)
    corrected = browser.submit(f"{saved.location}/edit", {"place": "架空会議室"}, form=form)
    assert (saved.status, corrected.status) == (302, 302)
    with at_rest():
        assert len(db.session.scalars(select(MeetingParticipant.producer_id)).all()) == 10
        assert len(db.session.scalars(select(MeetingSection.enrolment_id)).all()) == 2


@pytest.mark.usefixtures("many")
def test_an_owner_that_was_only_named_is_asked_for_the_rest_and_not_dropped(cast: Cast, client: ClientFor) -> None:
    browser, form = client("manager"), "main form.form"
    page = browser.get(f"meetings/new?company={cast.asahi.enrolment_id}")
    asked = browser.submit(page, at_once(cast) | {"sections-0-actions-0-owner_id-name": "担い手08"}, form=form)
    assert (asked.status, "することを入力してください。" in asked.main) == (422, True)
    assert asked.fields(form)["sections-0-actions-0-owner_id"] == str(cast.producer_id("eighth"))


@pytest.mark.usefixtures("many")
def test_a_training_asks_about_the_likeliest_and_finds_whoever_else_was_there_by_name(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    def asked(page: Any) -> set[str]:
        return {str(tag["value"]) for tag in page.select("main input[name$='-producer_id']")}

    browser, ninth = client("owner"), str(cast.producer_id("ninth"))
    page = browser.get("trainings/new")
    assert str(cast.producer_id("owner")) in asked(page)
    assert ninth not in asked(page)
    training = {"title": "架空の対話講座", "kind": "workshop", "training_on": "2026/11/20"}
    wrong = browser.submit(page, training | {"others-name": "担い手09、どこにもいない"})
    assert (wrong.status, wrong.words("[name=others][checked] + label")) == (422, ["担い手09"])
    assert "「どこにもいない」は見つかりません" in wrong.words("#others-error")[0]
    shown = browser.submit(wrong, {"others-name": ""}, follow=True)
    assert [row[:2] for row in shown.rows()] == [["担い手09", "出席"]]
    again = browser.get(f"{shown.url}/edit")
    assert ninth in asked(again)
    (place,) = again.select(f"main input[name$='-producer_id'][value='{ninth}']")
    absent = {str(place["name"]).replace("producer_id", "attendance"): "absent"}
    assert [row[:2] for row in browser.submit(again, absent, follow=True).rows()] == [["担い手09", "欠席"]]
    with at_rest():
        there = db.session.execute(select(TrainingAttendee.producer_id, TrainingAttendee.attendance)).all()
    assert there == [(int(ninth), Attendance.ABSENT)]


def test_of_few_people_a_training_asks_about_everybody_and_for_no_name(cast: Cast, client: ClientFor) -> None:
    assert client("owner").get("trainings/new").select("[data-suggest]") == []
