"""Sending an attachment: from a page's form, and from a phone that sends what it kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.attachments import AttachedTo, Subject
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.attachments import get_subject
from tracker.rows.attachments import SubjectRow
from tracker.services import transaction
from tracker.services.attachments import keep_attachment
from tracker.web import viewing
from tracker.web.attachments.blueprint import bp
from tracker.web.attachments.forms import SendAttachmentForm
from tracker.web.attachments.keeping import on_disk, say_kept
from tracker.web.refusals import pin
from tracker.web.rights import may


@bp.get("/new")
@may(Act.LOG)
def new() -> str:
    """``?kind=visit&subject=12``, of a meeting also ``&company=``; of a company ``?kind=company&company=3``."""
    form = SendAttachmentForm(
        formdata=None,
        key=secrets.token_hex(16),
        kind=request.args.get("kind", ""),
        subject_id=request.args.get("subject", ""),
        company=request.args.get("company", ""),
    )
    return _page(form, _subject(form.subject()))


@bp.post("/")
@may(Act.LOG)
def create() -> Response | tuple[Response | str, int]:
    """Not marked as writing: the file is checked and on the disk before the write lock is taken, its row is made inside it."""
    form = SendAttachmentForm()
    subject = form.subject()
    if subject is None:
        raise NotFound
    about = _subject(subject) if subject.subject_id is not None or not subject.key else None
    form.offer(about.cases if about else ())
    if about is None:
        form.case_id.choices = [("", ""), (form.case_id.data or "", "")]
    kept = None
    if form.validate():
        try:
            kept = _keep(form, subject)
        except RuleBroken as broken:
            pin(form, broken)
    if request.accept_mimetypes.best == "application/json":
        return _answer(form, kept)
    if kept is None or about is None:
        return _page(form, about or _subject(subject)), 422
    flash(_said(form, kept), "success")
    return redirect(_place_of(about))


@dataclass(frozen=True, slots=True)
class _Kept:
    attachment_id: int
    is_taken: bool  # False: it was there already
    file_name: str


def _keep(form: SendAttachmentForm, subject: Subject) -> _Kept:
    with on_disk(form.file.data) as stored, transaction.writing():
        attachment_id, is_taken = keep_attachment(
            viewing.viewer(),
            key=form.key.data or "",
            subject=subject,
            file=stored,
            today=viewing.today(),
            now=viewing.now(),
            **form.values(),
        )
    return _Kept(attachment_id, is_taken, stored.file_name)


def _answer(form: SendAttachmentForm, kept: _Kept | None) -> tuple[Response, int]:
    """What a phone is told: 201 taken, 200 there already, 422 with the sentence that says what to do."""
    if kept is None:
        sentences = [sentence for sentences in form.errors.values() for sentence in sentences]
        return jsonify(error=" ".join(str(one) for one in sentences)), 422
    url = url_for("attachments.show", attachment_id=kept.attachment_id)
    return jsonify(key=form.key.data, id=kept.attachment_id, url=url), 201 if kept.is_taken else 200


def _said(form: SendAttachmentForm, kept: _Kept) -> str:
    return say_kept(_("添付しました。"), form.file.data, kept.file_name)


def _subject(subject: Subject | None) -> SubjectRow:
    if subject is None:
        raise NotFound
    return get_subject(viewing.viewer(), subject, today=viewing.today())


def _page(form: SendAttachmentForm, about: SubjectRow) -> str:
    form.offer(about.cases)
    return render_template("attachments/new.html", form=form, about=about, back=_place_of(about))


def _place_of(about: SubjectRow) -> str:
    """The page of the record."""
    if about.kind is AttachedTo.VISIT:
        return url_for("visits.show", visit_id=about.subject_id)
    if about.kind is AttachedTo.MEETING:
        return url_for("meetings.show", meeting_id=about.subject_id)
    if about.kind is AttachedTo.OUTCOME:
        return url_for("outcomes.edit", outcome_id=about.subject_id)
    if about.kind is AttachedTo.EXHIBITION:
        return url_for("exhibitions.show", exhibition_id=about.subject_id)
    if about.kind is AttachedTo.TRAINING:
        return url_for("trainings.show", training_id=about.subject_id)
    return url_for("companies.files", enrolment_id=about.enrolment_id)
