"""Programmes and their settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import CadenceSettings
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.models import Organisation, Programme
from tracker.queries.prepared import ids_of, prepared, run
from tracker.rows.programmes import EarlierProgrammeRow, PredecessorRow, ProgrammeRow

_CADENCE = tuple(CadenceSettings.__dataclass_fields__)


def get_programme(viewer: Viewer) -> ProgrammeRow:
    """The viewer's programme."""
    programme = run(_programme(viewer), ids_of(viewer)).one_or_none()
    if programme is None:
        raise NotFound
    return ProgrammeRow(
        programme_id=programme.id,
        organisation_id=programme.organisation_id,
        slug=programme.slug,
        name=programme.name,
        organisation=programme.organisation,
        fiscal_year=programme.fiscal_year,
        contract=Period(programme.contract_starts_on, programme.contract_ends_on),
        producer_label=programme.producer_label,
        expected_producers=programme.expected_producers,
        cadence=_cadence(programme),
        stuck_days=programme.stuck_days,
        outcome_target=programme.outcome_target,
        hours_kept=programme.hours_kept,
        records_open=programme.records_open,
        second_factor_demanded=programme.second_factor_demanded,
        scale_minimum=programme.scale_minimum,
        scale_maximum=programme.scale_maximum,
        minimum_raters=programme.minimum_raters,
        severity_shown=programme.severity_shown,
        version=programme.version,
        predecessor=PredecessorRow(programme.earlier_id, _cadence(programme, "earlier_")) if programme.earlier_id else None,
    )


def _cadence(row: Any, of: str = "") -> CadenceSettings:
    return CadenceSettings(**{name: getattr(row, f"{of}{name}") for name in _CADENCE})


@prepared
def _programme(viewer: Viewer) -> Select[Any]:
    named, before = Organisation.name.label("organisation"), aliased(Programme)
    earlier = (getattr(before, name).label(f"earlier_{name}") for name in ("id", *_CADENCE))
    columns: Any = select(Programme.__table__, named, *earlier).join(Organisation, Organisation.id == Programme.organisation_id)
    with_earlier = columns.outerjoin(before, and_(before.id == Programme.predecessor_id, before.purging_since.is_(None)))
    of_viewer: Select[Any] = with_earlier.where(Programme.id == viewer.programme)
    return of_viewer


def find_previous_programme(viewer: Viewer) -> EarlierProgrammeRow | None:
    """The programme that this one goes on from; where nobody said which, the association's only one of the year before."""
    found = run(_before(viewer), ids_of(viewer)).all()
    return EarlierProgrammeRow(*found[0]) if len(found) == 1 else None


@prepared
def _before(viewer: Viewer) -> Select[Any]:
    programme = aliased(Programme)
    before = and_(
        programme.predecessor_id.is_(None),
        Programme.organisation_id == programme.organisation_id,
        Programme.fiscal_year == programme.fiscal_year - 1,
    )
    columns: tuple[Any, ...] = (Programme.id, Programme.slug, Programme.name, Programme.fiscal_year)
    joined = select(*columns).join(programme, or_(Programme.id == programme.predecessor_id, before))
    return joined.where(programme.id == viewer.programme).limit(2)


def find_next_programme(viewer: Viewer) -> EarlierProgrammeRow | None:
    """The programme that goes on from this one."""
    statement = select(Programme.id, Programme.slug, Programme.name, Programme.fiscal_year).where(
        Programme.predecessor_id == viewer.programme
    )
    found = db.session.execute(statement).one_or_none()
    return EarlierProgrammeRow(*found) if found else None


def find_programme_id(slug: str) -> int | None:
    """For commands: the programme of that name, or None."""
    return db.session.scalar(select(Programme.id).where(Programme.slug == slug))


def list_slugs() -> list[str]:
    """For commands: the short names of all programmes, in their order."""
    return list(db.session.scalars(select(Programme.slug).order_by(Programme.slug)))
