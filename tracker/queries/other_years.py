"""The programmes of other years as far as the viewer's account reads them too, and a company's enrolments there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from tracker.database import db
from tracker.domain.access import RIGHTS, Act, Answer, Viewer
from tracker.models import Enrolment, Membership, MembershipRole, Programme
from tracker.queries.scope import board, in_programme
from tracker.rows.companies import OtherYearRow

_READERS = [role for role, answer in RIGHTS[Act.BOARD].items() if answer is Answer.YES]


def list_other_years(viewer: Viewer, enrolment_id: int, *, today: date) -> tuple[OtherYearRow, ...]:
    """The newest first. Of a programme in which the viewer's account reads no board today there is nothing."""
    viewer.require(Act.BOARD)
    company = (
        select(Enrolment.company_id)
        .where(Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board())
        .scalar_subquery()
    )
    statement = (
        select(Programme.slug, Programme.name, Programme.fiscal_year, Enrolment.id)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(
            Enrolment.company_id == company,
            Enrolment.programme_id != viewer.programme,
            board(),
            _reads(viewer, Programme.id, today),
        )
        .order_by(Programme.fiscal_year.desc(), Programme.slug)
    )
    return tuple(OtherYearRow(*row) for row in db.session.execute(statement))


def list_readable_years(viewer: Viewer, programme_ids: Collection[int], *, today: date) -> dict[int, str]:
    """The short names of those programmes whose board the viewer's account reads today: what stands there can be led to."""
    if not programme_ids:
        return {}
    statement = select(Programme.id, Programme.slug).where(Programme.id.in_(programme_ids), _reads(viewer, Programme.id, today))
    return dict(list(db.session.execute(statement)))


def _reads(viewer: Viewer, programme_id: Any, today: date) -> ColumnElement[bool]:
    return exists().where(
        Membership.programme_id == programme_id,
        Membership.account_id == viewer.account_id,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        MembershipRole.membership_id == Membership.id,
        MembershipRole.role.in_(_READERS),
    )
