"""Team meetings: listed, shown, logged, corrected, deleted and restored."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.warnings import EventKind, EventRef
from tracker.queries import actions, meetings, warnings
from tracker.queries.absences import list_away_at
from tracker.queries.attachments import list_attachments
from tracker.queries.company_meetings import count_company_meetings
from tracker.queries.hand_log import find_source
from tracker.queries.overlaps import list_overlaps_of_meeting
from tracker.queries.scope import may_log_company
from tracker.queries.tool_uses import list_uses_of_meeting
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.meetings import MeetingRow
from tracker.services import meetings as services
from tracker.web import choosing, conflicts, viewing
from tracker.web.absences.words import away_sentences
from tracker.web.choosing import BY_NAME
from tracker.web.drafts.sending import drafted
from tracker.web.headers import mark_picture_page
from tracker.web.meetings import editing
from tracker.web.meetings.blueprint import bp
from tracker.web.meetings.counting import by_company_lines
from tracker.web.meetings.forms import (
    ChooseCompaniesForm,
    LogMeetingForm,
    MeetingFilterForm,
    MeetingForm,
)
from tracker.web.meetings.offering import Offer, offer
from tracker.web.meetings.standing import standing_of
from tracker.web.paging import counted_at_most, page_of
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.warnings import sentences_of_record
from tracker.web.writing import writes


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = MeetingFilterForm(request.args)
    form.offer(companies=choosing.companies(), producers=choosing.producers(), cases=choosing.cases())
    readable = form.validate()
    filters = form.read()
    at_most = counted_at_most()
    paging = page_of(meetings.count_meetings(viewer, today=today, filters=filters, at_most=at_most), at_most=at_most)
    rows = meetings.list_meetings(viewer, today=today, filters=filters, **paging.stretch)
    logs_for = filters.company if filters.company and may_log_company(viewer, filters.company, today) else None
    by_company = form.by_company.data and not filters.deleted
    return render_template(
        "meetings/index.html",
        form=form,
        lines=by_company_lines(rows, filters.company) if by_company else [(row, row.companies) for row in rows],
        company_meetings=count_company_meetings(viewer, today=today, filters=filters) if by_company else None,
        paging=paging,
        logs_for=logs_for,
    ), 200 if readable else 422


@bp.get("/<int:meeting_id>")
@may(Act.BOARD)
def show(meeting_id: int) -> str:
    viewer, today = viewing.viewer(), viewing.today()
    row = meetings.get_meeting(viewer, meeting_id, today=today)
    ref = EventRef(EventKind.MEETING, meeting_id)
    odd = warnings.list_warnings_about(viewer, ref, on=row.meeting_on)
    away = list_away_at(viewer, ref, on=row.meeting_on) if row.is_scheduled else ()
    return render_template(
        "meetings/show.html",
        row=row,
        files=list_attachments(viewer, today=today, filters=AttachmentFilter(meeting=meeting_id)),
        actions=actions.list_actions_of_meeting(viewer, meeting_id, today=today),
        uses=list_uses_of_meeting(viewer, meeting_id, today=today),
        warnings=[*away_sentences(away), *sentences_of_record(odd, list_overlaps_of_meeting(viewer, row), about=ref)],
        source=find_source(viewer, meeting_id=meeting_id) if row.head else None,
        to_type_up=row.is_held and any(note.is_to_type_up for section in row.mine for note in section.notes),
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
@drafted
def new() -> Response | tuple[str, int]:
    """A meeting that was held; ``?company=`` (several) says about whom, without it the page asks."""
    return _make(LogMeetingForm)


@bp.route("/schedule", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def schedule() -> Response | tuple[str, int]:
    return _make(MeetingForm)


def _make(kind: type[MeetingForm]) -> Response | tuple[str, int]:
    viewer, today, now = viewing.viewer(), viewing.today(), viewing.now()
    wanted = request.args.getlist("company")
    offered = offer(asked=wanted)
    chosen = offered.among(wanted)
    if len(chosen) < len(set(wanted)):
        raise NotFound
    if request.method == "GET" and (not chosen or request.args.get("company" + BY_NAME)):
        return _choose(offered)
    form = editing.new_form(kind, offered, chosen)
    if _only_chooses():
        return _form_page(form, offered), 200 if editing.names_are_read(form) else 422
    if request.method == "POST" and editing.is_complete(form, is_final="draft" not in request.form):
        record, key, is_draft = editing.read(form), form.idempotency_key.data, "draft" in request.form
        try:
            if kind is LogMeetingForm:
                meeting_id = services.log_meeting(
                    viewer, record=record, is_draft=is_draft, idempotency_key=key, today=today, now=now
                )
            else:
                meeting_id = services.schedule_meeting(viewer, record=record, idempotency_key=key, today=today, now=now)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            _say_saved(kind, is_draft=is_draft)
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return _form_page(form, offered), 422 if request.method == "POST" else 200


def _choose(offered: Offer) -> Response | tuple[str, int]:
    """The page that asks for the companies: those ticked, those named; on it goes once every name is read."""
    form = ChooseCompaniesForm(request.args)
    form.company.offer_these(offered.companies, offered.among_companies)
    asked = bool({"chosen", "company", "company" + BY_NAME} & request.args.keys())
    if asked and form.validate():
        return redirect(url_for(request.endpoint or "meetings.new", company=form.company.data))
    return render_template("meetings/choose.html", form=form), 422 if asked else 200


@bp.route("/<int:meeting_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
@drafted
def edit(meeting_id: int) -> Response | tuple[str, int]:
    """Correct a record, finish a draft, or change what is scheduled."""
    row = meetings.get_meeting_to_log(viewing.viewer(), meeting_id, today=viewing.today())
    return _correct(row, LogMeetingForm if row.status is EventStatus.HELD else MeetingForm)


@bp.route("/<int:meeting_id>/record", methods=["GET", "POST"])
@may(Act.LOG)
@writes
@drafted
def record(meeting_id: int) -> Response | tuple[str, int]:
    """Write down that a scheduled meeting was held."""
    row = meetings.get_meeting_to_log(viewing.viewer(), meeting_id, today=viewing.today())
    if row.status is EventStatus.HELD and request.method == "GET":
        return redirect(url_for("meetings.edit", meeting_id=meeting_id, draft=request.args.get("draft")))
    return _correct(row, LogMeetingForm)


def _correct(row: MeetingRow, kind: type[MeetingForm]) -> Response | tuple[str, int]:
    viewer, today, now = viewing.viewer(), viewing.today(), viewing.now()
    offered = offer(row)
    form = editing.edit_form(kind, offered, row)
    if _only_chooses():
        return _form_page(form, offered, row), 200 if editing.names_are_read(form) else 422
    if request.method == "POST" and editing.is_complete(form, is_final="draft" not in request.form):
        written, version, is_draft = editing.read(form), form.version.data, "draft" in request.form
        try:
            if kind is LogMeetingForm and request.endpoint == "meetings.record":
                services.log_meeting(
                    viewer,
                    record=written,
                    is_draft=is_draft,
                    meeting_id=row.meeting_id,
                    version=version,
                    today=today,
                    now=now,
                )
            else:
                services.correct_meeting(
                    viewer, row.meeting_id, record=written, version=version, is_draft=is_draft, today=today, now=now
                )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = editing.stored(form, offered, row)
            return _form_page(form, offered, row, conflicts.clash(form, conflict)), 409
        else:
            _say_saved(kind, is_draft=is_draft)
            return redirect(url_for("meetings.show", meeting_id=row.meeting_id))
    return _form_page(form, offered, row), 422 if request.method == "POST" else 200


@bp.route("/<int:meeting_id>/delete", methods=["GET", "POST"])
@may(Act.LOG)  # so that whoever may not even see it learns nothing; the act itself asks for more
@writes
def delete(meeting_id: int) -> Response | str:
    viewer, today = viewing.viewer(), viewing.today()
    if request.method == "POST":
        services.delete_meeting(viewer, meeting_id, today=today, now=viewing.now())
        flash(_("会議を削除しました。30日以内なら元に戻せます。"), "success")
        return redirect(url_for("meetings.index"))
    row = meetings.get_meeting_to_delete(viewer, meeting_id, today=today)
    return render_template("meetings/delete.html", row=row, standing=standing_of(row))


@bp.post("/<int:meeting_id>/restore")
@may(Act.LOG)
@writes
def restore(meeting_id: int) -> Response:
    services.restore_meeting(viewing.viewer(), meeting_id, today=viewing.today(), now=viewing.now())
    flash(_("会議を元に戻しました。"), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def _only_chooses() -> bool:
    """The button under the companies: show their sections, save nothing, lose nothing."""
    return request.method == "POST" and "choose" in request.form


def _form_page(form: MeetingForm, offered: Offer, row: MeetingRow | None = None, clash: conflicts.Clash | None = None) -> str:
    editing.furnish_rows(form, is_clash=clash is not None)
    if isinstance(form, LogMeetingForm):
        mark_picture_page()
    if row is None:
        return render_template("meetings/new.html", form=form, offered=offered)
    owed = actions.list_actions_of_meeting(viewing.viewer(), row.meeting_id, today=viewing.today())
    standing = None if row.is_draft else standing_of(row)
    return render_template("meetings/edit.html", form=form, offered=offered, row=row, owed=owed, clash=clash, standing=standing)


def _say_saved(kind: type[MeetingForm], *, is_draft: bool) -> None:
    if is_draft:
        flash(_("下書きに保存しました。確定するまで、回数には数えません。"), "success")
    elif kind is LogMeetingForm:
        flash(_("会議の記録を保存しました。"), "success")
    else:
        flash(_("会議の予定を保存しました。"), "success")
