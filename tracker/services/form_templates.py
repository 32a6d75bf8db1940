"""Keeps uploaded forms and their versions, names them, deletes and restores them, and notes who took a filled one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.attachments import StoredFile
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.form_carrying import carry
from tracker.domain.form_looks import FormLook
from tracker.domain.form_mapping import FormMapping
from tracker.domain.notes import check_length
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import FormTemplate, FormVersion
from tracker.queries.scope import in_programme
from tracker.rows.form_store import pack_mapping, pack_titles, pack_values, unpack_mapping, unpack_titles, unpack_values
from tracker.rows.form_templates import FormRow
from tracker.services import audit
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version

LONGEST_NAME = 80
LONGEST_FIXED_NAME, LONGEST_FIXED_VALUE = 40, 1_000
MOST_FIXED_VALUES = 100


def keep_form(
    viewer: Viewer,
    *,
    name: str,
    file: StoredFile,
    look: FormLook,
    earlier: FormRow | None = None,
    earlier_look: FormLook | None = None,
    now: datetime,
    idempotency_key: str | None = None,
) -> tuple[int, bool]:
    """Keep a new form; its id, and whether the file is taken (False: it was sent before under that key).

    The mapping and the fixed values of ``earlier`` are taken over, as far as its places are found here; without its look (where
    its file is gone) none of them is certain.
    """
    viewer.require(Act.REPORT_WRITE)
    there = find_sent(viewer, FormTemplate, idempotency_key)
    if there is not None:
        return there.id, False
    form = FormTemplate(
        programme_id=viewer.programme,
        name=_checked_name(viewer, name),
        fixed_values=pack_values(earlier.fixed_values if earlier else {}),
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(form)
    db.session.flush()
    mapping = carry(earlier.shown.mapping, earlier.shown.titles, earlier_look, look) if earlier else FormMapping()
    _add(viewer, form, 1, file, look, mapping, now=now)
    audit.note(viewer, "keep_form", form)
    return form.id, True


def add_version(
    viewer: Viewer,
    form_id: int,
    *,
    file: StoredFile,
    look: FormLook,
    looks_before: Mapping[int, FormLook],
    now: datetime,
    idempotency_key: str | None = None,
) -> bool:
    """Keep another file of a form with the mapping of the version before; False where that very file is its newest already.

    ``looks_before``: by their ids how versions looked that may be the one before when the form is locked.
    """
    form = lock_form(viewer, form_id)
    if find_sent(viewer, FormVersion, idempotency_key) is not None:
        return False
    newest = db.session.scalars(
        select(FormVersion).where(FormVersion.form_id == form.id).order_by(FormVersion.number.desc()).limit(1)
    ).one()
    if newest.digest == file.digest:
        return False
    mapping = carry(unpack_mapping(newest.mapping), unpack_titles(newest.sheets), looks_before.get(newest.id), look)
    version = _add(viewer, form, newest.number + 1, file, look, mapping, now=now, key=idempotency_key)
    audit.note(viewer, "add_form_version", version)
    return True


def name_form(viewer: Viewer, form_id: int, *, name: str, fixed_values: Mapping[str, str], version: int) -> None:
    """Change its name and what is always the same in it; Conflict where somebody else saved first."""
    form = lock_form(viewer, form_id)
    before = audit.snapshot(form)
    check_version(form, version, theirs={"name": form.name, "fixed_values": unpack_values(form.fixed_values)})
    form.name = _checked_name(viewer, name, form_id=form.id)
    form.fixed_values = pack_values(checked_values(fixed_values))
    audit.note(viewer, "name_form", form, before=before)


def delete_form(viewer: Viewer, form_id: int, *, now: datetime) -> None:
    """Take it out of the list with all its versions; it can be restored for thirty days."""
    delete_row(viewer, "delete_form", lock_form(viewer, form_id, living=False), now=now)


def restore_form(viewer: Viewer, form_id: int, *, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days, or where its name was given to another."""
    form = lock_form(viewer, form_id, living=False)
    if form.deleted_at is not None:
        _checked_name(viewer, form.name, form_id=form.id)
    restore_row(viewer, "restore_form", form, now=now)


def note_taken(viewer: Viewer, row: FormRow, *, reason: str) -> None:
    """Somebody takes the filled form with them; ``reason`` says as of which day."""
    viewer.require(Act.REPORT)
    found = select(FormVersion).where(FormVersion.id == row.shown.version_id, in_programme(viewer, FormVersion.programme_id))
    version = db.session.scalar(found)
    if version is None:
        raise NotFound
    audit.note(viewer, "take_form", version, reason=reason, after={})


def lock_form(viewer: Viewer, form_id: int, *, living: bool = True) -> FormTemplate:
    """The form's row for whoever may keep forms, locked; NotFound elsewhere."""
    viewer.require(Act.REPORT_WRITE)
    statement = select(FormTemplate).where(FormTemplate.id == form_id, in_programme(viewer, FormTemplate.programme_id))
    if living:
        statement = statement.where(FormTemplate.deleted_at.is_(None))
    form = db.session.scalar(statement.with_for_update())
    if form is None:
        raise NotFound
    return form


def checked_values(values: Mapping[str, str]) -> dict[str, str]:
    """Names and values as they are kept; RuleBroken for a value without a name, or too much."""
    checked = {}
    for name, value in values.items():
        name, value = clean_line(name), value.strip()
        if not name and value:
            raise RuleBroken(N_("値の名前を入力してください（例：代表者）。"), field="fixed_name")
        if name:
            check_length(name, field="fixed_name", at_most=LONGEST_FIXED_NAME)
            check_length(value, field="fixed_value", at_most=LONGEST_FIXED_VALUE)
            checked[name] = value
    if len(checked) > MOST_FIXED_VALUES:
        raise RuleBroken(N_("決まった値は%(limit)s個までです。"), field="fixed_name", limit=MOST_FIXED_VALUES)
    return checked


def _add(
    viewer: Viewer,
    form: FormTemplate,
    number: int,
    file: StoredFile,
    look: FormLook,
    mapping: FormMapping,
    *,
    now: datetime,
    key: str | None = None,
) -> FormVersion:
    version = FormVersion(
        programme_id=viewer.programme,
        form_id=form.id,
        number=number,
        file_name=file.file_name,
        size=file.size,
        digest=file.digest,
        stored_name=file.stored_name,
        sheets=pack_titles(tuple(look.sheets)),
        mapping=pack_mapping(mapping),
        idempotency_key=stored_key(key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _checked_name(viewer: Viewer, name: str, *, form_id: int | None = None) -> str:
    name = clean_line(name)
    if not name:
        raise RuleBroken(N_("様式の名前を入力してください（例：実績報告書 様式第3）。"), field="name")
    check_length(name, field="name", at_most=LONGEST_NAME)
    same = select(FormTemplate.id).where(
        in_programme(viewer, FormTemplate.programme_id),
        FormTemplate.deleted_at.is_(None),
        FormTemplate.name == name,
        FormTemplate.id != (form_id or 0),
    )
    if db.session.scalar(same) is not None:
        raise RuleBroken(
            N_("同じ名前の様式があります。別の名前にするか、その様式を開いて新しい版として登録してください。"), field="name"
        )
    return name
