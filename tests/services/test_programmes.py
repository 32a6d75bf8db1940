"""Founding a programme and setting it up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.completeness import DEFAULT_ITEMS
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.models import AuditEntry, CompetencyItem, ItemVersion, Organisation, Programme
from tracker.services.programmes import ProgrammeSettings, found_programme, set_up_programme

At = Callable[[], AbstractContextManager[None]]
SETTINGS = ProgrammeSettings("架空の新しい名前", date(2026, 6, 1), date(2027, 3, 10))


def found(slug: str = "r9", organisation: str = "架空新協会", fiscal_year: int = 2027) -> int:
    return found_programme(
        operator(None), slug=slug, name=f"架空新事業{fiscal_year}", organisation=organisation, fiscal_year=fiscal_year, now=NOW
    )


def test_a_new_programme_runs_for_its_fiscal_year_with_the_default_settings(app: Flask, writing: At) -> None:
    with writing():
        programme = db.session.get_one(Programme, found())
        assert (programme.contract_starts_on, programme.contract_ends_on) == (date(2027, 4, 1), date(2028, 3, 31))
        assert (programme.visits_per_month, programme.minimum_raters, programme.records_open) == (1, 3, False)
        assert (programme.scale_minimum, programme.scale_maximum, programme.producer_label) == (1, 5, "担い手")


def test_a_new_programme_has_the_five_items_in_their_first_wording(app: Flask, writing: At) -> None:
    with writing():
        programme_id = found()
        items = db.session.execute(
            select(CompetencyItem.number, ItemVersion.short_label, ItemVersion.text, ItemVersion.completeness)
            .join(ItemVersion, ItemVersion.item_id == CompetencyItem.id)
            .where(CompetencyItem.programme_id == programme_id)
            .order_by(CompetencyItem.number)
        ).all()
        assert [tuple(row) for row in items] == [
            (item.number, item.short_label, item.text, item.completeness) for item in DEFAULT_ITEMS
        ]


def test_two_programmes_of_an_association_have_different_names(app: Flask, writing: At) -> None:
    with writing():
        found("r9")
        with pytest.raises(RuleBroken) as refused:
            found("r10")
        assert refused.value.field == "name"
        found("r11", organisation="架空の別の協会")


def test_an_association_is_made_once_and_used_again(app: Flask, writing: At) -> None:
    with writing():
        first, second = found("r9"), found("r10", fiscal_year=2028)
        owners = select(Programme.organisation_id).where(Programme.id.in_([first, second]))
        assert len(set(db.session.scalars(owners))) == 1
        assert db.session.scalar(select(func.count(Organisation.id)).where(Organisation.name == "架空新協会")) == 1


def test_a_slug_that_is_taken_is_refused(cast: Cast, at_rest: At) -> None:
    with at_rest(), pytest.raises(RuleBroken, match="「r8」はすでに使われています") as refused:
        found(cast.slug)
    assert refused.value.field == "slug"


@pytest.mark.parametrize("slug", ["", "R9", "r 9", "令和9", "-r9", "r9/x", "../x", "r" * 41, "r9\n"])
def test_a_slug_that_does_not_fit_an_address_is_refused(app: Flask, at_rest: At, slug: str) -> None:
    with at_rest(), pytest.raises(RuleBroken, match="半角の英小文字") as refused:
        found(slug)
    assert refused.value.field == "slug"


def test_a_manager_changes_the_settings_and_it_is_noted(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        set_up_programme(cast.viewer("manager"), settings=SETTINGS, version=1)
    with at_rest():
        programme = db.session.get_one(Programme, cast.programme_id)
        assert (programme.name, programme.contract_starts_on, programme.version) == ("架空の新しい名前", date(2026, 6, 1), 2)
        assert (programme.slug, programme.fiscal_year) == ("r8", 2026)
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (last.act, last.noun_id, last.account_name) == ("set_up_programme", cast.programme_id, "架空マネージャー")


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (replace(SETTINGS, contract_ends_on=date(2026, 5, 31)), "contract_ends_on"),
        (replace(SETTINGS, scale_minimum=5), "scale_maximum"),
        (replace(SETTINGS, minimum_raters=2), "minimum_raters"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    cast: Cast, at_rest: At, settings: ProgrammeSettings, field: str
) -> None:
    with at_rest(), pytest.raises(RuleBroken) as refused:
        set_up_programme(cast.viewer("manager"), settings=settings, version=1)
    assert refused.value.field == field


def test_the_second_of_two_managers_is_shown_what_the_first_saved(cast: Cast, writing: At) -> None:
    with writing():
        set_up_programme(cast.viewer("manager"), settings=SETTINGS, version=1)
    with pytest.raises(Conflict) as conflict, writing():
        set_up_programme(cast.viewer("manager_producer"), settings=replace(SETTINGS, name="架空の別名"), version=1)
    assert (conflict.value.theirs["name"], conflict.value.version) == ("架空の新しい名前", 2)


def test_an_administrator_who_is_no_member_sets_up_no_programme(cast: Cast, at_rest: At) -> None:
    with at_rest(), pytest.raises(NotFound):
        set_up_programme(cast.viewer("administrator"), settings=SETTINGS, version=1)
