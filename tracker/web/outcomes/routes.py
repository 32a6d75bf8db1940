"""Typed outcomes of the support."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.outcomes import OutcomeKind
from tracker.queries import outcomes
from tracker.queries.attachments import list_attachments
from tracker.queries.cases import list_cases
from tracker.queries.challenges import list_challenges
from tracker.queries.exhibitions import list_exhibitions
from tracker.queries.outcome_links import list_evidence
from tracker.queries.scope import may_log_company
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.challenges import ChallengeFilter
from tracker.rows.outcomes import OutcomeFilter
from tracker.services import transaction
from tracker.services.attachments import SentFile
from tracker.services.outcomes import OutcomeWords, correct_outcome, delete_outcome, record_outcome, restore_outcome
from tracker.web import choosing, viewing
from tracker.web.attachments.keeping import on_disk, say_kept
from tracker.web.closing.asking import standing_on
from tracker.web.conflicts import clash, settle
from tracker.web.labels import label
from tracker.web.outcomes.forms import FilterOutcomesForm, OutcomeForm
from tracker.web.outcomes.words import tabs
from tracker.web.paging import CARDS, asked_id, page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.web.writing import writes

bp = Blueprint("outcomes", __name__, url_prefix="/p/<programme>/outcomes")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    viewer, today = viewing.viewer(), viewing.today()
    filters = FilterOutcomesForm(request.args)
    filters.company.offer(choosing.companies(), first=[("", _("すべて"))])
    filters.kind.choices = [("", _("すべて")), *((kind.value, label(kind)) for kind in OutcomeKind)]
    shown = list_exhibitions(viewer, today=today) if "exhibition" in request.args else ()
    filters.exhibition.choices = [(0, _("すべて")), *((row.exhibition_id, row.name) for row in shown)]
    filters.validate()
    narrowed = OutcomeFilter(
        company=number_of(filters.company.data),
        case=asked_id("case"),
        kind=OutcomeKind(filters.kind.data) if filters.kind.data in set(OutcomeKind) else None,
        fiscal_year=filters.fiscal_year.data,
        from_on=filters.from_on.data,
        to_on=filters.to_on.data,
        exhibition=asked_id("exhibition"),
    )
    count, distinct_companies = outcomes.count_outcomes(viewer, filters=narrowed)
    paging = page_of(count, size=CARDS)
    rows = outcomes.list_outcomes(viewer, today=today, filters=narrowed, **paging.stretch)
    narrowing = {field.name for field in filters} - {"company"} | {"case"}
    shown_companies = None if request.args.get("companies") == "all" else CARDS
    return render_template(
        "outcomes/index.html",
        filters=filters,
        rows=rows,
        evidence=list_evidence(viewer, rows, today=today),
        deleted=outcomes.list_deleted_outcomes(viewer, today=today, now=viewing.now()),
        distinct_companies=distinct_companies,
        by_company=outcomes.list_outcome_companies(viewer, filters=narrowed, limit=shown_companies),
        asked={name: value for name, value in request.args.items() if name in narrowing},
        paging=paging,
        tabs=tabs("index"),
        logs_for=narrowed.company if narrowed.company and may_log_company(viewer, narrowed.company, today) else None,
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
def new() -> Response | tuple[str, int]:
    """``?company=`` says of which company; without one the page asks.

    Neither this nor :func:`edit` is marked as writing: a file is checked and on the disk before the write lock is taken.
    """
    viewer, today = viewing.viewer(), viewing.today()
    company = choosing.company_to_log(request.args.get("company"))
    if company is None:
        if request.args.get("company"):
            raise NotFound
        return render_template("outcomes/choose.html", offered=choosing.companies_to_log()), 200
    form = OutcomeForm(outcome_on=today)
    _offer(form, company.enrolment_id)
    if not form.is_submitted():
        form.idempotency_key.data = secrets.token_urlsafe(16)
    if form.validate_on_submit():
        try:
            with _file(form) as file, transaction.writing():
                record_outcome(
                    viewer,
                    enrolment_id=company.enrolment_id,
                    words=_words(form),
                    evidence=form.leans_on,
                    file=file,
                    today=today,
                    now=viewing.now(),
                    idempotency_key=form.idempotency_key.data or None,
                )
                form.check_file()
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_said(_("成果を記録しました。"), form, file), "success")
            return redirect(url_for("companies.show", enrolment_id=company.enrolment_id))
    _ask_for_file_again(form)
    return render_template("outcomes/new.html", form=form, company=company), 422 if form.is_submitted() else 200


@bp.route("/<int:outcome_id>", methods=["GET", "POST"])
@may(Act.LOG)
def edit(outcome_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = outcomes.get_outcome(viewer, outcome_id, today=today)
    stored = {name: getattr(row, name) for name in OutcomeWords.__dataclass_fields__} | {"case_id": row.case_id or 0}
    leans_on = list_evidence(viewer, [row], today=today)[outcome_id]
    chosen = {
        "challenges": [str(one) for one, _title in leans_on.challenges],
        "exhibition_id": str(leans_on.exhibition[0]) if leans_on.exhibition else "",
    }
    stored |= chosen
    form = OutcomeForm(obj=row, case_id=row.case_id or 0, **chosen)
    _offer(form, row.enrolment_id)
    settle(form, stored)
    more = {
        "standing": standing_on([row.enrolment_id], row.outcome_on, is_of_month=False),
        "attached": list_attachments(viewer, today=today, filters=AttachmentFilter(outcome=outcome_id)),
        "attach_to": {"kind": "outcome", "subject": outcome_id} if row.may_change else None,
    }
    if form.validate_on_submit():
        version = int(form.version.data) if (form.version.data or "").isdigit() else 0
        try:
            with _file(form) as file, transaction.writing():
                correct_outcome(
                    viewer,
                    outcome_id,
                    words=_words(form),
                    evidence=form.leans_on,
                    file=file,
                    version=version,
                    today=today,
                    now=viewing.now(),
                )
                form.check_file()
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs |= chosen
            return render_template("outcomes/edit.html", form=form, row=row, clash=clash(form, conflict), **more), 409
        else:
            flash(_said(_("成果を保存しました。"), form, file), "success")
            return redirect(url_for("companies.show", enrolment_id=row.enrolment_id))
    _ask_for_file_again(form)
    return render_template("outcomes/edit.html", form=form, row=row, **more), 422 if form.is_submitted() else 200


@bp.route("/<int:outcome_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(outcome_id: int) -> Response | str:
    viewer = viewing.viewer()
    row = outcomes.get_outcome(viewer, outcome_id, today=viewing.today())
    if request.method == "POST":
        delete_outcome(viewer, outcome_id, today=viewing.today(), now=viewing.now())
        flash(_("成果を削除しました。30日以内なら、成果の一覧の下から元に戻せます。"), "success")
        return redirect(url_for("outcomes.index"))
    standing = standing_on([row.enrolment_id], row.outcome_on, is_of_month=False)
    return render_template("outcomes/delete.html", row=row, standing=standing)


@bp.post("/<int:outcome_id>/restore")
@may(Act.STAFF)
@writes
def restore(outcome_id: int) -> Response:
    try:
        restore_outcome(viewing.viewer(), outcome_id, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("成果を元に戻しました。"), "success")
    return redirect(url_for("outcomes.index"))


def _words(form: OutcomeForm) -> OutcomeWords:
    return OutcomeWords(
        kind=OutcomeKind(form.kind.data),
        kind_detail=form.kind_detail.data or "",
        outcome_on=form.outcome_on.data,
        description=form.description.data,
        evidence=form.evidence.data or "",
        case_id=form.case_id.data or None,
    )


@contextmanager
def _file(form: OutcomeForm) -> Iterator[SentFile | None]:
    """The file that came with the form, on the disk around the transaction; None where none was chosen."""
    if not form.file.data:
        yield None
        return
    with on_disk(form.file.data) as stored:
        yield SentFile(form.file_key.data or "", stored, form.is_confidential.data)


def _ask_for_file_again(form: OutcomeForm) -> None:
    """Beside whatever else is refused: who mends that one thing sends the file with it."""
    if form.is_submitted() and not form.file.errors:
        try:
            form.check_file()
        except RuleBroken as broken:
            pin(form, broken)


def _said(saved: str, form: OutcomeForm, file: SentFile | None) -> str:
    return say_kept(saved, form.file.data, file.file.file_name) if file else saved


def _offer(form: OutcomeForm, enrolment_id: int) -> None:
    """The cases and the challenges of the company, and the exhibitions."""
    viewer, today = viewing.viewer(), viewing.today()
    cases = list_cases(viewer, enrolment_ids=[enrolment_id])
    form.case_id.choices = [(0, _("特定の案件ではない")), *((case.case_id, case.title) for case in cases)]
    challenges = list_challenges(viewer, today=today, filters=ChallengeFilter(company=enrolment_id))
    form.challenges.choices = [(str(row.challenge_id), row.title) for row in challenges]
    form.exhibition_id.choices = [("", _("選ばない"))]
    form.exhibition_id.choices += [(str(row.exhibition_id), row.name) for row in list_exhibitions(viewer, today=today)]
