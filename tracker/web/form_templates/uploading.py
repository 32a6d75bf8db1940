"""The list of forms, uploading one, and uploading the next version of one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act, Viewer
from tracker.domain.attachments import StoredFile
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.form_looks import FormLook
from tracker.domain.media import MAX_BYTES, too_large
from tracker.queries import accounts
from tracker.queries.form_templates import get_form, list_deleted_forms, list_earlier_forms, list_forms
from tracker.queries.programmes import find_previous_programme
from tracker.rows.form_templates import EarlierFormRow, FormRow
from tracker.rows.form_texts import look_of
from tracker.rows.forms import FormBook
from tracker.services import transaction
from tracker.services.attachment_files import discard, store_form
from tracker.services.form_templates import add_version, keep_form
from tracker.web import viewing
from tracker.web.form_templates.blueprint import bp, folder
from tracker.web.form_templates.books import book_of
from tracker.web.form_templates.forms import OF_LAST_YEAR, KeepFormForm, RenewFormForm
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.workbooks.forms import read_form


@bp.get("/")
@may(Act.REPORT)
def index() -> str:
    viewer = viewing.viewer()
    deleted = list_deleted_forms(viewer, today=viewing.today()) if viewer.may(Act.REPORT_WRITE) else ()
    return render_template("form_templates/index.html", rows=list_forms(viewer), deleted=deleted)


@bp.route("/new", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
def new() -> Response | tuple[str, int]:
    """Not marked as writing: a large file is read before the write lock is taken, and what was read is kept inside it."""
    form = KeepFormForm()
    form.offer(_earlier())
    if form.validate_on_submit():
        try:
            form_id = _keep(form)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("様式を登録しました。表のセルを選んで、報告書の項目と結びつけてください。"), "success")
            return redirect(url_for("form_templates.show", form_id=form_id))
    return render_template("form_templates/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/<int:form_id>/renew", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
def renew(form_id: int) -> Response | tuple[str, int]:
    """Not marked as writing, as :func:`new`."""
    row = get_form(viewing.viewer(), form_id)
    form = RenewFormForm()
    if form.validate_on_submit():
        try:
            is_taken = _add(form, row)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(
                _("新しい版を登録しました。") if is_taken else _("同じファイルがすでに登録されています。"),
                "success" if is_taken else "info",
            )
            return redirect(url_for("form_templates.show", form_id=form_id))
    return render_template("form_templates/renew.html", form=form, row=row), 422 if form.is_submitted() else 200


def _keep(form: KeepFormForm) -> int:
    earlier = _chosen(form.earlier.data)
    earlier_look = _look_of(earlier) if earlier else None
    stored, book = _store(form)
    is_taken = False
    try:
        with transaction.writing():
            form_id, is_taken = keep_form(
                viewing.viewer(),
                name=form.name.data or "",
                file=stored,
                look=look_of(book),
                earlier=earlier,
                earlier_look=earlier_look,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        return form_id
    finally:
        if not is_taken:
            discard(folder(), stored)


def _add(form: RenewFormForm, row: FormRow) -> bool:
    before = _look_of(row)
    stored, book = _store(form)
    is_taken = False
    try:
        with transaction.writing():
            is_taken = add_version(
                viewing.viewer(),
                row.form_id,
                file=stored,
                look=look_of(book),
                looks_before={row.shown.version_id: before} if before else {},
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        return is_taken
    finally:
        if not is_taken:
            discard(folder(), stored)


def _look_of(row: FormRow) -> FormLook | None:
    """How the version before looks; None where its file cannot be read any more."""
    try:
        return look_of(book_of(row.shown))
    except RuleBroken:
        return None


def _store(form: RenewFormForm) -> tuple[StoredFile, FormBook]:
    """The file read through, then put on the disk; RuleBroken for what cannot be filled."""
    upload = form.file.data
    with upload.stream:
        content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise too_large(request.content_length or len(content))
    book = read_form(content)
    return store_form(folder(), content, file_name=upload.filename or ""), book


def _earlier() -> tuple[EarlierFormRow, ...]:
    """This programme's forms, and those of the year before for whoever is a member there."""
    before = _before()
    return (
        *(list_earlier_forms(before, is_of_last_year=True) if before else ()),
        *list_earlier_forms(viewing.viewer(), is_of_last_year=False),
    )


def _chosen(choice: str | None) -> FormRow | None:
    which, _dash, text = (choice or "").partition("-")
    form_id = number_of(text)
    viewer = _before() if which == OF_LAST_YEAR else viewing.viewer()
    return get_form(viewer, form_id) if viewer and form_id else None


def _before() -> Viewer | None:
    earlier = find_previous_programme(viewing.viewer())
    if earlier is None:
        return None
    try:
        before = accounts.get_viewer(viewing.require_signed_in(), earlier.slug, viewing.today())
    except NotFound:
        return None
    return before if before.may(Act.REPORT) else None
