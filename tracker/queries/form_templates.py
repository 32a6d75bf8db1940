"""Uploaded forms of the programme's report."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import TOKYO
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.models import Account, FormTemplate, FormVersion
from tracker.queries.scope import in_programme
from tracker.rows.form_store import unpack_mapping, unpack_titles, unpack_values
from tracker.rows.form_templates import DeletedFormRow, EarlierFormRow, FormListRow, FormRow, FormVersionRow


def list_forms(viewer: Viewer) -> tuple[FormListRow, ...]:
    """By name, each with its newest version."""
    viewer.require(Act.REPORT)
    newest = select(FormVersion.form_id, func.max(FormVersion.number).label("number")).group_by(FormVersion.form_id).subquery()
    statement = (
        select(FormTemplate.id, FormTemplate.name, FormVersion, func.coalesce(Account.name, ""))
        .join(newest, newest.c.form_id == FormTemplate.id)
        .join(FormVersion, (FormVersion.form_id == FormTemplate.id) & (FormVersion.number == newest.c.number))
        .outerjoin(Account, Account.id == FormVersion.created_by_id)
        .where(*_living(viewer))
        .order_by(FormTemplate.name, FormTemplate.id)
    )
    rows = []
    for form_id, name, version, created_by in db.session.execute(statement):
        mapping = unpack_mapping(version.mapping)
        counts = (mapping.count, len(mapping.moved), len(mapping.lost))
        rows.append(FormListRow(form_id, name, version.number, version.file_name, *counts, version.created_at, created_by))
    return tuple(rows)


def list_deleted_forms(viewer: Viewer, *, today: date) -> tuple[DeletedFormRow, ...]:
    """What can still be brought back, the last deleted on top."""
    viewer.require(Act.REPORT_WRITE)
    since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), datetime.min.time(), tzinfo=TOKYO)
    statement = (
        select(FormTemplate.id, FormTemplate.name, FormTemplate.deleted_at)
        .where(in_programme(viewer, FormTemplate.programme_id), FormTemplate.deleted_at >= since)
        .order_by(FormTemplate.deleted_at.desc(), FormTemplate.id)
    )
    found: Any = db.session.execute(statement)
    return tuple(DeletedFormRow(*row) for row in found)


def get_form(viewer: Viewer, form_id: int, *, number: int | None = None) -> FormRow:
    """A form with one of its versions, the newest where none is named; NotFound elsewhere."""
    viewer.require(Act.REPORT)
    form = db.session.scalar(select(FormTemplate).where(FormTemplate.id == form_id, *_living(viewer)))
    if form is None:
        raise NotFound
    of_form = select(FormVersion.number).where(FormVersion.form_id == form.id).order_by(FormVersion.number.desc())
    numbers = tuple(db.session.scalars(of_form))
    found = db.session.execute(
        _versions().where(FormVersion.form_id == form.id, FormVersion.number == (numbers[0] if number is None else number))
    ).one_or_none()
    if found is None:
        raise NotFound
    return FormRow(form.id, form.name, form.version, unpack_values(form.fixed_values), _version(*found), numbers)


def find_form(viewer: Viewer, name: str) -> FormRow | None:
    """For commands: the form of that name; None where there is none, or several."""
    viewer.require(Act.REPORT)
    found = list(db.session.scalars(select(FormTemplate.id).where(FormTemplate.name == name, *_living(viewer)).limit(2)))
    return get_form(viewer, found[0]) if len(found) == 1 else None


def list_earlier_forms(viewer: Viewer, *, is_of_last_year: bool) -> tuple[EarlierFormRow, ...]:
    """The forms of a programme whose mapping a new upload may take over."""
    viewer.require(Act.REPORT)
    statement = select(FormTemplate.id, FormTemplate.name).where(*_living(viewer)).order_by(FormTemplate.name, FormTemplate.id)
    return tuple(EarlierFormRow(form_id, name, is_of_last_year) for form_id, name in db.session.execute(statement))


def _living(viewer: Viewer) -> tuple[Any, ...]:
    return in_programme(viewer, FormTemplate.programme_id), FormTemplate.deleted_at.is_(None)


def _versions() -> Any:
    return select(FormVersion, func.coalesce(Account.name, "")).outerjoin(Account, Account.id == FormVersion.created_by_id)


def _version(row: FormVersion, created_by: str) -> FormVersionRow:
    return FormVersionRow(
        version_id=row.id,
        number=row.number,
        file_name=row.file_name,
        size=row.size,
        digest=row.digest,
        stored_name=row.stored_name,
        titles=unpack_titles(row.sheets),
        mapping=unpack_mapping(row.mapping),
        version=row.version,
        created_at=row.created_at,
        created_by=created_by,
    )
