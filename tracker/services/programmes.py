"""Setting up a programme and changing its settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import fiscal_year_period
from tracker.domain.completeness import DEFAULT_ITEMS
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.text import search_key
from tracker.domain.words import N_
from tracker.models import CompetencyItem, ItemVersion, Organisation, Programme
from tracker.services import audit
from tracker.services.adjustments import adjust_closed_rounds
from tracker.services.doubles import take_turns
from tracker.services.tools import equip_programme
from tracker.services.versions import check_version

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class ProgrammeSettings:
    """What a manager sets; the defaults are those of the programme (docs: what is unknown is configurable)."""

    name: str
    contract_starts_on: date
    contract_ends_on: date
    producer_label: str = "担い手"
    expected_producers: int = 10
    visits_per_month: int = 1
    online_counts: bool = True
    event_counts: bool = False
    short_month_days: int = 15
    stuck_days: int = 90
    outcome_target: int | None = None
    hours_kept: bool = True
    records_open: bool = False
    second_factor_demanded: bool = False
    scale_minimum: int = 1
    scale_maximum: int = 5
    minimum_raters: int = 3
    severity_shown: bool = False


def found_programme(viewer: Viewer, *, slug: str, name: str, organisation: str, fiscal_year: int, now: datetime) -> int:
    """Make a programme with the default settings the five competency items and the dialogue tools, and return its id.

    The contract period starts as the fiscal year; the association is made where there is none of that name.
    Sent again by whoever made it, it is the one that is there. RuleBroken for a name that is taken or does not fit an address.
    """
    if not SLUG.fullmatch(slug):
        raise RuleBroken(N_("短い名前は半角の英小文字・数字・ハイフンで入力してください（例：r7）。"), field="slug")
    take_turns(f"programme {slug}")
    there = db.session.execute(
        select(Programme.id, Programme.name, Programme.fiscal_year, Programme.created_by_id, Organisation.name)
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .where(Programme.slug == slug)
    ).one_or_none()
    if there is not None and viewer.account_id and there[1:] == (name, fiscal_year, viewer.account_id, organisation):
        return int(there[0])
    if there is not None:
        raise RuleBroken(N_("短い名前「%(slug)s」はすでに使われています。別の名前にしてください。"), field="slug", slug=slug)
    owner = db.session.scalar(select(Organisation).where(Organisation.name == organisation))
    if owner is None:
        owner = Organisation(name=organisation)
        db.session.add(owner)
        db.session.flush()
    check_name(owner.id, name)
    year = fiscal_year_period(fiscal_year)
    assert year.ends_on is not None
    made_by = {"created_at": now, "created_by_id": viewer.account_id or None}
    programme = Programme(
        organisation_id=owner.id,
        slug=slug,
        name=name,
        fiscal_year=fiscal_year,
        contract_starts_on=year.starts_on,
        contract_ends_on=year.ends_on,
        **made_by,
    )
    db.session.add(programme)
    db.session.flush()
    audit.note(viewer, "found_programme", programme)
    for default in DEFAULT_ITEMS:
        item = CompetencyItem(programme_id=programme.id, number=default.number, **made_by)
        db.session.add(item)
        db.session.flush()
        words = {"short_label": default.short_label, "text": default.text, "completeness": default.completeness}
        db.session.add(ItemVersion(item_id=item.id, number=1, **words, **made_by))
    equip_programme(viewer, programme.id, now=now)
    return programme.id


def set_up_programme(viewer: Viewer, *, settings: ProgrammeSettings, version: int) -> None:
    """Change the settings of the viewer's programme; RuleBroken where two of them contradict each other."""
    programme = db.session.scalar(select(Programme).where(Programme.id == viewer.programme).with_for_update(key_share=True))
    if programme is None:
        raise NotFound
    before = audit.snapshot(programme)
    check_version(programme, version, theirs=before)
    if settings.name != programme.name:
        check_name(programme.organisation_id, settings.name, besides=programme.id)
    if settings.contract_ends_on < settings.contract_starts_on:
        raise RuleBroken(N_("契約期間の終わりは始まり以後の日にしてください。"), field="contract_ends_on")
    if settings.scale_maximum <= settings.scale_minimum:
        raise RuleBroken(N_("評価尺度の最高点は最低点より大きくしてください。"), field="scale_maximum")
    if settings.minimum_raters < 3:
        raise RuleBroken(N_("評価結果を示す最少人数は3人以上にしてください。"), field="minimum_raters")
    for name in settings.__dataclass_fields__:
        setattr(programme, name, getattr(settings, name))
    if settings.severity_shown:
        adjust_closed_rounds(programme.id)
    audit.note(viewer, "set_up_programme", programme, before=before)


def check_name(organisation_id: int, name: str, *, besides: int = 0) -> None:
    """Raise RuleBroken where the association has another programme of that name: nobody could tell the two apart."""
    others = select(Programme.name).where(Programme.organisation_id == organisation_id, Programme.id != besides)
    if search_key(name) in {search_key(other) for other in db.session.scalars(others)}:
        raise RuleBroken(
            N_("「%(name)s」という事業がもうあります。年度を入れるなど、別の名前にしてください。"), field="name", name=name
        )
