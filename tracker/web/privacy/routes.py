"""個人情報: the pages of a person and a company, their data as a file, and their redaction in one act."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from tempfile import TemporaryFile

from flask import Blueprint, current_app, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.personal_data import get_company_subject, get_person
from tracker.queries.programmes import get_programme
from tracker.queries.redactions import find_places
from tracker.rows.personal_data import Noun, SubjectRow
from tracker.rows.redactions import FoundRow
from tracker.services.personal_data import redact_subject, take_data
from tracker.services.transaction import writing
from tracker.web import viewing
from tracker.web.called import called
from tracker.web.downloads import named
from tracker.web.privacy.forms import LookForSubjectForm, RedactSubjectForm, TakeDataForm
from tracker.web.redactions.places import finish, shown
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.workbooks.data_package import write_data

bp = Blueprint("privacy", __name__, url_prefix="/p/<programme>/privacy")
Load = Callable[[], SubjectRow]


@bp.get("/")
@may(Act.STAFF)
def index() -> str:
    return render_template("privacy/index.html", label=called(get_programme(viewing.viewer()).producer_label))


@bp.route("/people/<int:producer_id>", methods=["GET", "POST"])
@may(Act.STAFF)
def person(producer_id: int) -> Response | str | tuple[str, int]:
    here = url_for("producers.show", producer_id=producer_id)
    take = url_for("privacy.take_person", producer_id=producer_id)
    return _subject(lambda: _person(producer_id), here=here, take=take)


@bp.route("/companies/<int:enrolment_id>", methods=["GET", "POST"])
@may(Act.STAFF)
def company(enrolment_id: int) -> Response | str | tuple[str, int]:
    here = url_for("companies.show", enrolment_id=enrolment_id)
    take = url_for("privacy.take_company", enrolment_id=enrolment_id)
    return _subject(lambda: get_company_subject(viewing.viewer(), enrolment_id), here=here, take=take)


@bp.post("/people/<int:producer_id>/data")
@may(Act.STAFF)
def take_person(producer_id: int) -> Response:
    return _package(_person(producer_id))


@bp.post("/companies/<int:enrolment_id>/data")
@may(Act.STAFF)
def take_company(enrolment_id: int) -> Response:
    return _package(get_company_subject(viewing.viewer(), enrolment_id))


def _person(producer_id: int) -> SubjectRow:
    return get_person(viewing.viewer(), producer_id, today=viewing.today())


def _package(subject: SubjectRow) -> Response:
    """Not marked as writing: no other writer should wait while files are packed.

    Packed into a file without a name on the disk of the data, so that an hour of recordings costs no memory; it is gone when the
    answer is, or the process.
    """
    with_closed = bool(TakeDataForm().with_closed.data)
    with writing():
        row = take_data(viewing.viewer(), subject=subject, with_closed=with_closed, now=viewing.now())
    config = current_app.config["TRACKER"]
    with ExitStack() as until_it_is_sent:
        file = until_it_is_sent.enter_context(TemporaryFile(dir=config.instance))
        write_data(row, file, folder=config.attachments)
        size = file.tell()
        file.seek(0)
        response = send_file(file, mimetype="application/zip")
        until_it_is_sent.pop_all()  # the response closes it
    response.content_length = size
    on = viewing.today().isoformat()
    kind = "person" if subject.noun is Noun.PERSON else "company"
    name = _("保有データ_%(name)s_%(on)s_取扱注意.zip", name=subject.name, on=on)
    response.headers["Content-Disposition"] = named(name, f"data-{kind}-{subject.noun_id}-{on}.zip")
    return response


def _subject(load: Load, *, here: str, take: str) -> Response | str | tuple[str, int]:
    """Not marked as writing: every text of the programme is read, and no other writer should wait for that."""
    subject = load()
    if request.form.get("step") == "redact":
        return _redact(load, subject, here=here)
    form = LookForSubjectForm()
    form.offer(subject)
    page = {"form": form, "subject": subject, "here": here, "take": take, "take_form": TakeDataForm(formdata=None)}
    if not form.validate_on_submit():
        return render_template("privacy/subject.html", **page), 422 if form.is_submitted() else 200
    try:
        found = find_places(viewing.viewer(), *form.passages)
        if not found.places:
            raise RuleBroken(_("その文字は、この事業のどこにもありません。"), field="words")
    except RuleBroken as broken:
        pin(form, broken)
        return render_template("privacy/subject.html", **page), 422
    asked = RedactSubjectForm(formdata=None, words=form.words.data, others=form.others.data, seen=len(found.places))
    asked.tick_all(found)
    return _ask(asked, subject, found, here=here), 200


def _redact(load: Load, subject: SubjectRow, *, here: str) -> Response | tuple[str, int]:
    form = RedactSubjectForm()
    form.take_as_sent()
    try:
        found = find_places(viewing.viewer(), *form.passages)
        if form.validate():
            with writing():
                redaction_id, removed = redact_subject(
                    viewing.viewer(),
                    subject=load(),
                    passages=form.passages,
                    reason=form.reason.data,
                    files=form.attachment_ids,
                    places_seen=form.seen.data,
                    chosen=form.chosen.data or (),
                    idempotency_key=form.idempotency_key.data,
                    now=viewing.now(),
                )
            return finish(redaction_id, removed)
    except RuleBroken as broken:
        pin(form, broken)
        found = FoundRow(()) if broken.field in ("words", "passage") else find_places(viewing.viewer(), *form.passages)
    form.seen.data = len(found.places)
    return _ask(form, subject, found, here=here), 422


def _ask(form: RedactSubjectForm, subject: SubjectRow, found: FoundRow, *, here: str) -> str:
    form.words.choices = [(word, word) for word in form.words.data or ()]
    form.offer_files(found)
    return render_template("privacy/confirm.html", form=form, subject=subject, found=found, here=here, **shown(found.places))
